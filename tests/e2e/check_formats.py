"""`mxd check --format`: what programs read of what was found."""

import json
import os
import subprocess
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


# OASIS's schema and Microsoft's validator, which looks for what a schema does
# not say; tests/npm/package.json has them, `./dev test` installs them.
SARIF = ROOT / "tests/npm/node_modules/@microsoft/sarif-multitool-linux"


def sarif_complaints(text, folder):
    """What the validator has against a log, for SARIF and for code hosts."""
    program = SARIF / "Sarif.Multitool"
    program.chmod(0o755)
    log, said = folder / "log.sarif", folder / "said.sarif"
    log.write_text(text)
    done = subprocess.run(
        [program, "validate", log, "--output", said, "--log", "ForceOverwrite",
         "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"],
        env={"PATH": os.environ["PATH"], "HOME": str(folder),
             "DOTNET_BUNDLE_EXTRACT_BASE_DIR": str(folder),
             "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not said.exists():
        raise AssertionError(done.stdout + done.stderr)
    run, = json.loads(said.read_text(encoding="utf-8-sig"))["runs"]
    for result in run["results"]:
        yield result["ruleId"].split("/")[0]


class Formats(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mxd-check.")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.mixed = self.folder / "mixed <&> zone"
        self.mixed.write_bytes(MIXED.rsplit(b"t MX", 1)[0])
        self.broken = self.folder / "broken.zone"
        self.broken.write_bytes(MIXED.replace(b"mixed", b"b"))

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

    def sarif_schema(self):
        if not SARIF.exists():
            self.skipTest("not installed: npm ci --prefix tests/npm")
        schema = json.loads((SARIF / "sarif-2.1.0.json").read_text())
        validator = jsonschema.validators.validator_for(schema)
        validator.check_schema(schema)
        return validator(schema, format_checker=jsonschema.FormatChecker())

    def test_sarif_is_valid(self):
        """sarif is valid by the schema of 2.1.0, rules and results agree"""
        schema = self.sarif_schema()
        for zones in (self.arguments(), ["zones"], ["nowhere.zone"],
                      sorted((ROOT / "zones/broken").glob("*.zone")),
                      sorted((ROOT / "tests/rules").glob("*/bad.zone"))):
            log = json.loads(self.check("sarif", *zones)[1])
            schema.validate(log)
            run, = log["runs"]
            rules = run["tool"]["driver"]["rules"]
            for result in run["results"]:
                self.assertEqual(rules[result["ruleIndex"]]["id"],
                                 result["ruleId"])

    def test_sarif_schema_bites(self):
        """the schema refuses what is wrong"""
        schema = self.sarif_schema()
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
                schema.validate(wrong)

    def test_sarif_is_taken(self):
        """a validator of SARIF and of what code hosts ask for takes it"""
        self.sarif_schema()
        log = self.check("sarif", *self.arguments())[1]
        # There is no page of mxd's that a log could lead to.
        self.assertEqual(set(sarif_complaints(log, self.folder)),
                         {"SARIF2005"})
        # Neither a rule nor a place: it would be told.
        wrong = json.loads(log)
        result = wrong["runs"][0]["results"][0]
        del result["ruleId"], result["ruleIndex"], result["locations"]
        self.assertLessEqual({"SARIF1010", "GH1015"}, set(sarif_complaints(
            json.dumps(wrong), self.folder)))

    def test_sarif_of_nothing(self):
        """that a text is not there is told, and is no result"""
        run, = json.loads(self.check("sarif", "nowhere.zone")[1])["runs"]
        invocation, = run["invocations"]
        self.assertFalse(invocation["executionSuccessful"])
        self.assertIn("nowhere.zone: ", "".join(
            notification["message"]["text"]
            for notification in invocation["toolExecutionNotifications"]))
        self.assertEqual(run["results"], [])

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
