"""Faults by the control API: each acts from the answer to its request on."""

import concurrent.futures
import unittest

import dns.message
import dns.query

from api_client import Lab
from harness import run

ZONE = "zones/example.com.zone"


class Faults(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(ZONE, config="workers: 2\n").__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)

    def call(self, method, path, body=None):
        return self.lab.call(method, path, body)

    def rcodes(self, count, name="example.com", rdtype="MX", **options):
        return "".join(str(int(self.lab.ask(name, rdtype, **options).rcode()))
                       for _ in range(count))

    def test_post(self):
        '"POST /v1/faults": two queries fail, the third is right'
        # As docs/lab.md has it: curl gives it a Content-Type of its own.
        url = self.lab.url + "/v1/faults"
        said = run("curl", "-s", "-X", "POST", url, "-d",
                   '{"name":"example.com","type":"MX","action":"rcode",'
                   '"rcode":"SERVFAIL","first":2}')
        self.assertIn('"status":"success"', said)
        self.assertEqual(self.rcodes(3), "220")
        self.assertEqual(self.rcodes(1, rdtype="A"), "0")

    def test_get(self):
        '"GET /v1/faults": all fields as they were given, and counts'
        rules = [
            {"id": "a", "name": "example.com.", "type": "MX",
             "client": "127.0.0.0/8", "transport": "udp", "action": "rcode",
             "rcode": "REFUSED", "ede": 0, "text": "so \"what\"",
             "delay": "10ms-20ms", "every": 2, "after": 1, "seed": 3,
             "probability": 0.5, "for": "60s"},
            {"id": "1", "action": "sequence", "name": "*.example.org.",
             "sequence": [{"action": "drop"}, {"action": "ttl", "ttl": 0},
                          {"action": "answer", "answer": ["@ MX 1 a.b"]}]}]
        for rule in rules:
            sent = {**rule}
            if rule["id"] == "1":
                del sent["id"]
            answer = self.call("POST", "/v1/faults", sent)
            self.assertEqual(answer.status, 201, answer.text)
            self.assertEqual(answer.data["fault"],
                             {**rule, "matches": 0, "hits": 0})
        self.rcodes(4)
        data = self.lab.get("/v1/faults").data
        self.assertEqual(data["total"], 2)
        first, second = data["items"]
        self.assertEqual(first.pop("matches"), 4)
        self.assertLessEqual(first.pop("hits"), 1)
        self.assertEqual(first, rules[0])
        self.assertEqual(second, {**rules[1], "matches": 0, "hits": 0})
        # What is told can be sent back.
        again = self.call("PUT", "/v1/faults/1", second)
        self.assertEqual(again.data["fault"], second)

    def test_put(self):
        '"PUT /v1/faults/{id}": in its place, counts begin anew'
        rule = {"action": "rcode", "rcode": "REFUSED", "first": 1}
        self.assertEqual(self.call("PUT", "/v1/faults/x", rule).status, 200)
        self.call("POST", "/v1/faults", {"action": "nxdomain"})
        self.assertEqual(self.rcodes(2), "53")
        rule["rcode"] = "NOTIMP"
        self.call("PUT", "/v1/faults/x", rule)
        self.assertEqual(self.rcodes(2), "43")
        for path, body in (("/v1/faults/x", {**rule, "id": "y"}),
                           ("/v1/faults/a%20b", rule)):
            self.assertEqual(self.call("PUT", path, body).status, 422)

    def test_delete(self):
        '"DELETE /v1/faults/{id}": that one'
        self.call("PUT", "/v1/faults/x", {"action": "nxdomain"})
        self.call("PUT", "/v1/faults/y", {"action": "rcode", "rcode": "REFUSED"})
        self.assertEqual(self.call("DELETE", "/v1/faults/x").status, 200)
        self.assertEqual(self.rcodes(1), "5")
        self.assertEqual(self.call("DELETE", "/v1/faults/x").status, 404)

    def test_delete_all(self):
        '"DELETE /v1/faults": all'
        for name in "xyz":
            self.call("PUT", f"/v1/faults/{name}", {"action": "nxdomain"})
        self.assertEqual(self.rcodes(1), "3")
        self.assertEqual(self.call("DELETE", "/v1/faults").status, 200)
        self.assertEqual(self.rcodes(1), "0")
        self.assertEqual(self.lab.get("/v1/faults").data["items"], [])

    def test_wrong(self):
        "what is wrong is said"
        for rule, message in (
                ({"name": "x"}, "a fault needs an action, as in action: drop"),
                ({"action": "dorp"}, 'action "dorp": is no action; did you '
                                     "mean drop?"),
                ({"action": "drop", "frist": 1}, 'a fault has no "frist"; did '
                                                 "you mean first?"),
                ({"action": "drop", "type": None}, "type must be TYPE")):
            answer = self.call("POST", "/v1/faults", rule)
            self.assertEqual((answer.status, answer.error["message"]),
                             (422, message))
        self.call("PUT", "/v1/faults/x", {"action": "drop", "client": "::1"})
        twice = self.call("POST", "/v1/faults", {"id": "x", "action": "drop"})
        self.assertEqual(twice.status, 409)
        self.assertEqual(self.lab.get("/v1/faults").data["total"], 1)

    def test_many_change_them_at_once(self):
        "no query that is sent after the answer is answered as before"
        def turn(number):
            client = f"127.0.1.{number}"
            for i in range(5):
                path = f"/v1/faults/c{number}"
                rule = {"client": client, "action": "rcode",
                        "rcode": "REFUSED", "first": 1}
                self.assertEqual(self.call("PUT", path, rule).status, 200)
                self.assertEqual(self.ask_from(client), 5, (number, i))
                self.assertEqual(self.ask_from(client), 0, (number, i))
                self.assertEqual(self.call("DELETE", path).status, 200)

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            for done in [pool.submit(turn, n) for n in range(1, 7)]:
                done.result()

    def ask_from(self, client):
        query = dns.message.make_query("example.com", "MX")
        return int(dns.query.udp(query, self.lab.address, 5,
                                 port=self.lab.port, source=client).rcode())
