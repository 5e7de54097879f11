"""What hostile clients of the control API do: DNS goes on answering."""

import select
import socket
import time
import unittest

from api_client import Lab
from harness import PATIENCE

ZONE = "zones/example.com.zone"
# Seconds after which a request that is not whole ends (HTTP_PATIENCE_MS).
LATE = 10


def ended(sock, seconds=PATIENCE):
    """What came until the server closed the connection."""
    octets = b""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not select.select([sock], [], [], 0.1)[0]:
            continue
        try:
            more = sock.recv(65536)
        except ConnectionError:
            return octets
        if not more:
            return octets
        octets += more
    raise AssertionError(f"still open, after {octets!r}")


class Abuse(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(ZONE)
        cls.lab.__enter__()
        cls.before = cls.records()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def tearDown(self):
        """Whatever was done, both go on."""
        self.assertTrue(self.lab.ask("example.com", "MX").answer)
        self.assertEqual(self.lab.get("/livez").text, "ok\n")
        self.assertEqual(self.records(), self.before)

    @classmethod
    def records(cls):
        return cls.lab.get("/v1/zones/example.com/records").data

    def send(self, octets):
        sock = self.lab.control_socket()
        self.addCleanup(sock.close)
        sock.sendall(octets)
        return sock

    def answers(self, octets, *statuses):
        """The status of the answer, after which the connection is closed."""
        sock = self.send(octets)
        sock.shutdown(socket.SHUT_WR)
        came = ended(sock)
        self.assertIn(came.split(b" ")[1:2],
                      [[str(status).encode()] for status in statuses], came)

    def test_not_http(self):
        "what is not HTTP is refused or closed"
        for octets in (b"\0" * 100, b"\r\n" * 50, b"GET\r\n\r\n",
                       b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01" + b"x" * 99,
                       b"GET /livez HTTP/1.1\r\n" + b": x\r\n" * 5 + b"\r\n",
                       b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            sock = self.send(octets)
            sock.shutdown(socket.SHUT_WR)
            self.assertNotIn(b" 200 ", ended(sock), octets)

    def test_no_host(self):
        "a request without Host is refused"
        self.answers(b"GET /livez HTTP/1.1\r\n\r\n", 400)
        self.answers(b"GET /livez HTTP/1.0\r\n\r\n", 400)

    def test_bodies(self):
        "bodies that are deep, broken or huge, from this site or another"
        body = '{"name": "x", "type": "A", "content": "192.0.2.1"}'
        for text, headers, status in (
                ("[" * 100_000, {}, 400), ('{"a":' * 100_000, {}, 400),
                (body[:-1], {}, 400), (body + body, {}, 400),
                ("\0" * 1000, {}, 400), (body + " " * (2 << 20), {}, 413),
                (body, {"Host": "evil.test"}, 421),
                (body, {"Origin": "https://evil.test"}, 403),
                (body, {"Sec-Fetch-Site": "cross-site"}, 403)):
            answer = self.lab.call("POST", "/v1/zones/example.com/records",
                                   text, headers=headers,
                                   type="application/json")
            self.assertEqual(answer.status, status, text[:60])

    def test_long_head(self):
        "a head that is too long is refused"
        for head in (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: ::1\r\n",
                     b"GET / HTTP/1.1\r\nHost: ::1\r\nA: " + b"a" * 20000,
                     b"GET / HTTP/1.1\r\nHost: ::1\r\n" + b"A: b\r\n" * 4000):
            sock = self.lab.control_socket()
            self.addCleanup(sock.close)
            try:
                sock.sendall(head + b"\r\n\r\n")
                came = ended(sock)
            except ConnectionError:
                continue
            self.assertNotIn(b" 200 ", came)

    def test_slow(self):
        "heads and bodies that come slowly, or not at all, end in time"
        start = time.monotonic()
        nothing = self.send(b"")
        part = self.send(b"GET /livez HTTP/1.1\r\nHos")
        trickle = self.send(b"GET /livez HTTP/1.1\r\nHost: ::1\r\n")
        body = self.send(b"POST /v1/zones HTTP/1.1\r\nHost: [::1]\r\n"
                         b"Content-Type: application/json\r\n"
                         b"Content-Length: 1000\r\n\r\n{")
        over = False
        while not over and time.monotonic() < start + 3 * LATE:
            time.sleep(0.5)
            try:
                trickle.sendall(b"a: b\r\n")
                over = bool(select.select([trickle], [], [], 0)[0])
            except ConnectionError:
                over = True
        self.assertTrue(over)
        for sock in (nothing, part, body):
            ended(sock, 3 * LATE)
        self.assertGreater(time.monotonic() - start, LATE - 2)

    def test_many(self):
        "1,000 idle connections: others are answered meanwhile"
        socks = []
        for _ in range(1000):
            socks.append(self.send(b""))
            if len(socks) % 100 == 0:
                self.assertEqual(self.lab.get("/livez").text, "ok\n")
                self.assertTrue(self.lab.ask("example.com", "MX").answer)
        open_ones = [sock for sock in socks
                     if not select.select([sock], [], [], 0)[0]]
        self.assertLessEqual(len(open_ones), 100)
        for sock in socks:
            sock.close()

    def test_gone(self):
        "clients that leave in the middle"
        for octets in (b"", b"GET /li", b"GET /livez HTTP/1.1\r\n",
                       b"GET /livez HTTP/1.1\r\nHost: ::1\r\n\r\n",
                       b"GET /openapi.json HTTP/1.1\r\nHost: [::1]\r\n\r\n"):
            for _ in range(20):
                sock = self.send(octets)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                b"\1\0\0\0\0\0\0\0")
                sock.close()

    def test_pipelined(self):
        "many requests sent at once are answered one by one"
        request = b"GET /livez HTTP/1.1\r\nHost: [::1]\r\n"
        sock = self.send((request + b"\r\n") * 199 +
                         request + b"Connection: close\r\n\r\n")
        self.assertEqual(ended(sock).count(b"\r\n\r\nok\n"), 200)
