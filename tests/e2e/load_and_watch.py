"""Queries are read while they are asked, for the thread sanitizer: what is
read is whole, and nothing of it is lost without being told.
"""

import random
import threading
import time
import unittest

import dns.message

from api_client import Lab
from harness import frame, read_framed

ZONE = "zones/example.com.zone"
SECONDS = 3
RING = 50
TYPES = ("A", "MX", "TXT", "AAAA")


def make_query(number):
    """The name says its own length and type, so that a mixture would show."""
    length = 1 + number % 50
    rdtype = TYPES[length % len(TYPES)]
    return dns.message.make_query(f"{'x' * length}.l{length}.example.com",
                                  rdtype).to_wire()


def is_whole(query):
    label, length = query["name"].split(".")[:2]
    return (len(label) == int(length[1:]) and
            query["type"] == TYPES[len(label) % len(TYPES)])


class Load(threading.Thread):
    def __init__(self, lab, end, ask):
        super().__init__()
        self.lab, self.end, self.ask = lab, end, ask
        self.count = 0
        self.failure = None

    def run(self):
        while not self.end.is_set():
            try:
                self.ask(self)
            except Exception as error:  # kept for the test to show
                self.failure = error
                break


def datagrams(load):
    with load.lab.udp() as sock:
        for _ in range(20):
            sock.send(make_query(random.randrange(1000)))
        for _ in range(20):
            sock.recv(4096)
            load.count += 1


def stream(load):
    with load.lab.tcp() as sock:
        for _ in range(20):
            sock.sendall(frame(make_query(random.randrange(1000))))
            read_framed(sock)
            load.count += 1


class LoadAndWatch(unittest.TestCase):
    def test_what_is_read_is_whole(self):
        with Lab(ZONE, "--queries", str(RING),
                 config="workers: 2\n") as lab:
            end = threading.Event()
            loads = [Load(lab, end, ask)
                     for ask in (datagrams, datagrams, stream)]
            for load in loads:
                load.start()
            mark = lab.get("/v1/queries?limit=1").data["mark"]
            first = sum(int(part) for part in mark.split("."))
            seen = lost = 0
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                data = lab.get(f"/v1/queries?since={mark}&limit=40").data
                mark = data["mark"]
                seen += len(data["items"])
                lost += data["lost"]
                self.assertTrue(all(map(is_whole, data["items"])))
                lab.get("/v1/queries?limit=100")
            end.set()
            for load in loads:
                load.join()
                self.assertIsNone(load.failure)
            data = lab.get(f"/v1/queries?since={mark}&limit=10000").data
            seen += len(data["items"])
            lost += data["lost"]
            self.assertEqual(first + seen + lost,
                             sum(int(part)
                                 for part in data["mark"].split(".")))
            self.assertLessEqual(sum(load.count for load in loads),
                                 first + seen + lost)
            self.assertGreater(seen, 0)
