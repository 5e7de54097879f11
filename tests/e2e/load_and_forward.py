"""Forwarding under load from outside while the servers that are asked change,
for the thread sanitizer: each worker waits for its own answers.
"""

import random
import signal
import threading
import time
import unittest

import dns.message
import dns.rcode

from harness import PATIENCE, Mxd, frame, read_framed
from load_and_reload import Load
from upstream import Upstream, answer

SECONDS = 3
ZONE = "zones/example.com.zone"


def make_query(name):
    return dns.message.make_query(name, "A", use_edns=0).to_wire()


class Asking(Load):
    def __init__(self, mxd, end):
        super().__init__(mxd, end)
        self.rcodes = set()

    def some_name(self):
        return f"n{self.random.randrange(1000)}.example"

    def take(self, octets):
        self.rcodes.add(dns.message.from_wire(octets).rcode())
        self.count += 1


class Datagrams(Asking):
    def once(self):
        with self.mxd.udp() as sock:
            for _ in range(10):
                sock.send(make_query(self.some_name()))
            for _ in range(10):
                self.take(sock.recv(4096))


class Streams(Asking):
    def once(self):
        with self.mxd.tcp() as sock:
            sock.sendall(b"".join(frame(make_query(self.some_name()))
                                  for _ in range(5)))
            # Sometimes it does not wait for all.
            for _ in range(self.random.randrange(6)):
                octets = read_framed(sock)
                if octets:
                    self.take(octets)


class LoadAndForward(unittest.TestCase):
    def test_load(self):
        """four workers forward, reload and end"""
        draw = random.Random(1)

        def behave(query, _):
            if draw.random() < 0.02:
                return []
            return [answer(query, "A 192.0.2.1")]

        end = threading.Event()
        with Upstream(behave) as one, Upstream(behave) as two:
            mxd = Mxd(ZONE, "--workers", "4", config="forward: "
                      f"[{one.endpoint}, {two.endpoint}]\n")
            with mxd:
                loads = [kind(mxd, end) for kind in
                         (Datagrams, Datagrams, Streams, Streams)]
                for load in loads:
                    load.start()
                until = time.monotonic() + SECONDS
                while time.monotonic() < until:
                    servers = draw.choice((one.endpoint, two.endpoint,
                                           f"[{two.endpoint}, "
                                           f"{one.endpoint}]"))
                    (mxd.folder / "mxd.yaml").write_text(
                        f"forward: {servers}\nforward-limit: 40\n")
                    mxd.reload()
                    time.sleep(0.1)
                end.set()
                for load in loads:
                    load.join(PATIENCE)
                for load in loads:
                    if load.failure:
                        raise load.failure
                    self.assertGreater(load.count, 10)
                    self.assertLessEqual(load.rcodes, {
                        dns.rcode.NOERROR, dns.rcode.SERVFAIL})
                    self.assertIn(dns.rcode.NOERROR, load.rcodes)
                # Stop while some wait.
                with mxd.udp() as sock, mxd.tcp() as stream:
                    for n in range(30):
                        sock.send(make_query(f"last{n}.example"))
                        stream.sendall(frame(make_query(f"s{n}.example")))
                    mxd.signal(signal.SIGTERM)
                    self.assertEqual(mxd.wait(), 0)


if __name__ == "__main__":
    unittest.main()
