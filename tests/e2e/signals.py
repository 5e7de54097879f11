"""Signals, reloads, and what a service manager hears of them."""

import os
import re
import shutil
import signal
import socket
import tempfile
import threading
import time
import unittest
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode

from harness import (PATIENCE, Mxd, frame, read_framed, run_mxd, sanitized)

GOOD = """\
$TTL 60
@    SOA ns hostmaster {serial} 3600 900 604800 300
@    NS  ns
@    MX  {serial} mail
ns   A   192.0.2.1
mail A   192.0.2.2
"""
# An MX that names an alias: refused (R1).
BAD = GOOD + "@ MX 5 alias\nalias CNAME mail\n"


class Zones(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mxd-zones."))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, origin, serial, text=GOOD):
        path = self.folder / f"{origin}.zone"
        new = path.with_suffix(".new")
        new.write_text(text.format(serial=serial))
        new.rename(path)
        return path

    def preference(self, mxd, origin="a.example"):
        """Of the MX of a zone, which is its serial too; or the rcode."""
        answer = mxd.ask(origin, "MX")
        if answer.rcode() != dns.rcode.NOERROR:
            return dns.rcode.to_text(answer.rcode())
        return min(rr.preference for rr in answer.answer[0])

    def reload(self, mxd):
        """Reload; returns what was logged until it was done."""
        before = len(mxd.log())
        mxd.reload()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            log = mxd.log()[before:]
            if re.search("info reloaded|error not reloaded", log):
                return log
            time.sleep(0.01)
        raise AssertionError("no reload:\n" + mxd.log())


class Stop(Zones):
    def test_signals(self):
        """SIGTERM and SIGINT end it with 0, at once"""
        self.write("a.example", 1)
        for number in (signal.SIGTERM, signal.SIGINT):
            with Mxd(self.folder) as mxd:
                idle = mxd.tcp()
                self.addCleanup(idle.close)
                mxd.ask("a.example", "MX")
                start = time.monotonic()
                mxd.signal(number)
                self.assertEqual(mxd.wait(), 0)
                self.assertLess(time.monotonic() - start, 0.9)
                self.assertEqual(idle.recv(1), b"")

    def test_answers_first(self):
        """what was read is answered before it stops"""
        text = "".join(f'@ TXT "{n:04} {"x" * 240}"\n' for n in range(200))
        self.write("big.example", 1, GOOD + text)
        query = dns.message.make_query("big.example", "TXT")
        octets = frame(query.to_wire())
        with Mxd(self.folder) as mxd, mxd.tcp() as sock:
            sock.sendall(octets * 100)
            first = read_framed(sock)
            self.assertEqual(first[:2], octets[2:4])
            mxd.signal(signal.SIGTERM)
            count = 1
            while read_framed(sock) == first:
                count += 1
            self.assertEqual(count, 100)
            self.assertEqual(mxd.wait(), 0)

    def test_port_is_free_again(self):
        """a server can be started again at once, with connections left"""
        self.write("a.example", 1)
        listen = ["127.0.0.1@0"]
        for _ in range(3):
            with Mxd(self.folder, listen=listen) as mxd:
                mxd.ask("a.example", "MX", tcp=True)
                sock = mxd.tcp()
                self.addCleanup(sock.close)
                sock.sendall(b"\0")
                listen = [f"127.0.0.1@{mxd.port}"]


class Reload(Zones):
    def test_new_data(self):
        """SIGHUP reads zones again: changed, new and gone ones"""
        self.write("a.example", 1)
        self.write("b.example", 1)
        with Mxd(self.folder) as mxd:
            self.assertEqual(self.preference(mxd), 1)
            self.assertEqual(self.preference(mxd, "c.example"), "REFUSED")
            self.write("a.example", 2)
            self.write("c.example", 3)
            (self.folder / "b.example.zone").unlink()
            self.assertIn("zones=2 refused=0", self.reload(mxd))
            self.assertEqual(self.preference(mxd), 2)
            self.assertEqual(self.preference(mxd, "b.example"), "REFUSED")
            self.assertEqual(self.preference(mxd, "c.example"), 3)

    def test_bad_zone(self):
        """a zone that fails keeps its last good version, and the log says why"""
        self.write("a.example", 1)
        self.write("b.example", 1)
        with Mxd(self.folder) as mxd:
            for text, why in ((BAD, "[mx-exchange-alias]"),
                              (GOOD + "@ MX ten mail\n", "a.example.zone:7:6: error")):
                self.write("a.example", 2, text)
                self.write("b.example", 2)
                self.assertIn(why, self.reload(mxd))
                self.assertEqual(self.preference(mxd), 1)
                self.assertEqual(self.preference(mxd, "b.example"), 2)
                self.write("b.example", 1)
            self.write("a.example", 3)
            self.reload(mxd)
            self.assertEqual(self.preference(mxd), 3)

    def test_bad_new_zone(self):
        """a new zone that fails is SERVFAIL and hinders no other"""
        self.write("a.example", 1)
        with Mxd(self.folder) as mxd:
            self.write("a.example", 2)
            self.write("b.example", 2, BAD)
            self.assertIn("refused=1", self.reload(mxd))
            self.assertEqual(self.preference(mxd), 2)
            self.assertEqual(self.preference(mxd, "b.example"), "SERVFAIL")

    def test_strict(self):
        """with --strict a reload is whole or not at all"""
        self.write("a.example", 1)
        self.write("b.example", 1)
        with Mxd("--strict", self.folder) as mxd:
            self.write("a.example", 2)
            self.write("b.example", 2, BAD)
            self.assertIn("not reloaded", self.reload(mxd))
            self.assertEqual(self.preference(mxd), 1)

    def test_configuration(self):
        """SIGHUP reads the configuration again, unless it has errors"""
        self.write("a.example", 1)
        with Mxd(self.folder, config="nsid: one\n") as mxd:
            def nsid():
                answer = mxd.ask("a.example", "MX", use_edns=0, options=[
                    dns.edns.GenericOption(dns.edns.NSID, b"")])
                return [o.data for o in answer.options
                        if o.otype == dns.edns.NSID]

            path = mxd.folder / "mxd.yaml"
            self.assertEqual(nsid(), [b"one"])
            path.write_text("nsid: two\n")
            self.reload(mxd)
            self.assertEqual(nsid(), [b"two"])
            path.write_text("nsid: three\nnside: four\n")
            log = self.reload(mxd)
            self.assertIn("mxd.yaml:2:1: error", log)
            self.assertIn("not reloaded reason=configuration", log)
            self.assertEqual(nsid(), [b"two"])
            path.unlink()
            self.assertIn("not reloaded", self.reload(mxd))
            self.assertEqual(nsid(), [b"two"])

    def test_restart_needed(self):
        """what only a restart can change is said"""
        self.write("a.example", 1)
        with Mxd(self.folder, config="workers: 1\n") as mxd:
            (mxd.folder / "mxd.yaml").write_text("workers: 2\n")
            self.assertIn("not changed before a restart name=workers",
                          self.reload(mxd))
            self.assertEqual(self.preference(mxd), 1)

    def test_nothing_lost(self):
        """queries during reloads are all answered, by the old or the new"""
        self.write("a.example", 1)
        with Mxd("--workers", "2", self.folder) as mxd:
            done = threading.Event()
            failures = []
            counts = []

            def ask(tcp):
                last = count = 0
                while not done.is_set():
                    try:
                        answer = mxd.ask("a.example", "MX", tcp=tcp)
                        now = answer.answer[0][0].preference
                    except Exception as error:  # in a thread: keep it
                        failures.append(repr(error))
                        break
                    # Two workers need not change at the same moment.
                    if now < last - 1:
                        failures.append(f"{now} after {last}")
                    last = now
                    count += 1
                counts.append(count)

            threads = [threading.Thread(target=ask, args=(tcp,))
                       for tcp in (False, False, True)]
            for thread in threads:
                thread.start()
            for serial in range(2, 22):
                self.write("a.example", serial)
                self.reload(mxd)
            done.set()
            for thread in threads:
                thread.join()
            self.assertEqual(failures, [])
            self.assertGreater(min(counts), 5)
            self.assertEqual(self.preference(mxd), 21)

    def test_connections_stay(self):
        """a connection outlives a reload and gets the new data"""
        self.write("a.example", 1)
        query = frame(dns.message.make_query("a.example", "MX").to_wire())
        with Mxd(self.folder) as mxd, mxd.tcp() as sock:
            for serial in (1, 2, 3):
                self.write("a.example", serial)
                self.reload(mxd)
                sock.sendall(query)
                answer = dns.message.from_wire(read_framed(sock))
                self.assertEqual(answer.answer[0][0].preference, serial)

    def test_memory(self):
        """reloads do not add up in memory"""
        # About 200 KiB of zone each time.
        more = "".join(f"host{n} A 192.0.2.3\n" for n in range(2000))
        self.write("a.example", 1, GOOD + more)
        with Mxd(self.folder) as mxd:
            def reload_many(times):
                for _ in range(times):
                    self.reload(mxd)
                return mxd.resident()

            before = reload_many(10)
            grown = reload_many(50) - before
            if not sanitized():
                self.assertLess(grown, 4 << 20)


class Start(Zones):
    def test_refused_zone(self):
        """a zone refused at the start leaves the others served"""
        self.write("a.example", 1)
        self.write("b.example", 1, BAD)
        with Mxd(self.folder) as mxd:
            self.assertEqual(mxd.said["zones"], 1)
            self.assertEqual(self.preference(mxd), 1)
            self.assertEqual(self.preference(mxd, "b.example"), "SERVFAIL")
            self.assertRegex(mxd.log(), r"b\.example\.zone:7:\d+: error: .*"
                             r"\[mx-exchange-alias\]")

    def test_notes(self):
        """of what might be better nothing is said, unless it was refused"""
        self.write("a.example", 1)
        with Mxd(self.folder) as mxd:
            self.assertNotIn("note:", mxd.log())
        self.write("b.example", 1, BAD)
        with Mxd("--allow", "mx-exchange-alias", self.folder) as mxd:
            self.assertEqual(mxd.log().count("note:"), 1)
            self.assertRegex(mxd.log(), "note: .*mx-exchange-alias")

    def test_exit_2(self):
        """no zone left, or a refused one under --strict: exit 2"""
        self.write("b.example", 1, BAD)
        self.assertEqual(run_mxd("serve", "--listen", "127.0.0.1@0",
                                 self.folder)[0], 2)
        self.write("a.example", 1)
        status, out, _ = run_mxd("serve", "--ready-json", "--strict",
                                 "--listen", "127.0.0.1@0", self.folder)
        self.assertEqual((status, out), (2, ""))


class ServiceManager(Zones):
    def test_notify(self):
        """the service manager hears of start, reload and end"""
        self.write("a.example", 1)
        path = self.folder / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(path))
            manager.settimeout(PATIENCE)
            with Mxd(self.folder,
                     environment={"NOTIFY_SOCKET": str(path)}) as mxd:
                self.assertEqual(manager.recv(1000), b"READY=1")
                self.reload(mxd)
                said = manager.recv(1000).decode()
                match = re.fullmatch("RELOADING=1\nMONOTONIC_USEC=([0-9]+)",
                                     said)
                self.assertTrue(match, said)
                now = time.clock_gettime(time.CLOCK_MONOTONIC)
                self.assertLessEqual(int(match[1]), now * 1e6)
                self.assertEqual(manager.recv(1000), b"READY=1")
                (self.folder / "a.example.zone").write_text("")
                self.reload(mxd)
                self.assertIn(b"RELOADING=1", manager.recv(1000))
                self.assertEqual(manager.recv(1000), b"READY=1")
            self.assertEqual(manager.recv(1000), b"STOPPING=1")


if __name__ == "__main__":
    unittest.main()
