"""Judging what is served, and the routes of pebble-challtestsrv."""

import json
import unittest
from urllib.parse import unquote

from api_client import Lab
from harness import run, run_mxd

ZONE = "zones/example.com.zone"


class Judging(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab("zones")
        cls.lab.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def test_check(self):
        '"GET /v1/check": what `mxd check` finds, of what is served now'
        self.assertEqual(self.lab.get("/v1/check").data["errors"], 0)
        path = "/v1/zones/example.com/records?allow=mx-exchange-alias"
        for record in ({"name": "al", "type": "CNAME", "content": "mail"},
                       {"name": "@", "type": "MX", "content": "50 al"}):
            self.assertEqual(self.lab.call("POST", path, record).status, 201)
        found = self.lab.get("/v1/check").data
        self.assertEqual(found["errors"], 1)
        self.assertIn("mx-exchange-alias",
                      {finding["rule"] for finding in found["findings"]})
        self.assertNotEqual(
            self.lab.get("/v1/check?profile=public").data["findings"],
            found["findings"])
        self.assertEqual(self.lab.get("/v1/check?profile=nix").status, 400)
        self.lab.call("POST", "/v1/reset")

    def test_route(self):
        '"GET /v1/route/{address}": what `mxd route --format json` prints'
        for address in ("user@example.com", "example.com", "a@nix.test",
                        "a@b%C3%BCcher.test"):
            code, out, _ = run_mxd("route", "--zones", "zones", "--format",
                                   "json", unquote(address))
            answer = self.lab.get(f"/v1/route/{address}")
            self.assertEqual(answer.status, 200, answer.text)
            self.assertEqual(json.loads(out), answer.data, (code, address))
        down = self.lab.get("/v1/route/example.com?mta=postfix"
                            "&down=mail.example.com").data
        self.assertEqual(down["mta"], "postfix")
        self.assertEqual(down["groups"][0][0]["state"], "down")
        me = self.lab.get("/v1/route/example.com?me=mail.example.com").data
        self.assertEqual(me["groups"][0][0]["state"], "self")
        for query in ("mta=nix", "me=a..b", "down=a..b", "me=a%20b"):
            self.assertEqual(
                self.lab.get(f"/v1/route/example.com?{query}").status, 422)


class Mocking(unittest.TestCase):
    """As pebble's manual has it: curl -d, whatever Content-Type that is."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab("--challtestsrv", ZONE)
        cls.lab.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def curl(self, path, body, status="200"):
        """POST as pebble's manual does."""
        out = run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X",
                  "POST", "-d", body, self.lab.url + path)
        self.assertEqual(out, status, (path, body))

    def asked(self, name, rdtype):
        return sorted(rdata.to_text()
                      for rrset in self.lab.ask(name, rdtype).answer
                      for rdata in rrset)

    def test_off(self):
        "without the setting there are no such routes"
        with Lab(ZONE) as lab:
            self.assertEqual(lab.call("POST", "/add-a",
                                      {"host": "a.test"}).status, 404)

    def test_addresses(self):
        """Addresses: "POST /add-a", "POST /clear-a", "POST /add-aaaa",
        "POST /clear-aaaa"
        """
        host = '{"host":"test-host.letsencrypt.org"'
        name = "test-host.letsencrypt.org"
        for kind, rdtype, one, two in (
                ("a", "A", "12.12.12.12", "13.13.13.13"),
                ("aaaa", "AAAA", "2001:4860:4860::8844",
                 "2001:4860:4860::8888")):
            self.curl(f"/add-{kind}",
                      f'{host}, "addresses":["{one}", "{two}"]}}')
            self.assertEqual(self.asked(name, rdtype), [one, two])
            self.curl(f"/add-{kind}", f'{host}, "addresses":["{one}"]}}')
            self.assertEqual(self.asked(name, rdtype), [one, two])
            self.assertEqual(self.lab.ask(name, rdtype).answer[0].ttl, 0)
            self.curl(f"/clear-{kind}", f"{host}}}")
            self.curl(f"/clear-{kind}", f"{host}}}")
            self.assertEqual(self.asked(name, rdtype), [])

    def test_txt(self):
        '"POST /set-txt", "POST /clear-txt": values join each other'
        name = "_acme-challenge.test-host.letsencrypt.org"
        for value in ("foo", "a b"):
            self.curl("/set-txt", f'{{"host":"{name}.", "value": "{value}"}}')
        self.assertEqual(self.asked(name, "TXT"), ['"a b"', '"foo"'])
        self.curl("/clear-txt", f'{{"host":"{name}"}}')
        self.assertEqual(self.asked(name, "TXT"), [])

    def test_cname(self):
        '"POST /set-cname", "POST /clear-cname": one at a time'
        for target in ("b.other.test", "c.other.test"):
            self.curl("/set-cname", '{"host":"cn.letsencrypt.org",'
                                    f'"target":"{target}"}}')
            self.assertEqual(self.asked("cn.letsencrypt.org", "CNAME"),
                             [f"{target}."])
        self.curl("/clear-cname", '{"host":"cn.letsencrypt.org"}')
        self.assertEqual(self.asked("cn.letsencrypt.org", "CNAME"), [])

    def test_caa(self):
        '"POST /add-caa", "POST /clear-caa": policies'
        self.curl("/add-caa", '{"host":"caa.letsencrypt.org", "policies":'
                              '[{"tag":"issue","value":"letsencrypt.org"}]}')
        self.assertEqual(self.asked("caa.letsencrypt.org", "CAA"),
                         ['0 issue "letsencrypt.org"'])
        self.curl("/clear-caa", '{"host":"caa.letsencrypt.org"}')
        self.assertEqual(self.asked("caa.letsencrypt.org", "CAA"), [])

    def test_mx(self):
        '"POST /add-mx", "POST /clear-mx": in zones that there are, too'
        self.curl("/add-mx", '{"host":"new.example.com", "exchanges":'
                             '["10 mail.example.com", "20 mx.other.test"]}')
        self.assertEqual(self.asked("new.example.com", "MX"),
                         ["10 mail.example.com.", "20 mx.other.test."])
        self.curl("/clear-mx", '{"host":"new.example.com"}')
        self.assertEqual(self.asked("new.example.com", "MX"), [])

    def test_wrong(self):
        "what makes no sense, or what a rule refuses, is told"
        self.curl("/add-a", "{", "400")
        self.curl("/add-a", '{"host":"a.test"}', "400")
        self.curl("/add-a", '{"addresses":["192.0.2.1"]}', "422")
        self.curl("/add-a", '{"host":"a.test","addresses":["x"]}', "422")
        self.curl("/add-caa", '{"host":"a.test","policies":'
                              '[{"tag":"a","value":"\\"\\nb"}]}', "422")
        self.curl("/add-mx", '{"host":"new.example.com", "exchanges":'
                             '["1 192.0.2.1"]}', "422")
        self.curl("/clear-a", '{"host":"nowhere.at-all"}')
