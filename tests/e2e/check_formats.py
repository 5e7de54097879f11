"""`mxd check --format`: what programs read of what was found."""

import json
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

import jsonschema

from harness import ROOT, run_mxd

ALIAS = "zones/broken/mx-exchange-alias.zone"
# An error, a warning, a name that is no ASCII, an octet that is no UTF-8.
MIXED = (b"$ORIGIN mixed.example.\n$TTL 3600\n"
         b"@ SOA ns hostmaster 1 7200 3600 1209600 3600\n"
         b"@ NS ns\nns A 192.0.2.1\nwww CNAME ns\n"
         b"m\xc3\xbcller MX 10 www\nb MX 20 mail\nt MX ten \xff<&>\n")


def thing(required, **properties):
    """An object that has these properties and no other."""
    return {"type": "object", "additionalProperties": False,
            "required": required, "properties": properties}


TEXT = {"type": "string"}
NATURAL = {"type": "integer", "minimum": 0}
POSITIVE = {"type": "integer", "minimum": 1}
MESSAGE = thing(["text"], text=TEXT)
LEVEL = {"enum": ["none", "note", "warning", "error"]}

# The part of the SARIF 2.1.0 schema that mxd makes use of: which properties
# there are, which must be there, and what they may be.
SARIF = thing(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"enum": ["2.1.0"]},
    runs={"type": "array", "minItems": 0, "items": thing(
        ["tool"],
        tool=thing(["driver"], driver=thing(
            ["name"], name=TEXT, version=TEXT,
            rules={"type": "array", "uniqueItems": True, "items": thing(
                ["id"], id=TEXT, shortDescription=MESSAGE, help=MESSAGE,
                defaultConfiguration=thing(
                    [], enabled={"type": "boolean"}, level=LEVEL))})),
        columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        results={"type": "array", "items": thing(
            ["message"], ruleId=TEXT,
            ruleIndex={"type": "integer", "minimum": -1},
            level=LEVEL, message=MESSAGE,
            locations={"type": "array", "items": thing(
                [], physicalLocation=thing(
                    [], artifactLocation=thing(
                        [], uri={"type": "string",
                                 "pattern": r"^([!$&-;=?-Z_a-z~]|%[0-9A-F]{2})"
                                            r"*$"}),
                    region=thing(
                        [], startLine=POSITIVE, startColumn=POSITIVE,
                        endColumn=POSITIVE, byteOffset=NATURAL,
                        byteLength=NATURAL)))})})})


class Formats(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mxd-check.")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.mixed = self.folder / "mixed <&> zone"
        self.mixed.write_bytes(MIXED.rsplit(b"t MX", 1)[0])
        self.broken = self.folder / "broken.zone"
        self.broken.write_bytes(MIXED)

    def check(self, form, *zones):
        status, out, errors = run_mxd("check", "--format", form, *zones)
        self.assertEqual(errors, "")
        return status, out

    def arguments(self):
        """Zones of all kinds, and their texts' lines for `text`."""
        return (f"mixed.example={self.mixed}", f"b.example={self.broken}",
                ALIAS, "nowhere.zone", "zones/example.com.zone")

    def findings(self):
        """What the text says: file, line, column, severity, rule."""
        status, out = self.check("text", *self.arguments())
        self.assertEqual(status, 2)
        return out.splitlines()[:-1]

    def test_json(self):
        """json has all that the text has"""
        status, out = self.check("json", *self.arguments())
        found = json.loads(out)
        self.assertEqual(status, 2)
        lines = []
        for finding in found["findings"]:
            place = (f"{finding['file']}:{finding['line']}:"
                     f"{finding['column']}: " if "file" in finding else "")
            rule = f" [{finding['rule']}]" if "rule" in finding else ""
            lines.append(f"{place}{finding['severity']}: "
                         f"{finding['message']}{rule}")
        self.assertEqual(lines, self.findings())
        for key, severity in (("errors", "error"), ("warnings", "warning"),
                              ("notes", "note")):
            self.assertEqual(found[key], sum(
                finding["severity"] == severity
                for finding in found["findings"]))
        self.assertEqual(found["zones"], 5)
        self.assertEqual(found["refused"], 4)

    def test_json_clean(self):
        """of zones in order it is a whole document too"""
        status, out = self.check("json", "zones/example.com.zone")
        self.assertEqual(status, 0)
        self.assertEqual(json.loads(out)["errors"], 0)

    def test_sarif_is_valid(self):
        """sarif has what 2.1.0 asks for, and nothing that it does not know"""
        for zones in (self.arguments(), ["zones"], ["nowhere.zone"],
                      sorted((ROOT / "zones/broken").glob("*.zone"))):
            log = json.loads(self.check("sarif", *zones)[1])
            jsonschema.Draft7Validator(SARIF).validate(log)
            run, = log["runs"]
            rules = run["tool"]["driver"]["rules"]
            for result in run["results"]:
                self.assertEqual("ruleId" in result, "ruleIndex" in result)
                if "ruleId" in result:
                    self.assertEqual(rules[result["ruleIndex"]]["id"],
                                     result["ruleId"])

    def test_sarif_schema_bites(self):
        """the schema of this test refuses what is wrong"""
        log = json.loads(self.check("sarif", ALIAS)[1])
        for change in (
                lambda log: log.pop("version"),
                lambda log: log["runs"][0].pop("tool"),
                lambda log: log["runs"][0]["results"][0].pop("message"),
                lambda log: log["runs"][0]["results"][0].update(level="warn"),
                lambda log: log["runs"][0]["results"][0].update(line=1),
                lambda log: log["runs"][0].update(columnKind="octets")):
            wrong = json.loads(json.dumps(log))
            change(wrong)
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.Draft7Validator(SARIF).validate(wrong)

    def test_sarif_places(self):
        """places are those of the text, columns in characters"""
        results = json.loads(self.check(
            "sarif", f"mixed.example={self.mixed}")[1])["runs"][0]["results"]
        alias, = (result for result in results
                  if result["ruleId"] == "mx-exchange-alias")
        place = alias["locations"][0]["physicalLocation"]
        self.assertEqual(alias["level"], "error")
        self.assertEqual(place["region"], {
            "startLine": 7, "startColumn": 14, "endColumn": 17,
            "byteOffset": MIXED.index(b"10 www") + 3, "byteLength": 3})
        self.assertEqual(place["artifactLocation"]["uri"],
                         f"file://{self.folder}/mixed%20%3C%26%3E%20zone")

    def test_junit(self):
        """junit has a case for each text, and its errors and warnings fail"""
        status, out = self.check("junit", *self.arguments())
        self.assertEqual(status, 2)
        suite, = xml.fromstring(out)
        cases = {case.get("name"): case for case in suite}
        self.assertEqual(int(suite.get("tests")), len(cases))
        self.assertEqual(int(suite.get("failures")), sum(
            case.find("failure") is not None for case in cases.values()))
        self.assertEqual(int(suite.get("failures")), 4)
        said = []
        for case in cases.values():
            for part in ("failure", "system-out"):
                said += (case.findtext(part) or "").splitlines()
        self.assertEqual(sorted(said), sorted(self.findings()))
        self.assertIsNone(cases["zones/example.com.zone"].find("failure"))
        self.assertEqual(cases[ALIAS].find("failure").get("type"),
                         "mx-exchange-alias")

    def test_unknown(self):
        """another format is misuse"""
        status, out, errors = run_mxd("check", "--format", "xml", ALIAS)
        self.assertEqual((status, out), (64, ""))
        self.assertIn("text, json, sarif or junit", errors)


if __name__ == "__main__":
    unittest.main()
