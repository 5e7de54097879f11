"""POST /v1/expect: what was asked, or will be, by parallel clients too."""

import socket
import threading
import time
import unittest

import dns.message

from api_client import Lab
from harness import PATIENCE

ZONE = "zones/example.com.zone"
WAITING_MAX = 32


class Expect(unittest.TestCase):
    """Each test begins with nothing remembered."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(ZONE, config="workers: 2\n")
        cls.lab.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def setUp(self):
        self.lab.call("DELETE", "/v1/queries")

    def expect(self, **body):
        return self.lab.call("POST", "/v1/expect", body).data

    def ask_from(self, host, name, rdtype):
        with socket.socket(type=socket.SOCK_DGRAM) as sock:
            sock.bind((host, 0))
            sock.settimeout(PATIENCE)
            sock.sendto(dns.message.make_query(name, rdtype).to_wire(),
                        ("127.0.0.1", self.lab.port))
            sock.recv(4096)

    def later(self, seconds, *question):
        timer = threading.Timer(seconds, self.lab.ask, question)
        timer.start()
        self.addCleanup(timer.join)

    def test_what_was_asked_before_counts(self):
        "POST /v1/expect: holds at once where it does"
        self.lab.ask("example.com", "MX")
        started = time.monotonic()
        data = self.expect(match={"type": "MX", "name": "example.com"},
                           within="30s")
        self.assertLess(time.monotonic() - started, 5)
        self.assertTrue(data["holds"])
        self.assertEqual(data["matched"], 1)
        self.assertEqual(data["queries"][0]["name"], "example.com.")
        self.assertNotIn("nearest", data)

    def test_what_is_asked_later_is_waited_for(self):
        self.later(0.2, "mail.example.com", "A")
        started = time.monotonic()
        data = self.expect(match={"type": "A"}, within="30s")
        self.assertTrue(data["holds"])
        self.assertGreater(time.monotonic() - started, 0.15)
        self.assertLess(time.monotonic() - started, 10)

    def test_what_does_not_come_is_told_with_what_came_nearest(self):
        self.lab.ask("example.com", "TXT")
        self.lab.ask("example.org", "A")
        data = self.expect(match={"type": "MX", "name": "example.com"},
                           within="100ms")
        self.assertFalse(data["holds"])
        self.assertEqual(data["why"], "0 matched; at least 1 wanted")
        self.assertEqual([(near["query"]["name"], near["differs"])
                          for near in data["nearest"]],
                         [("example.com.", ["type"]),
                          ("example.org.", ["name", "type"])])

    def test_numbers(self):
        for _ in range(3):
            self.lab.ask("example.com", "MX")
        match = {"type": "MX"}
        for body, holds in (({"count": 3}, True), ({"count": 2}, False),
                            ({"count": 4}, False), ({"min": 3}, True),
                            ({"min": 4}, False), ({"max": 3}, True),
                            ({"max": 2}, False), ({"min": 1, "max": 5}, True),
                            ({"never": True}, False), ({}, True)):
            with self.subTest(body):
                data = self.expect(match=match, within="20ms", **body)
                self.assertEqual(data["holds"], holds)
        self.assertTrue(self.expect(match={"type": "CAA"}, never=True,
                                    within="20ms")["holds"])

    def test_never_fails_as_soon_as_one_comes(self):
        self.later(0.1, "example.com", "MX")
        started = time.monotonic()
        self.assertFalse(self.expect(match={"type": "MX"}, never=True,
                                     within="30s")["holds"])
        self.assertLess(time.monotonic() - started, 10)

    def test_an_order(self):
        for name, rdtype in (("example.com", "MX"), ("example.com", "TXT"),
                             ("mail.example.com", "A")):
            self.lab.ask(name, rdtype)
        order = [{"type": "MX"}, {"name": "mail.example.com"}]
        self.assertTrue(self.expect(order=order, within="20ms")["holds"])
        data = self.expect(order=order[::-1], within="20ms")
        self.assertFalse(data["holds"])
        self.assertEqual(data["why"], "1 of 2 came in that order")

    def test_since_a_mark(self):
        self.lab.ask("example.com", "MX")
        mark = self.lab.get("/v1/queries").data["mark"]
        self.assertTrue(self.expect(match={"type": "MX"}, never=True,
                                    since=mark, within="20ms")["holds"])
        self.lab.ask("example.com", "MX")
        data = self.expect(match={"type": "MX"}, count=1, since=mark,
                           within="20ms")
        self.assertTrue(data["holds"])
        self.assertTrue(self.expect(never=True, since=data["mark"],
                                    within="0s")["holds"])

    def test_parallel_tests_see_their_own_clients_alone(self):
        found = {}

        def run(number):
            host = f"127.0.8.{number}"
            for _ in range(number):
                self.ask_from(host, f"t{number}.example.com", "MX")
            found[number] = self.expect(match={"client": host}, count=number,
                                        within="200ms")

        threads = [threading.Thread(target=run, args=(n,))
                   for n in range(1, 9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number, data in found.items():
            self.assertTrue(data["holds"], data["why"])
            self.assertEqual({query["name"] for query in data["queries"]},
                             {f"t{number}.example.com."})
        self.assertEqual(len(found), 8)

    def test_what_is_wrong_is_told(self):
        for body, word in (({"match": {"type": "MAIL"}}, "type must be"),
                           ({"match": {"kind": "MX"}}, "kind"),
                           ({"count": 1, "never": True}, "count must not"),
                           ({"order": [], "match": {}}, "match must not"),
                           ({"order": []}, "order must have"),
                           ({"order": [{}], "min": 2}, "count must not"),
                           ({"min": 3, "max": 2}, "min must not"),
                           ({"within": "soon"}, "within must be"),
                           ({"within": "61s"}, "within must be"),
                           ({"since": "x"}, "since must be")):
            with self.subTest(body):
                answer = self.lab.call("POST", "/v1/expect", body)
                self.assertEqual(answer.status, 422)
                self.assertIn(word, answer.error["message"])

    def test_so_many_may_wait_and_no_more(self):
        statuses = []

        def wait():
            statuses.append(self.lab.call(
                "POST", "/v1/expect", {"within": "2s"}).status)

        threads = [threading.Thread(target=wait)
                   for _ in range(WAITING_MAX + 4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(statuses), [200] * WAITING_MAX + [503] * 4)

    def test_who_goes_away_waits_no_more(self):
        for _ in range(WAITING_MAX):
            with self.lab.control_socket() as sock:
                sock.sendall(b"POST /v1/expect HTTP/1.1\r\nHost: localhost\r\n"
                             b"Content-Type: application/json\r\n"
                             b"Content-Length: 19\r\n\r\n"
                             b'{"within": "300ms"}')
        time.sleep(1)
        self.assertFalse(self.expect(within="0s")["holds"])

    def test_mxd_ends_while_calls_wait(self):
        with Lab(ZONE) as lab:
            sock = lab.control_socket()
            sock.sendall(b"POST /v1/expect HTTP/1.1\r\nHost: localhost\r\n"
                         b"Content-Type: application/json\r\n"
                         b"Content-Length: 17\r\n\r\n" b'{"within": "60s"}')
            time.sleep(0.1)
            started = time.monotonic()
        sock.close()
        self.assertLess(time.monotonic() - started, 10)
