"""What was asked, by GET /v1/queries: asked with dnspython and dig."""

import socket
import time
import unittest
from datetime import datetime, timezone
from urllib.parse import urlencode

import dns.message

from api_client import Lab
from harness import PATIENCE, run

ZONE = "zones/example.com.zone"
WORKERS = 3


def when(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def names(answer):
    return [query["name"] for query in answer["items"]]


class Queries(unittest.TestCase):
    """Each test begins with nothing remembered."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(ZONE, config=f"workers: {WORKERS}\n")
        cls.lab.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def setUp(self):
        self.assertEqual(self.lab.call("DELETE", "/v1/queries").status, 200)

    def queries(self, **filters):
        return self.lab.get(f"/v1/queries?{urlencode(filters)}").data

    def test_a_query_is_there_once_its_answer_is(self):
        "GET /v1/queries: all that is told of a query"
        before = datetime.now(timezone.utc)
        answer = self.lab.ask("Example.COM", "MX", rd=True, want_dnssec=True)
        [query] = self.queries()["items"]
        self.assertLessEqual(before, when(query.pop("time")))
        self.assertIsInstance(query.pop("latency_us"), int)
        self.assertIsInstance(query.pop("port"), int)
        self.assertEqual(query, {
            "client": "127.0.0.1", "transport": "udp", "name": "Example.COM.",
            "type": "MX", "class": "IN", "flags": ["RD"], "udp_size": 1232,
            "dnssec_ok": True, "rcode": "NOERROR",
            "answer_flags": ["AA", "RD"],
            "query_size": len(dns.message.make_query(
                "Example.COM", "MX", want_dnssec=True).to_wire()),
            "answer_size": len(answer.to_wire()), "zone": "example.com."})

    def test_without_edns_and_zone_their_members_are_not_there(self):
        self.lab.ask("www.example.net", use_edns=False)
        [query] = self.queries()["items"]
        self.assertEqual(query["rcode"], "REFUSED")
        for name in ("udp_size", "dnssec_ok", "zone", "fault"):
            self.assertNotIn(name, query)

    def test_what_is_malformed_is_told_without_a_name(self):
        self.lab.exchange(bytes.fromhex("000100000001000000000000ff"))
        [query] = self.queries()["items"]
        self.assertEqual(query["rcode"], "FORMERR")
        self.assertNotIn("name", query)

    def test_what_is_no_query_is_not_told(self):
        with self.lab.udp() as sock:
            sock.send(b"\0\1\x80" + bytes(9))
            sock.send(b"short")
        self.lab.ask("example.com", "SOA")
        self.assertEqual(names(self.queries()), ["example.com."])

    def test_dig_over_tcp(self):
        run("dig", f"@{self.lab.address}", "-p", str(self.lab.port), "+tcp",
            "nothing.example.com", "A")
        [query] = self.queries(transport="tcp")["items"]
        self.assertEqual((query["name"], query["rcode"]),
                         ("nothing.example.com.", "NXDOMAIN"))

    def test_queries_are_found_by_what_they_are(self):
        self.lab.ask("example.com", "MX")
        self.lab.ask("mail.example.com", "A", tcp=True)
        self.lab.ask("none.example.com", "A")
        self.lab.ask("example.org", "A")
        for filters, count in (
                ({}, 4), ({"name": "EXAMPLE.com"}, 1),
                ({"name": "*.example.com"}, 2), ({"type": "A"}, 3),
                ({"type": "TYPE15"}, 1), ({"rcode": "NXDOMAIN"}, 1),
                ({"client": "127.0.0.0/8"}, 4), ({"client": "::1"}, 0),
                ({"transport": "tcp"}, 1), ({"zone": "example.com"}, 3),
                ({"fault": "f"}, 0), ({"name": "*.", "type": "A"}, 3)):
            with self.subTest(filters):
                self.assertEqual(len(self.queries(**filters)["items"]), count)

    def test_a_test_is_known_by_the_address_that_it_asks_from(self):
        for host in ("127.0.7.1", "127.0.7.2"):
            with socket.socket(type=socket.SOCK_DGRAM) as sock:
                sock.bind((host, 0))
                sock.settimeout(PATIENCE)
                sock.sendto(dns.message.make_query(
                    "example.com", "MX").to_wire(), ("127.0.0.1",
                                                     self.lab.port))
                sock.recv(4096)
        [query] = self.queries(client="127.0.7.2")["items"]
        self.assertEqual(query["client"], "127.0.7.2")
        self.assertEqual(len(self.queries(client="127.0.7.0/24")["items"]), 2)

    def test_the_last_ones_are_shown_and_from_a_mark_on_the_next_ones(self):
        asked = [f"n{i}.example.com." for i in range(20)]
        start = self.queries()["mark"]
        for name in asked:
            self.lab.ask(name)
        self.assertEqual(names(self.queries(limit=3)), asked[-3:])
        shown, mark = [], start
        while page := self.queries(since=mark, limit=7)["items"]:
            shown += [query["name"] for query in page]
            mark = self.queries(since=mark, limit=7)["mark"]
        self.assertEqual(shown, asked)
        self.lab.ask("one.more")
        self.assertEqual(names(self.queries(since=mark)), ["one.more."])

    def test_a_time_is_a_mark_too(self):
        self.lab.ask("before.example.com")
        time.sleep(0.01)
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self.lab.ask("behind.example.com")
        self.assertEqual(names(self.queries(since=now)),
                         ["behind.example.com."])
        self.assertEqual(len(self.queries(
            since="2001-02-03T04:05:06Z")["items"]), 2)

    def test_what_is_asked_wrongly_is_told(self):
        for query, word in (
                ("name=a..b", "name must be a name"),
                ("type=MAIL", "type must be a type"),
                ("client=1.2.3", "client must be an address"),
                ("transport=dot", "transport must be udp or tcp"),
                ("rcode=BAD", "rcode must be an RCODE"),
                ("zone=", "zone must be a name"),
                ("fault=", "fault must be the id"),
                ("since=yesterday", "since must be a mark"),
                ("since=99999", "since must be a mark")):
            with self.subTest(query):
                answer = self.lab.get(f"/v1/queries?{query}")
                self.assertEqual(answer.status, 422)
                self.assertIn(word, answer.error["message"])

    def test_forgotten_queries_are_gone(self):
        "DELETE /v1/queries: what was asked is forgotten"
        self.lab.ask("example.com")
        self.assertEqual(len(self.queries()["items"]), 1)
        self.lab.call("DELETE", "/v1/queries")
        self.assertEqual(self.queries()["items"], [])


class Bounds(unittest.TestCase):
    def test_only_the_last_ones_are_remembered(self):
        with Lab(ZONE, "--queries", "5") as lab:
            start = lab.get("/v1/queries").data["mark"]
            for i in range(12):
                lab.ask(f"n{i}.example.com")
            data = lab.get(f"/v1/queries?since={start}").data
            self.assertEqual(names(data),
                             [f"n{i}.example.com." for i in range(7, 12)])
            self.assertEqual(data["lost"], 7)

    def test_nothing_is_remembered_where_that_is_said(self):
        with Lab(ZONE, "--queries", "0") as lab:
            lab.ask("example.com")
            for method in ("GET", "DELETE"):
                answer = lab.call(method, "/v1/queries")
                self.assertEqual(answer.status, 409)
                self.assertIn("queries is 0", answer.error["message"])


FAULTS = """\
faults:
  - {id: broken, type: MX, action: rcode, rcode: SERVFAIL}
  - {id: silent, type: TXT, action: drop}
"""


class Faults(unittest.TestCase):
    def test_the_fault_that_a_query_met_is_told(self):
        with Lab(ZONE, config=FAULTS) as lab:
            lab.ask("example.com", "MX")
            with lab.udp() as sock:
                sock.send(dns.message.make_query("example.com",
                                                 "TXT").to_wire())
            lab.ask("example.com", "A")
            broken, silent, fine = lab.get("/v1/queries").data["items"]
            self.assertEqual((broken["fault"], broken["rcode"]),
                             ("broken", "SERVFAIL"))
            self.assertEqual((silent["fault"], silent["answer_size"]),
                             ("silent", 0))
            self.assertNotIn("rcode", silent)
            self.assertNotIn("fault", fine)
            [found] = lab.get("/v1/queries?fault=silent").data["items"]
            self.assertEqual(found["type"], "TXT")
