"""Zones that are not in order, as their owner comes to know: what mxd prints,
what it answers, how it exits.
"""

import re
import tempfile
import textwrap
import unittest
from pathlib import Path

from harness import ROOT, Mxd, run, run_mxd

BROKEN = "zones/broken"
SOUND = "zones/example.com.zone"

ZONES = sorted((ROOT / BROKEN).glob("*.zone"))

# Where the complaint about a zone is, and the other line that it names.
LINES = {
    "mx-exchange-alias": ("14:20", "CNAME at line 15"),
    "mx-exchange-dname": ("12:20", "DNAME at line 13"),
    "mx-exchange-is-address": ("13:20", "192.0.2.1"),
    "mx-null-not-alone": ("12:19", "MX at line 13"),
    "zone-cname-and-other": ("13:9", "MX at line 14"),
    "zone-dname": ("15:9", "DNAME (at line 14)"),
    "zone-ns-alias": ("13:17", "CNAME at line 14"),
}
# These can be allowed; without the others there is no zone.
MILD = ("mx-exchange-alias", "mx-exchange-dname", "mx-exchange-is-address",
        "mx-null-not-alone", "zone-ns-alias")


def origin(path):
    return re.search(r"^\$ORIGIN (\S+)\.$", path.read_text(),
                     re.MULTILINE).group(1)


def serve(*arguments):
    """mxd serve that is expected to end by itself."""
    return run_mxd("serve", "--listen", "127.0.0.1@0", *arguments)


def dig(mxd, *words):
    return run("dig", f"@{mxd.address}", "-p", mxd.port, "+norec",
               "+nocookie", *words)


