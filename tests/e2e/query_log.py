"""The log of queries: JSON lines in a file that is rotated, full or a pipe."""

import json
import os
import signal
import time
import unittest

from harness import PATIENCE, Mxd

ZONE = "zones/example.com.zone"


class QueryLog(unittest.TestCase):
    def start(self, path="q.jsonl", more=""):
        return Mxd(ZONE, config=f"query-log: {path}\n{more}")

    def lines(self, path, count):
        """That many lines, once they are there."""
        until = time.monotonic() + PATIENCE
        while True:
            text = path.read_text() if path.exists() else ""
            found = [json.loads(line) for line in text.splitlines()
                     if text.endswith("\n")]
            if len(found) >= count:
                return found
            if time.monotonic() > until:
                self.fail(f"{len(found)} of {count} lines in {path}")
            time.sleep(0.02)

    def test_each_query_is_a_line(self):
        with self.start() as mxd:
            mxd.ask("example.com", "MX")
            mxd.ask("none.example.com", "A", tcp=True)
            first, second = self.lines(mxd.folder / "q.jsonl", 2)
        self.assertEqual((first["name"], first["type"], first["rcode"]),
                         ("example.com.", "MX", "NOERROR"))
        self.assertEqual((second["transport"], second["rcode"]),
                         ("tcp", "NXDOMAIN"))

    def test_what_was_asked_last_is_there_when_mxd_has_ended(self):
        with self.start() as mxd:
            for i in range(50):
                mxd.ask(f"n{i}.example.com")
            path = mxd.folder / "q.jsonl"
            mxd.process.send_signal(signal.SIGTERM)
            mxd.process.wait(PATIENCE)
            self.assertEqual(len(path.read_text().splitlines()), 50)

    def test_sighup_opens_it_anew(self):
        with self.start() as mxd:
            path, moved = mxd.folder / "q.jsonl", mxd.folder / "q.1"
            mxd.ask("one.example.com")
            self.lines(path, 1)
            path.rename(moved)
            mxd.ask("two.example.com")
            self.lines(moved, 2)
            mxd.reload()
            mxd.wait_for_log("reloaded")
            mxd.ask("three.example.com")
            [third] = self.lines(path, 1)
            self.assertEqual(third["name"], "three.example.com.")
            self.assertEqual(len(self.lines(moved, 2)), 2)

    def test_a_full_disk_is_told_once_and_queries_are_answered(self):
        with self.start("/dev/full") as mxd:
            mxd.ask("example.com", "MX")
            mxd.wait_for_log("query log not written")
            for _ in range(20):
                mxd.ask("example.com", "MX")
            time.sleep(0.2)
            self.assertEqual(mxd.log().count("query log not written"), 1)

    def test_a_path_that_cannot_be_opened_is_told(self):
        with self.start("/nowhere/q") as mxd:
            self.assertIn("query log not written", mxd.log())
            self.assertIn("/nowhere/q", mxd.log())
            mxd.ask("example.com", "MX")

    def test_a_pipe_that_nobody_empties_stops_nothing(self):
        with self.start("pipe", "queries: 100\n") as mxd:
            path = mxd.folder / "pipe"
            os.unlink(path)
            os.mkfifo(path)
            reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            mxd.reload()
            mxd.wait_for_log("reloaded")
            for i in range(1000):
                mxd.ask(f"n{i}.example.com")
            mxd.wait_for_log("query log not written")
            text, found = b"", []
            until = time.monotonic() + PATIENCE
            while not any("n999" in line.get("name", "") for line in found):
                self.assertLess(time.monotonic(), until)
                try:
                    text += os.read(reader, 1 << 16)
                except BlockingIOError:
                    time.sleep(0.01)
                found = [json.loads(line)
                         for line in text.split(b"\n")[:-1]]
            os.close(reader)
            lost = sum(line.get("lost", 0) for line in found)
            self.assertGreater(lost, 0)
            self.assertEqual(lost + sum("name" in line for line in found),
                             1000)
            mxd.wait_for_log("query log written again")

    def test_without_queries_there_is_nothing_to_log(self):
        with self.start(more="queries: 0\n") as mxd:
            mxd.ask("example.com")
            self.assertIn("queries are not remembered", mxd.log())
