"""The server under load from outside while it reloads and stops, for the
thread sanitizer: what threads share is handed over, never raced for.

The sanitizer's report fails the test (../quality/sanitized); here it is only
seen to that all of it happens: several workers, both transports, connections
that come, stall and vanish, reloads that work and that fail.
"""

import random
import shutil
import signal
import socket
import struct
import tempfile
import threading
import time
import unittest
from pathlib import Path

import dns.message
import dns.rcode

from harness import PATIENCE, Mxd, frame, read_framed

SECONDS = 4
ZONE = """\
$TTL 60
@    SOA ns hostmaster {serial} 3600 900 604800 300
@    NS  ns
@    MX  {serial} mail
ns   A   192.0.2.1
mail A   192.0.2.2
{more}
"""
REFUSED = "@ MX 5 alias\nalias CNAME mail\n"
BIG = "".join(f'big TXT "{n:03} {"x" * 250}"\n' for n in range(200))


def make_query(name, rdtype="MX"):
    return dns.message.make_query(name, rdtype).to_wire()


class Load(threading.Thread):
    """Does something over and over until it is told to end."""

    def __init__(self, mxd, end):
        super().__init__()
        self.mxd, self.end = mxd, end
        self.count = 0
        self.failure = None
        self.random = random.Random(self.name)

    def run(self):
        while not self.end.is_set():
            try:
                self.once()
                self.count += 1
            except Exception as error:  # kept for the test to show
                self.failure = error
                break


class Datagrams(Load):
    def once(self):
        with self.mxd.udp() as sock:
            for _ in range(20):
                sock.send(make_query("a.example"))
            for _ in range(20):
                answer = dns.message.from_wire(sock.recv(4096))
                assert answer.rcode() == dns.rcode.NOERROR, answer
                assert answer.answer, answer


class Streams(Load):
    def once(self):
        with self.mxd.tcp() as sock:
            try:
                self.pipeline(sock)
            except ConnectionError:
                pass

    def pipeline(self, sock):
        count = self.random.randrange(1, 30)
        sock.sendall(frame(make_query("a.example")) * count)
        for _ in range(count):
            reply = read_framed(sock)
            if not reply:
                # Of too many connections the oldest one goes.
                break
            answer = dns.message.from_wire(reply)
            assert answer.rcode() == dns.rcode.NOERROR, answer


class Rudeness(Load):
    """Connections that stall, break off or are too many."""

    def once(self):
        socks = [self.mxd.tcp() for _ in range(20)]
        for sock in socks:
            try:
                sock.sendall(frame(make_query("big.a.example", "TXT")) *
                             self.random.randrange(0, 50))
                sock.send(frame(make_query("a.example"))
                          [:self.random.randrange(1, 20)])
            except ConnectionError:
                pass
        for sock in socks:
            if self.random.randrange(2):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                struct.pack("ii", 1, 0))
            sock.close()


class LoadAndReload(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mxd-load."))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, origin, serial, more=""):
        new = self.folder / f"{origin}.new"
        new.write_text(ZONE.format(serial=serial, more=more))
        new.rename(self.folder / f"{origin}.zone")

    def reload_until(self, mxd, deadline):
        serial = 1
        while time.monotonic() < deadline:
            serial += 1
            self.write("a.example", serial, BIG)
            self.write("b.example", serial, REFUSED if serial % 3 else "")
            level = "debug" if serial % 2 else "warning"
            (mxd.folder / "mxd.yaml").write_text(
                f"nsid: {serial}\nlog-level: {level}\ntcp-connections: 30\n"
                if serial % 5 else "nonsense: yes\n")
            mxd.reload()
            # Sometimes several signals at once, sometimes a pause.
            time.sleep(random.choice((0, 0.01, 0.05)))
        return serial

    def run_with(self, *arguments):
        self.write("a.example", 1, BIG)
        end = threading.Event()
        with Mxd(*arguments, self.folder,
                 config="tcp-connections: 30\n") as mxd:
            loads = [kind(mxd, end) for kind in
                     (Datagrams, Datagrams, Streams, Rudeness)]
            for load in loads:
                load.start()
            serial = self.reload_until(mxd, time.monotonic() + SECONDS)
            end.set()
            for load in loads:
                load.join(PATIENCE)
            for load in loads:
                if load.failure:
                    raise load.failure
                self.assertGreater(load.count, 10, type(load).__name__)
            self.assertGreater(serial, 10)
            self.assertEqual(mxd.ask("a.example", "MX").rcode(),
                             dns.rcode.NOERROR)
            # Stop with connections that owe answers, and queries coming in.
            stalled = [mxd.tcp() for _ in range(5)]
            for sock in stalled:
                sock.sendall(frame(make_query("big.a.example", "TXT")) * 100)
            with mxd.udp() as sock:
                for _ in range(100):
                    sock.send(make_query("a.example"))
                mxd.signal(signal.SIGTERM)
                self.assertEqual(mxd.wait(), 0)
            for sock in stalled:
                sock.close()

    def test_kept_answers(self):
        """an answer that was given before is not given after a reload"""
        self.write("a.example", 1)
        with Mxd("--workers", "1", self.folder) as mxd:
            def serial():
                return mxd.ask("a.example", "SOA").answer[0][0].serial

            for new in (2, 3):
                for _ in range(4):
                    self.assertEqual(serial(), new - 1)
                self.write("a.example", new)
                mxd.reload()
                deadline = time.monotonic() + PATIENCE
                while serial() != new:
                    self.assertLess(time.monotonic(), deadline)

    def test_threads_of_loading(self):
        """a zone that several threads read and judge, loaded and reloaded"""
        names = "".join(f"d{n} MX 10 mail\nd{n} TXT \"v=spf1 mx -all\"\n"
                        for n in range(5000))
        self.write("a.example", 1, names)
        with Mxd(self.folder) as mxd:
            self.assertEqual(mxd.said["records"], 10005)
            self.write("a.example", 2, names + REFUSED)
            mxd.reload()
            self.write("a.example", 3, names)
            mxd.reload()
            self.assertIn("mail.a.example.",
                          mxd.ask("d4999.a.example", "MX").to_text())

    def test_one_worker(self):
        """one worker under load, reloads and an end"""
        self.run_with("--workers", "1")

    def test_workers(self):
        """four workers under load, reloads and an end"""
        self.run_with("--workers", "4")


if __name__ == "__main__":
    unittest.main()