class Broken(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.mxd = Mxd(BROKEN, SOUND)
        cls.mxd.__enter__()
        cls.log = cls.mxd.log()

    @classmethod
    def tearDownClass(cls):
        cls.mxd.__exit__(None, None, None)

    def complaint(self, rule, place=r"\d+:\d+"):
        """What is said of the zone that breaks the rule, at that place."""
        found = re.findall(
            rf"^{BROKEN}/{rule}\.zone:{place}: error: (.+) \[{rule}\]$",
            self.log, re.MULTILINE)
        self.assertEqual(len(found), 1, self.log)
        return found[0]

    def test_complaints(self):
        """R1 R2 R9: a refusal names file, line, column, rule and other line"""
        for rule, (place, other) in LINES.items():
            with self.subTest(rule):
                self.assertIn(other, self.complaint(rule, place))

    def test_only_these(self):
        """there is one complaint of each broken zone and none of the other"""
        self.assertEqual(self.log.count(": error: "), len(ZONES))
        self.assertNotIn(SOUND, self.log)

    def test_ready(self):
        """the other zone is served: the ready line counts it alone"""
        self.assertEqual(self.mxd.said["event"], "ready")
        self.assertEqual(self.mxd.said["zones"], 1)
        self.assertEqual(self.mxd.said["records"], 18)

    def test_others_served(self):
        """the other zone answers as always"""
        self.assertEqual(dig(self.mxd, "+short", "example.com", "MX"),
                         "10 mail.example.com.\n")

    def test_servfail(self):
        """dig sees SERVFAIL, and why: the rule and the printed sentence"""
        for path in ZONES:
            rule, zone = path.stem, origin(path)
            for name in (zone, "below." + zone):
                with self.subTest(rule, name=name):
                    said = dig(self.mxd, name, "MX")
                    self.assertIn("status: SERVFAIL", said)
                    self.assertIn("flags: qr;", said)
                    self.assertIn("ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1",
                                  said)
                    self.assertIn("; EDE: 24 (Invalid Data): "
                                  f"({rule}: {self.complaint(rule)})", said)

    def test_plain(self):
        """without EDNS it is SERVFAIL and nothing else"""
        said = dig(self.mxd, "+noedns", "alias.example", "MX")
        self.assertIn("status: SERVFAIL", said)
        self.assertIn("ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0", said)


class Start(unittest.TestCase):

    def test_strict(self):
        """--strict: one zone refused, nothing served, exit 2"""
        status, out, errors = serve("--strict", SOUND,
                                    f"{BROKEN}/mx-exchange-alias.zone")
        self.assertEqual(status, 2)
        self.assertEqual(out, "")
        self.assertIn("mx-exchange-alias.zone:14:20: error: ", errors)

    def test_strict_sound(self):
        """--strict: zones without a warning are served"""
        with Mxd("--strict", SOUND) as mxd:
            self.assertEqual(mxd.said["zones"], 1)

    def test_none_left(self):
        """no zone left: exit 2"""
        status, out, errors = serve(BROKEN)
        self.assertEqual(status, 2)
        self.assertEqual(out, "")
        self.assertEqual(errors.count(": error: "), len(ZONES))

    def test_allow(self):
        """--allow serves a zone on purpose, and still says what is wrong"""
        for rule in MILD:
            path = ROOT / BROKEN / f"{rule}.zone"
            with self.subTest(rule), Mxd("--allow", rule, path) as mxd:
                self.assertIn(f"{path}:{LINES[rule][0]}: note: ", mxd.log())
                self.assertNotIn(": error: ", mxd.log())
                self.assertIn("status: NOERROR",
                              dig(mxd, origin(path), "SOA"))

    def test_allow_in_configuration(self):
        """allow: in mxd.yaml does the same; strict too"""
        config = "allow: [mx-exchange-alias]\nstrict: yes\n"
        with Mxd(f"{BROKEN}/mx-exchange-alias.zone", config=config) as mxd:
            self.assertEqual(dig(mxd, "+short", "alias.example", "MX"),
                             "10 mail.alias.example.\n")

    def test_allow_other(self):
        """--allow of another rule does not serve it"""
        status, _, errors = serve("--allow", "mx-null-not-alone",
                                  f"{BROKEN}/mx-exchange-alias.zone")
        self.assertEqual(status, 2)
        self.assertIn("mx-exchange-alias.zone:14:20: error: ", errors)

    def test_firm(self):
        """what makes a zone a zone cannot be allowed"""
        for path in ZONES:
            if path.stem in MILD:
                continue
            with self.subTest(path.stem):
                status, _, errors = serve("--allow", path.stem, SOUND, path)
                self.assertNotEqual(status, 0)
                self.assertIn(path.stem, errors)

    def test_unknown_rule(self):
        """--allow of no rule: an error, with the nearest one"""
        status, _, errors = serve("--allow", "mx-exchange-alais", SOUND)
        self.assertNotEqual(status, 0)
        self.assertIn("mx-exchange-alias", errors)


class Written(unittest.TestCase):
    """Zones written here."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mxd-e2e.")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text):
        """A zone file: SOA and NS at lines 1 to 3, the text from line 4."""
        head = (f"$ORIGIN {name}.\n"
                "@ 3600 SOA ns.example. h.example. 1 7200 3600 1209600 300\n"
                "@ 3600 NS ns.example.\n")
        path = self.folder / f"{name}.zone"
        path.write_text(head + textwrap.dedent(text))
        return path

    def test_across_zones(self):
        """R1: an exchange that is an alias in another zone that is served"""
        path = self.write("one.test", "@ MX 10 mail.two.test.\n")
        other = self.write("two.test", "mail CNAME host\nhost A 192.0.2.1\n")
        with Mxd(path, other) as mxd:
            self.assertRegex(
                mxd.log(), rf"{re.escape(str(path))}:4:9: error: exchange "
                r"mail\.two\.test\. is an alias \(CNAME at "
                rf"{re.escape(str(other))}:4\)")
            self.assertEqual(mxd.said["zones"], 1)
            self.assertIn("status: SERVFAIL", dig(mxd, "one.test", "MX"))
            self.assertIn("status: NOERROR", dig(mxd, "host.two.test", "A"))

    def test_alone(self):
        """R1: the same exchange is not judged without its zone"""
        path = self.write("one.test", "@ MX 10 mail.two.test.\n")
        with Mxd(path) as mxd:
            self.assertEqual(dig(mxd, "+short", "one.test", "MX"),
                             "10 mail.two.test.\n")

    def test_wildcard(self):
        """R1: an exchange that a wildcard makes an alias"""
        path = self.write("one.test", "@ MX 10 mail\n"
                                      "* CNAME host\nhost A 192.0.2.1\n")
        status, _, errors = serve(path)
        self.assertEqual(status, 2)
        self.assertRegex(errors, r":4:9: error: .*line 5.*"
                                 r"\[mx-exchange-alias\]")

    def test_address_v6(self):
        """R2: an IPv6 address for an exchange"""
        path = self.write("one.test", "@ MX 10 2001:db8::1\n")
        status, _, errors = serve(path)
        self.assertEqual(status, 2)
        self.assertRegex(errors, r":4:9: error: .*\[mx-exchange-is-address\]")

    def test_no_address(self):
        """R3: an exchange without address warns; --strict refuses it"""
        path = self.write("one.test", "@ MX 10 mail\nmail TXT x\n")
        with Mxd(path) as mxd:
            self.assertRegex(mxd.log(), r":4:9: warning: .*"
                                        r"\[mx-exchange-no-address\]")
            self.assertEqual(dig(mxd, "+short", "one.test", "MX"),
                             "10 mail.one.test.\n")
        status, _, errors = serve("--strict", path)
        self.assertEqual(status, 2)
        self.assertRegex(errors, r":4:9: \w+: .*\[mx-exchange-no-address\]")

    def test_preference(self):
        """R4: every preference that is none is said, with line and column"""
        path = self.write("one.test", """\
            @ MX mail
            a MX 65536 mail
            b MX -1 mail
            c MX 10
            d MX 10 mail extra
            e MX 1O mail
            f MX 65535 mail
            mail A 192.0.2.1
            """)
        with Mxd(path, SOUND) as mxd:
            for place in ("4:6", "5:6", "6:6", "7:", "8:14", "9:6"):
                self.assertRegex(mxd.log(),
                                 rf"{re.escape(str(path))}:{place}.*error: ")
            self.assertEqual(mxd.log().count("error: "), 6)
            said = dig(mxd, "one.test", "MX")
            self.assertIn("status: SERVFAIL", said)
            self.assertIn("; EDE: 24 (Invalid Data): ", said)
            self.assertEqual(dig(mxd, "+short", "example.com", "MX"),
                             "10 mail.example.com.\n")

    def test_lost_dot(self):
        """R5: a lost dot is served as written; a warning shows the name"""
        path = self.write("one.test", "@ MX 10 mail.one.test\n"
                                      "mail.one.test A 192.0.2.1\n")
        with Mxd(path) as mxd:
            self.assertRegex(
                mxd.log(), r":4:9: warning: .*mail\.one\.test\.one\.test\..*"
                r"\[mx-exchange-lost-dot\]")
            self.assertEqual(dig(mxd, "+short", "one.test", "MX"),
                             "10 mail.one.test.one.test.\n")

    def test_missing(self):
        """a file that is not there: said, and the others are served"""
        path = self.folder / "nowhere.test.zone"
        with Mxd(path, SOUND) as mxd:
            self.assertIn(str(path), mxd.log())
            self.assertIn("status: SERVFAIL", dig(mxd, "nowhere.test", "MX"))
            self.assertEqual(mxd.said["zones"], 1)


if __name__ == "__main__":
    unittest.main()
