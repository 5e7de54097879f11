"""Zones and records through the control API, as DNS hosts' APIs have them."""

import json
import threading
import unittest
from urllib.parse import quote

from api_client import Lab
from harness import run

ZONE = "zones/example.com.zone"
# The line of a DNS host's manual, but for the host.
S8 = """curl -s -X POST {url}/v1/zones/{zone_id}/records
    -H "Authorization: Bearer YOUR_API_KEY"
    -H "Content-Type: application/json"
    -d '{{
      "name": "@",
      "type": "MX",
      "content": "mail.example.com",
      "ttl": 3600,
      "priority": 10
    }}'"""
PUT_TEXT = """$TTL 60
@ SOA ns h 7 2 3 4 5
@ NS ns
ns A 192.0.2.1
@ MX 10 ns
"""


class Records(unittest.TestCase):
    """Each test starts from the files."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(ZONE, config="workers: 3\n")
        cls.lab.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def setUp(self):
        self.assertEqual(self.lab.call("POST", "/v1/reset").status, 200)

    def answers(self, method, path, body=None, status=200, **options):
        """The data of a success."""
        answer = self.lab.call(method, path, body, **options)
        self.assertEqual(answer.status, status, answer.text)
        return answer.data

    def fails(self, method, path, body=None, *, status, code, **options):
        """The error; the zone is as it was, its serial too."""
        before = self.asked("example.com", "SOA")
        answer = self.lab.call(method, path, body, **options)
        self.assertEqual((answer.status, answer.error["code"]),
                         (status, code), answer.text)
        self.assertEqual(self.asked("example.com", "SOA"), before)
        return answer.error

    def asked(self, name, rdtype):
        """What DNS says, as texts."""
        return sorted(rdata.to_text()
                      for rrset in self.lab.ask(name, rdtype).answer
                      for rdata in rrset)

    def add(self, name, rdtype, content, status=201, **members):
        return self.answers("POST", "/v1/zones/example.com/records",
                            {"name": name, "type": rdtype,
                             "content": content, **members},
                            status=status)["record"]

    def serial(self):
        return self.answers("GET", "/v1/zones/example.com")["zone"]["serial"]


class Verbatim(Records):
    def test_s8(self):
        "S8: the line of a DNS host's manual works as it stands"
        self.answers("DELETE",
                     "/v1/zones/example.com/records/by-name/@/MX")
        line = S8.format(url=self.lab.url, zone_id="example.com")
        out = run("sh", "-c", line.replace("\n    -", " \\\n    -"))
        answer = json.loads(out)
        record = answer["data"].pop("record")
        self.assertEqual(answer, {"status": "success", "data": {
            "message": "Record created successfully"}})
        self.assertIsInstance(record.pop("id"), int)
        self.assertEqual(record, {
            "name": "example.com.", "type": "MX",
            "content": "mail.example.com.", "ttl": 3600, "priority": 10,
            "disabled": False})
        self.assertEqual(self.asked("example.com", "MX"),
                         ["10 mail.example.com."])

    def test_zone_id(self):
        "S8: a zone by its id, by its name, with and without the last dot"
        zone = self.answers("GET", "/v1/zones/example.com")["zone"]
        for name in (zone["id"], "example.com.", "EXAMPLE.com"):
            self.assertEqual(self.answers("GET", f"/v1/zones/{name}")["zone"],
                             zone)
        for name in ("nix.test", "0" * 16, "%20", "a..b"):
            self.fails("GET", f"/v1/zones/{name}", status=404,
                       code="not_found")


class Reading(Records):
    def test_zones(self):
        '"GET /v1/zones": all of them, in pages'
        data = self.answers("GET", "/v1/zones")
        self.assertEqual([zone["name"] for zone in data["items"]],
                         ["example.com."])
        self.assertEqual((data["total"], data["limit"], data["offset"]),
                         (1, 100, 0))
        self.assertEqual(self.answers("GET", "/v1/zones?offset=1")["items"],
                         [])

    def test_zone(self):
        '"GET /v1/zones/{zone}": what it is, and whether it was changed'
        zone = self.answers("GET", "/v1/zones/example.com")["zone"]
        self.assertEqual(zone["name"], "example.com.")
        self.assertFalse(zone["changed"])
        self.assertTrue(zone["served"])
        self.assertTrue(zone["file"].endswith("example.com.zone"))
        self.add("new", "A", "192.0.2.9")
        now = self.answers("GET", "/v1/zones/example.com")["zone"]
        self.assertTrue(now["changed"])
        self.assertEqual(now["serial"], zone["serial"] + 1)
        self.assertEqual(now["records"], zone["records"] + 1)

    def test_records(self):
        '"GET /v1/zones/{zone}/records": by name and type, in pages'
        path = "/v1/zones/example.com/records"
        every = self.answers("GET", path)
        self.assertEqual(every["total"], len(every["items"]))
        self.assertEqual([r["type"] for r in every["items"][:3]],
                         ["NS", "NS", "SOA"])
        mx = self.answers("GET", f"{path}?name=@&type=mx")["items"]
        self.assertEqual([(r["content"], r["priority"]) for r in mx],
                         [("mail.example.com.", 10)])
        for name in ("mail", "mail.example.com", "mail.example.com.",
                     "MAIL"):
            self.assertEqual(
                {r["name"] for r in self.answers(
                    "GET", f"{path}?name={name}")["items"]},
                {"mail.example.com."})
        pages = []
        for offset in range(0, every["total"], 4):
            page = self.answers("GET", f"{path}?limit=4&offset={offset}")
            self.assertEqual(page["total"], every["total"])
            pages += page["items"]
        self.assertEqual(pages, every["items"])

    def test_bad_query(self):
        "400: a page or a type that makes no sense"
        path = "/v1/zones/example.com/records"
        for query in ("limit=x", "limit=-1", "limit=10001", "offset=1e3",
                      "limit=", "nix=1"):
            self.fails("GET", f"{path}?{query}", status=400,
                       code="bad_request")
        self.fails("GET", f"{path}?type=NIX", status=422, code="invalid")
        self.fails("GET", f"{path}?name=a..b", status=422, code="invalid")

    def test_record(self):
        '"GET /v1/zones/{zone}/records/{id}": one'
        made = self.add("one", "A", "192.0.2.9")
        path = f"/v1/zones/example.com/records/{made['id']}"
        self.assertEqual(self.answers("GET", path)["record"], made)
        for number in ("0", "99999", "x", "-1", "1x", "9" * 30):
            self.fails("GET", f"/v1/zones/example.com/records/{number}",
                       status=404, code="not_found")


class Adding(Records):
    def test_add(self):
        '"POST /v1/zones/{zone}/records": a record that is served at once'
        serial = self.serial()
        made = self.add("web", "A", "192.0.2.80", ttl=60)
        self.assertEqual(made["name"], "web.example.com.")
        self.assertEqual(self.asked("web.example.com", "A"), ["192.0.2.80"])
        self.assertEqual(self.lab.ask("web.example.com").answer[0].ttl, 60)
        self.assertEqual(self.serial(), serial + 1)

    def test_standard_ttl(self):
        "a record without ttl, or with null, has 3600"
        for name, members in (("a", {}), ("b", {"ttl": None})):
            self.assertEqual(self.add(name, "A", "192.0.2.1",
                                      **members)["ttl"], 3600)

    def test_forms(self):
        "content with and without the priority, names with and without a dot"
        for name, rdtype, content, priority, shown in (
                ("f1", "MX", "mail.example.com", 10, "10 mail.example.com."),
                ("f2", "MX", "10 mail.example.com.", None,
                 "10 mail.example.com."),
                ("f3", "MX", "10 mail.example.com.", 10,
                 "10 mail.example.com."),
                ("f4", "MX", "mail", 10, "10 mail.example.com."),
                ("f5", "mx", "@", 10, "10 example.com."),
                ("f6", "MX", ".", 0, "0 ."),
                ("f7", "SRV", "0 5060 mail", 7, "7 0 5060 mail.example.com."),
                ("f8", "SRV", "7 0 5060 mail.example.com", None,
                 "7 0 5060 mail.example.com."),
                ("f9", "HTTPS", "mail alpn=h2", 1,
                 '1 mail.example.com. alpn="h2"'),
                ("f10", "HTTPS", "mail", 0, "0 mail.example.com."),
                ("f11", "TYPE65280", r"\# 2 abcd", None, r"\# 2 abcd"),
                ("f12", "MX", r"\# 5 000a 016100", None, "10 a."),
                ("f13", "CAA", '0 issue "ca.test"', None,
                 '0 issue "ca.test"')):
            self.add(name, rdtype, content, priority=priority)
            self.assertEqual(self.asked(f"{name}.example.com", rdtype),
                             [shown])

    def test_texts(self):
        "TXT: as it stands, unless it begins with a quote"
        for name, content, shown in (
                ("t1", "v=spf1 mx -all", '"v=spf1 mx -all"'),
                ("t2", '"v=spf1 mx" " -all"', '"v=spf1 mx" " -all"'),
                ("t3", "a; b (c) \\ @ \"d\"",
                 '"a; b (c) \\\\ @ \\"d\\""'),
                ("t4", "", '""'),
                ("t5", "x" * 300, f'"{"x" * 255}" "{"x" * 45}"'),
                ("t6", "é", '"\\195\\169"')):
            self.add(name, "TXT", content)
            self.assertEqual(self.asked(f"{name}.example.com", "TXT"),
                             [shown])

    def test_names(self):
        "name: @, relative, and whole with or without the last dot"
        for name, owner in (("@", "example.com."), ("a", "a.example.com."),
                            ("b.example.com", "b.example.com."),
                            ("c.example.com.", "c.example.com."),
                            ("*", "*.example.com."),
                            ("D.e", "D.e.example.com.")):
            self.assertEqual(self.add(name, "TYPE65281", r"\# 0")["name"],
                             owner)

    def test_comes_back(self):
        "what is answered can be sent again, and is a conflict then"
        records = self.answers("GET", "/v1/zones/example.com/records")
        for record in records["items"]:
            del record["id"]
            error = self.fails("POST", "/v1/zones/example.com/records",
                               record, status=409, code="conflict")
            self.assertIn("already", error["message"])

    def test_disabled(self):
        "disabled: kept, shown, not served"
        made = self.add("off", "A", "192.0.2.9", disabled=True)
        self.assertTrue(made["disabled"])
        self.assertEqual(self.asked("off.example.com", "A"), [])
        self.answers("PUT", f"/v1/zones/example.com/records/{made['id']}",
                     {"disabled": False})
        self.assertEqual(self.asked("off.example.com", "A"), ["192.0.2.9"])

    def test_invalid(self):
        "422: what is wrong is named"
        base = {"name": "x", "type": "MX", "content": "mail", "priority": 1}
        for change, message in (
                ({"type": "NIX"}, "type must be"),
                ({"type": "ANY"}, "type must be one"),
                ({"type": "OPT"}, "type must be"),
                ({"name": "a..b"}, "name: "),
                ({"name": "x.example.org."}, "outside the zone"),
                ({"name": "a" * 64}, "label"),
                ({"content": "a b c"}, "content: MX"),
                ({"content": "mail\nmail"}, "content must be one record's"),
                ({"content": "mail ) x"}, "content: "),
                ({"content": "2 mail"}, "different numbers"),
                ({"priority": None}, "priority must be there"),
                ({"priority": 65536}, "priority must be a number"),
                ({"priority": -1}, "priority must be a number"),
                ({"priority": "10"}, "priority must be a number"),
                ({"type": "A", "content": "192.0.2.1"}, "leave it out"),
                ({"type": "TXT", "content": "a"}, "leave it out"),
                ({"ttl": 2 ** 31}, "ttl must be a number"),
                ({"disabled": 1}, "disabled must be true or false"),
                ({"contnet": "a"}, "did you mean content?")):
            error = self.fails("POST", "/v1/zones/example.com/records",
                               {**base, **change}, status=422, code="invalid")
            self.assertIn(message, error["message"], change)
        for left_out in ("name", "type", "content"):
            body = {key: value for key, value in base.items()
                    if key != left_out}
            error = self.fails("POST", "/v1/zones/example.com/records",
                               body, status=422, code="invalid")
            self.assertEqual(error["message"], f"{left_out} must be there")

    def test_bad_body(self):
        "400, 413, 415: no JSON, too much of it, or something else"
        path = "/v1/zones/example.com/records"
        for body in ("", "{", "[]x", "{\"a\":" * 50 + "1" + "}" * 50,
                     '{"name":"a","name":"b"}', "\xff"):
            self.fails("POST", path, body.encode("latin-1"), status=400,
                       code="bad_request", type="application/json")
        self.fails("POST", path, "{}", status=415,
                   code="unsupported_media_type", type="text/plain")
        self.fails("POST", path, "{}", status=415,
                   code="unsupported_media_type")
        self.fails("POST", path, " " * (1 << 20) + "{}", status=413,
                   code="too_large", type="application/json")

    def test_chunked(self):
        "a body in chunks, however large it says it is"
        def parts(count):
            for _ in range(count):
                yield b" " * 65536
            yield b'{"name":"k","type":"A","content":"192.0.2.7"}'

        path = "/v1/zones/example.com/records"
        kind = {"type": "application/json"}
        self.assertEqual(self.lab.call("POST", path, parts(1), raw=True,
                                       **kind).status, 201)
        self.assertEqual(self.lab.call("POST", path, parts(20), raw=True,
                                       **kind).status, 413)


class Refusing(Records):
    def test_refused(self):
        "422: a change that makes the zone refusable, with the findings"
        self.add("alias", "CNAME", "mail")
        error = self.fails("POST", "/v1/zones/example.com/records",
                           {"name": "@", "type": "MX",
                            "content": "5 alias"},
                           status=422, code="refused")
        self.assertEqual(error["rule"], "mx-exchange-alias")
        self.assertIn("is an alias", error["findings"][0]["message"])
        self.assertEqual(self.asked("example.com", "MX"),
                         ["10 mail.example.com."])

    def test_allow(self):
        "?allow=RULE has it all the same"
        self.add("alias", "CNAME", "mail")
        for query in ("allow=mx-exchange-alias",
                      "allow=mx-single,mx-exchange-alias",
                      "allow=mx-single&allow=mx-exchange-alias"):
            self.answers("PUT", "/v1/zones/example.com/records/by-name/@/MX?"
                         + query, {"content": "5 alias"})
            self.assertEqual(self.asked("example.com", "MX"),
                             ["5 alias.example.com."])
        for rule in ("nix", "zone-soa", ""):
            self.fails("POST", f"/v1/zones/example.com/records?allow={rule}",
                       {"name": "q", "type": "A", "content": "192.0.2.1"},
                       status=422, code="invalid")

    def test_warned(self):
        "a change that is made has its warnings"
        data = self.answers("POST", "/v1/zones/example.com/records",
                            {"name": "w", "type": "MX",
                             "content": "10 nowhere"}, status=201)
        rules = {finding["rule"] for finding in data["findings"]}
        self.assertIn("mx-exchange-no-address", rules)


class Changing(Records):
    def test_put(self):
        '"PUT /v1/zones/{zone}/records/{id}": members left out stay'
        made = self.add("m", "MX", "mail", priority=10, ttl=60)
        path = f"/v1/zones/example.com/records/{made['id']}"
        for edit, expected in (
                ({"priority": 20}, {"priority": 20}),
                ({"ttl": 120}, {"ttl": 120}),
                ({"content": "sales-mail"},
                 {"content": "sales-mail.example.com."}),
                ({"content": "30 mail"},
                 {"content": "mail.example.com.", "priority": 30}),
                ({"name": "n"}, {"name": "n.example.com."}),
                ({"type": "CNAME", "content": "mail"},
                 {"type": "CNAME", "priority": None})):
            made.update(expected)
            self.assertEqual(self.answers("PUT", path, edit)["record"], made)
        self.assertEqual(self.asked("n.example.com", "CNAME"),
                         ["mail.example.com."])
        self.assertEqual(self.asked("m.example.com", "MX"), [])
        self.fails("PUT", "/v1/zones/example.com/records/9999", {},
                   status=404, code="not_found")

    def test_flip(self):
        "S10: the numbers of two exchanges flipped at once"
        first = self.answers("GET", "/v1/zones/example.com/records"
                             "?name=@&type=MX")["items"][0]
        second = self.add("@", "MX", "sales-mail", priority=20)
        self.answers("PATCH", "/v1/zones/example.com", {"changes": [
            {"action": "edit", "id": first["id"], "priority": 20},
            {"action": "edit", "id": second["id"], "priority": 10}]})
        self.assertEqual(self.asked("example.com", "MX"),
                         ["10 sales-mail.example.com.",
                          "20 mail.example.com."])

    def test_delete(self):
        '"DELETE /v1/zones/{zone}/records/{id}": gone at once, and once'
        made = self.add("gone", "A", "192.0.2.9")
        path = f"/v1/zones/example.com/records/{made['id']}"
        self.assertEqual(self.answers("DELETE", path)["message"],
                         "Record deleted successfully")
        self.assertEqual(self.asked("gone.example.com", "A"), [])
        self.fails("DELETE", path, status=404, code="not_found")

    def test_put_rrset(self):
        '"PUT /v1/zones/{zone}/records/by-name/{name}/{type}": these alone'
        path = "/v1/zones/example.com/records/by-name/@/MX"
        data = self.answers("PUT", path, {"ttl": 300, "records": [
            {"content": "10 mail"},
            {"content": "sales-mail", "priority": 20, "ttl": 300}]})
        self.assertEqual([r["priority"] for r in data["records"]], [10, 20])
        self.assertEqual(self.asked("example.com", "MX"),
                         ["10 mail.example.com.",
                          "20 sales-mail.example.com."])
        self.answers("PUT", path, {"content": "mail", "priority": 5})
        self.assertEqual(self.asked("example.com", "MX"),
                         ["5 mail.example.com."])
        self.answers("PUT", path, {"records": []})
        self.assertEqual(self.asked("example.com", "MX"), [])
        for body, message in (({}, "content must be there"),
                              ({"content": "1 mail", "records": []},
                               "leave one out")):
            error = self.fails("PUT", path, body, status=422, code="invalid")
            self.assertIn(message, error["message"])
        self.fails("PUT", path.replace("MX", "ANY"), {"content": "1 mail"},
                   status=422, code="invalid")

    def test_delete_rrset(self):
        '"DELETE /v1/zones/{zone}/records/by-name/{name}/{type}": all of them'
        path = "/v1/zones/example.com/records/by-name/r"
        for number in (1, 2, 3):
            self.add("r", "A", f"192.0.2.{number}")
        self.add("r", "TXT", "x")
        self.answers("DELETE", f"{path}/A")
        self.assertEqual(self.asked("r.example.com", "A"), [])
        self.assertEqual(self.asked("r.example.com", "TXT"), ['"x"'])
        self.answers("DELETE", f"{path}/ANY")
        self.assertEqual(self.asked("r.example.com", "TXT"), [])
        self.fails("DELETE", f"{path}/A", status=404, code="not_found")
        name = quote("odd/name", safe="")
        self.add("odd/name", "A", "192.0.2.1")
        self.answers("DELETE",
                     f"/v1/zones/example.com/records/by-name/{name}/A")

    def test_patch(self):
        '"PATCH /v1/zones/{zone}": several changes, all or none'
        serial = self.serial()
        kept = self.add("kept", "A", "192.0.2.1")
        changes = [
            {"action": "add", "name": "a", "type": "A",
             "content": "192.0.2.1"},
            {"action": "add", "name": "b", "type": "MX", "content": "5 a"},
            {"action": "edit", "id": kept["id"], "content": "192.0.2.2"},
            {"action": "set", "name": "@", "type": "MX",
             "records": [{"content": "10 a"}]},
            {"action": "delete", "name": "sales", "type": "ANY"}]
        data = self.answers("PATCH", "/v1/zones/example.com",
                            {"changes": changes})
        self.assertEqual([r["name"].split(".")[0] for r in data["records"]],
                         ["a", "b", "kept", "example"])
        self.assertEqual(data["zone"]["serial"], serial + 2)
        self.assertEqual(self.asked("kept.example.com", "A"), ["192.0.2.2"])
        self.assertEqual(self.asked("example.com", "MX"),
                         ["10 a.example.com."])
        self.assertEqual(self.asked("sales.example.com", "MX"), [])
        self.answers("PATCH", "/v1/zones/example.com", {"changes": [
            {"action": "delete", "id": kept["id"]}]})
        self.assertEqual(self.asked("kept.example.com", "A"), [])

    def test_patch_none(self):
        "a PATCH with one wrong change makes none"
        good = {"action": "add", "name": "g", "type": "A",
                "content": "192.0.2.1"}
        for bad, status, code in (
                ({"action": "nix"}, 422, "invalid"),
                ({"action": "add", "name": "h"}, 422, "invalid"),
                ({"action": "edit", "id": 9999, "ttl": 1}, 422, "invalid"),
                ({"action": "delete", "id": 9999}, 404, "not_found"),
                ({"action": "delete", "name": "nix", "type": "A"}, 404,
                 "not_found"),
                ({"action": "set", "name": "h", "type": "A",
                  "content": "x"}, 422, "invalid"),
                (good, 409, "conflict"),
                ({"action": "set", "name": "@", "type": "MX",
                  "content": "1 192.0.2.1"}, 422, "refused"),
                ({"action": "delete", "name": "@", "type": "SOA"}, 422,
                 "refused")):
            error = self.fails("PATCH", "/v1/zones/example.com",
                               {"changes": [good, bad]}, status=status,
                               code=code)
            self.assertEqual(self.asked("g.example.com", "A"), [])
            if status == 422 and code == "invalid":
                self.assertTrue(error["message"].startswith("changes[1]"),
                                error)


class Zones(Records):
    def test_create(self):
        '"POST /v1/zones": with what it needs, or a text of its own'
        zone = self.answers("POST", "/v1/zones", {"name": "one.test"},
                            status=201)["zone"]
        self.assertEqual(zone["name"], "one.test.")
        self.assertEqual(self.asked("one.test", "NS"), ["localhost."])
        self.answers("POST", "/v1/zones", {
            "name": "two.test.", "nameservers": ["ns1.lab.", "ns2.lab."],
            "records": [{"name": "@", "type": "MX", "content": "10 mail"},
                        {"name": "mail", "type": "A",
                         "content": "192.0.2.7"}]}, status=201)
        self.assertEqual(self.asked("two.test", "NS"),
                         ["ns1.lab.", "ns2.lab."])
        self.assertEqual(self.asked("two.test", "MX"), ["10 mail.two.test."])
        self.answers("POST", "/v1/zones", {"name": "3.test",
                                           "text": PUT_TEXT}, status=201)
        self.assertEqual(self.asked("3.test", "MX"), ["10 ns.3.test."])
        self.fails("POST", "/v1/zones", {"name": "3.test"}, status=409,
                   code="conflict")

    def test_create_wrong(self):
        "a zone that cannot be made is none"
        for body, code in (
                ({"name": "a..b"}, "invalid"),
                ({}, "invalid"),
                ({"name": "w.test", "nameservers": ["a\n@ MX 1 b"]},
                 "invalid"),
                ({"name": "w.test", "nameservers": ["a"], "text": PUT_TEXT},
                 "invalid"),
                ({"name": "w.test", "text": "@ NIX"}, "invalid"),
                ({"name": "w.test", "text": "$INCLUDE /etc/passwd\n"},
                 "invalid"),
                ({"name": "w.test", "records": [
                    {"name": "@", "type": "MX", "content": "10 192.0.2.1"}]},
                 "refused")):
            self.fails("POST", "/v1/zones", body, status=422, code=code)
            self.fails("GET", "/v1/zones/w.test", status=404,
                       code="not_found")

    def test_put(self):
        '"PUT /v1/zones/{zone}": a text, master file or YAML, new or not'
        self.answers("PUT", "/v1/zones/put.test", PUT_TEXT, type="text/dns")
        self.assertEqual(self.asked("put.test", "MX"), ["10 ns.put.test."])
        yaml = ("'':\n- {type: NS, values: [ns.put.test.]}\n"
                "- {type: MX, value: {preference: 20, exchange: "
                "ns.put.test.}}\nns: {type: A, value: 192.0.2.1}\n")
        self.answers("PUT", "/v1/zones/put.test.", yaml,
                     type="application/yaml")
        self.assertEqual(self.asked("put.test", "MX"), ["20 ns.put.test."])
        self.answers("PUT", "/v1/zones/example.com",
                     PUT_TEXT, type="text/dns; charset=utf-8")
        self.assertEqual(self.asked("example.com", "MX"),
                         ["10 ns.example.com."])

    def test_put_wrong(self):
        "a text with errors changes nothing, and each has its line"
        error = self.fails("PUT", "/v1/zones/example.com",
                           PUT_TEXT + "x A 1\ny MX z\n", status=422,
                           code="invalid", type="text/dns")
        self.assertEqual([f["line"] for f in error["findings"]], [6, 7])
        error = self.fails("PUT", "/v1/zones/example.com",
                           PUT_TEXT + "@ MX 5 192.0.2.1\n", status=422,
                           code="refused", type="text/dns")
        self.assertEqual(error["rule"], "mx-exchange-is-address")
        self.fails("PUT", "/v1/zones/example.com", "x", status=415,
                   code="unsupported_media_type", type="text/html")

    def test_delete(self):
        '"DELETE /v1/zones/{zone}": refused by DNS from then on'
        self.answers("PUT", "/v1/zones/del.test", PUT_TEXT, type="text/dns")
        self.assertEqual(self.answers("DELETE", "/v1/zones/del.test"),
                         {"message": "Zone deleted successfully"})
        self.assertEqual(self.lab.ask("del.test", "MX").rcode(), 5)
        self.fails("DELETE", "/v1/zones/del.test", status=404,
                   code="not_found")

    def test_snapshots(self):
        """Snapshots: "POST /v1/snapshots", "GET /v1/snapshots",
        "POST /v1/snapshots/{id}/restore", "DELETE /v1/snapshots/{id}"
        """
        self.add("snap", "A", "192.0.2.1")
        serial = self.serial()
        snapshot = self.answers("POST", "/v1/snapshots",
                                status=201)["snapshot"]
        self.assertRegex(snapshot["time"], r"^20\d\d-\d\d-\d\dT[\d:]+Z$")
        self.assertIn(snapshot, self.answers("GET", "/v1/snapshots")["items"])
        self.answers("PUT", "/v1/zones/example.com/records/by-name/snap/A",
                     {"content": "192.0.2.2"})
        self.answers("PUT", "/v1/zones/more.test", PUT_TEXT, type="text/dns")
        path = f"/v1/snapshots/{snapshot['id']}"
        self.answers("POST", f"{path}/restore")
        self.assertEqual(self.asked("snap.example.com", "A"), ["192.0.2.1"])
        self.assertEqual(self.lab.ask("more.test", "MX").rcode(), 5)
        self.assertEqual(self.serial(), serial)
        self.answers("DELETE", path)
        for method, wrong in (("DELETE", path), ("POST", f"{path}/restore"),
                              ("DELETE", "/v1/snapshots/x")):
            self.fails(method, wrong, status=404, code="not_found")

    def test_reset(self):
        '"POST /v1/reset": what the files say, and nothing else'
        before = self.answers("GET", "/v1/zones/example.com/records")
        self.add("r", "A", "192.0.2.1")
        self.answers("PUT", "/v1/zones/r.test", PUT_TEXT, type="text/dns")
        self.answers("POST", "/v1/reset")
        self.assertEqual(self.answers("GET",
                                      "/v1/zones/example.com/records"),
                         before)
        self.assertEqual(self.answers("GET", "/v1/zones")["total"], 1)

    def test_reset_serial(self):
        "a reset compares the file with what it said before, not with changes"
        lab = Lab(config="zones: [a.test.zone]\n")
        path = lab.folder / "a.test.zone"
        path.write_text(PUT_TEXT)
        with lab:
            for i in range(3):
                lab.call("POST", "/v1/zones/a.test/records",
                         {"name": f"n{i}", "type": "A",
                          "content": "192.0.2.7"})
            lab.call("POST", "/v1/reset")
            self.assertNotIn("zone-serial-not-raised", lab.log())
            lab.call("DELETE", "/v1/zones/a.test/records/by-name/@/MX")
            path.write_text(PUT_TEXT + "more A 192.0.2.9\n")
            lab.call("POST", "/v1/reset")
            self.assertEqual(len(lab.ask("more.a.test", "A").answer), 1)
            self.assertIn("zone-serial-not-raised", lab.log())

    def test_reload(self):
        '"POST /v1/reload": changes stay'
        self.add("r", "A", "192.0.2.1")
        self.answers("POST", "/v1/reload")
        self.assertEqual(self.asked("r.example.com", "A"), ["192.0.2.1"])


class Flushing(unittest.TestCase):
    def test_flush(self):
        '"POST /v1/zones/{zone}/flush": the file says what is served'
        lab = Lab(config="zones: z\n")
        (lab.folder / "z").mkdir()
        path = lab.folder / "z" / "a.test.zone"
        path.write_text(PUT_TEXT)
        with lab:
            lab.call("POST", "/v1/zones/a.test/records",
                     {"name": "new", "type": "A", "content": "192.0.2.9"})
            answer = lab.call("POST", "/v1/zones/a.test/flush")
            self.assertEqual(answer.status, 200, answer.text)
            self.assertIn("192.0.2.9", path.read_text())
            self.assertFalse(lab.get("/v1/zones/a.test").data["zone"]
                             ["changed"])
            lab.call("PUT", "/v1/zones/b.test", PUT_TEXT, type="text/dns")
            answer = lab.call("POST", "/v1/zones/b.test/flush")
            self.assertIn(answer.status, (409, 422, 500), answer.text)


class Together(Records):
    def test_never_old(self):
        "a query after the answer never sees what was before, at any worker"
        path = "/v1/zones/example.com/records/by-name/now/A"
        for number in range(1, 200):
            self.answers("PUT", path, {"content": f"192.0.2.{number}"})
            for _ in range(3):
                self.assertEqual(self.asked("now.example.com", "A"),
                                 [f"192.0.2.{number}"])

    def test_writers(self):
        "writers at the same time: every record is there, every serial passed"
        serial = self.serial()
        failed = []

        def write(writer):
            for number in range(25):
                answer = self.lab.call(
                    "POST", "/v1/zones/example.com/records",
                    {"name": f"w{writer}-{number}", "type": "A",
                     "content": "192.0.2.1"})
                if answer.status != 201 or not self.asked(
                        f"w{writer}-{number}.example.com", "A"):
                    failed.append(answer.text)

        threads = [threading.Thread(target=write, args=(writer,))
                   for writer in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        self.assertEqual(self.serial(), serial + 200)
        self.assertEqual(self.lab.call("GET", "/v1/zones/example.com").data
                         ["zone"]["changed"], True)
