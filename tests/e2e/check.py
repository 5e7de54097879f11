"""`mxd check` as a person and as a pipeline run it."""

import os
import pty
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import ROOT, program, run_mxd

ALIAS = "zones/broken/mx-exchange-alias.zone"
FINDING = (f"{ALIAS}:14:20: error: exchange mail.alias.example. is an alias "
           "(CNAME at line 15); an MX must name a host with addresses "
           "[mx-exchange-alias]\n")
# One warning: the exchange has no address.
WARNED = """$ORIGIN warned.example.
$TTL 3600
@ SOA ns hostmaster 1 7200 3600 1209600 3600
@ NS ns
ns A 192.0.2.1
@ MX 10 mail
"""


class Files(unittest.TestCase):
    """Cases with zones of their own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mxd-check.")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)


class Status(Files):
    def test_clean(self):
        """zones in order: a summary, and 0"""
        status, out, errors = run_mxd("check", "zones")
        self.assertEqual((status, errors), (0, ""))
        self.assertRegex(out.splitlines()[-1], r"^\d+ zones, \d+ records: "
                         r"0 errors, 0 warnings, \d+ notes?$")

    def test_warned(self):
        """a warning is 1"""
        status, out, errors = run_mxd("check",
                                      self.write("a.zone", WARNED))
        self.assertEqual((status, errors), (1, ""))
        self.assertIn(" warning: exchange mail.warned.example. ", out)
        self.assertRegex(out, r"\n1 zone, 4 records: 0 errors, 1 warning, ")

    def test_refused(self):
        """a zone that is refused is 2, findings go to standard output"""
        status, out, errors = run_mxd("check", ALIAS)
        self.assertEqual((status, errors), (2, ""))
        self.assertIn(FINDING, out)
        self.assertRegex(out, r"\n1 zone, 5 records: 1 error, .*; 1 refused\n$")

    def test_unreadable(self):
        """so is a text with errors, or one that is not there"""
        for words in (["tests/zones/bad/mx-malformed.zone"], ["nowhere.zone"],
                      ["zones", "nowhere.zone"], ["nowhere/", "zones"]):
            with self.subTest(words=words):
                status, out, errors = run_mxd("check", *words)
                self.assertEqual((status, errors), (2, ""), out)
                self.assertIn("error: ", out)

    def test_misused(self):
        """what is not understood is 64, and says what would be right"""
        for words, said in (
                ((), "which zones?"),
                (("--profile", "pubic", ALIAS), "lab, public or strict"),
                (("--allow", "mx-exchange-alia", ALIAS), "mx-exchange-alias"),
                (("--allow", "zone-soa", ALIAS), "cannot be allowed"),
                (("--profle", "lab", ALIAS), "did you mean --profile?"),
                (("-c", "nowhere.yaml", ALIAS), "nowhere.yaml")):
            with self.subTest(words=words):
                status, out, errors = run_mxd("check", *words)
                self.assertEqual((status, out), (64, ""), errors)
                self.assertIn(said, errors)

    def test_as_serve(self):
        """each broken sample is refused as serve refuses it"""
        for path in sorted((ROOT / "zones/broken").glob("*.zone")):
            with self.subTest(path=path.name):
                checked, out, _ = run_mxd("check", path)
                served, _, log = run_mxd("serve", "--listen", "127.0.0.1@0",
                                         path)
                self.assertEqual((checked, served), (2, 2))
                errors = [line for line in out.splitlines()
                          if ": error: " in line]
                self.assertTrue(errors, out)
                for line in errors:
                    self.assertIn(line, log)

    def test_full_disk(self):
        """findings that cannot be written are no success"""
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([program(), "check", "zones"], cwd=ROOT,
                                  stdout=full, stderr=subprocess.PIPE,
                                  text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("cannot write", done.stderr)


class Policy(Files):
    def test_profiles(self):
        """an exchange without address: a warning, in public an error"""
        zone = self.write("a.zone", WARNED)
        for profile, status in (("lab", 1), ("public", 2), ("strict", 2)):
            with self.subTest(profile=profile):
                self.assertEqual(
                    run_mxd("check", "--profile", profile, zone)[0], status)

    def test_allow(self):
        """what is allowed is a note"""
        status, out, _ = run_mxd("check", "--allow", "mx-exchange-alias",
                                 ALIAS)
        self.assertEqual(status, 0)
        self.assertIn(" note: exchange mail.alias.example. ", out)

    def test_configuration(self):
        """zones, allow and strict are taken from mxd.yaml; options win"""
        self.write("a.zone", WARNED)
        config = self.write("mxd.yaml", "zones: a.zone\nstrict: yes\n")
        self.assertEqual(run_mxd("check", "-c", config)[0], 2)
        self.assertEqual(
            run_mxd("check", "-c", config, "--profile", "lab")[0], 1)
        self.assertEqual(run_mxd("check", "-c", config, "zones")[0], 0)
        config = self.write("mxd.yaml", "allow: mx-exchange-no-address\n")
        self.assertEqual(
            run_mxd("check", "-c", config, self.folder / "a.zone")[0], 0)


class Input(Files):
    def test_standard_input(self):
        """- is standard input, with or without its zone's name"""
        for words in ("-", "warned.example=-"):
            done = subprocess.run([program(), "check", words], input=WARNED,
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("<stdin>:6:9: warning: ", done.stdout)

    def test_folder(self):
        """a folder is the zones in it"""
        self.write("a.zone", WARNED)
        self.write("b.zone", WARNED.replace("warned", "other"))
        self.write("c.text", "nothing of ours")
        status, out, _ = run_mxd("check", self.folder)
        self.assertEqual(status, 1)
        self.assertIn("2 zones, ", out)

    def test_together(self):
        """zones are judged by each other"""
        one = self.write("one.zone", WARNED.replace(
            "MX 10 mail", "MX 10 mail.other.example."))
        other = self.write("other.zone", WARNED.replace("warned", "other")
                           + "mail CNAME ns\n")
        self.assertEqual(run_mxd("check", one)[0], 0)
        status, out, _ = run_mxd("check", one, other)
        self.assertEqual(status, 2)
        self.assertIn(f"{one}:6:9: error: exchange mail.other.example. is an "
                      f"alias (CNAME at {other}:7)", out)


class Rules(unittest.TestCase):
    def test_list(self):
        """--list is all rules, a line each"""
        status, out, errors = run_mxd("check", "--list")
        self.assertEqual((status, errors), (0, ""))
        head, *rows = out.splitlines()
        self.assertEqual(head.split()[:3], ["rule", "lab", "public"])
        ids = [row.split()[0] for row in rows]
        self.assertEqual(sorted(ids), sorted(
            path.name for path in (ROOT / "tests/rules").iterdir()
            if path.is_dir()))
        for row in rows:
            self.assertRegex(row, r"^\S+ +(off|note|warn|refuse) +"
                             r"(off|note|warn|refuse) +\S.{20,}$")

    def test_explain(self):
        """explain has why, where from, and examples that are what they say"""
        rows = run_mxd("check", "--list")[1].splitlines()[1:]
        for rule in (row.split()[0] for row in rows):
            with self.subTest(rule=rule):
                status, out, errors = run_mxd("explain", rule)
                self.assertEqual((status, errors), (0, ""))
                self.assertTrue(out.startswith(f"{rule}: "))
                good, bad = out.split("\nGood:\n")[1].split("\nBad:\n")
                self.assertNotIn("; expect", bad)
                self.assertIn("SOA", good)

    def test_explain_shows_findings(self):
        """what is said of the bad example is shown"""
        out = run_mxd("explain", "mx-exchange-alias")[1]
        self.assertIn("\nReference: RFC 2181 ", out)
        self.assertRegex(out, r"\nbad\.zone:6:9: error: exchange .* "
                         r"\[mx-exchange-alias\]\n")

    def test_unknown(self):
        """a rule that is not there: the nearest"""
        for words, said in ((("mx-exchange-alia",), "did you mean "
                             "mx-exchange-alias?"),
                            (("xyzzy",), "there is no rule xyzzy\n"),
                            ((), "which rule?"),
                            (("zone-soa", "zone-dname"), "what is zone-d")):
            status, out, errors = run_mxd("explain", *words)
            self.assertEqual((status, out), (64, ""))
            self.assertIn(said, errors)


class Terminal(unittest.TestCase):
    def on_terminal(self, **environment):
        """What a terminal gets."""
        try:
            leader, follower = pty.openpty()
        except OSError as error:  # as in a chroot without /dev/pts
            self.skipTest(f"no terminal: {error}")
        environment = {**os.environ, "TERM": "xterm", **environment}
        with subprocess.Popen([program(), "check", ALIAS], cwd=ROOT,
                              stdout=follower, env=environment) as process:
            os.close(follower)
            octets = b""
            try:
                while more := os.read(leader, 65536):
                    octets += more
            except OSError:  # the other side is closed
                pass
            os.close(leader)
        self.assertEqual(process.returncode, 2)
        return octets.decode().replace("\r\n", "\n")

    def setUp(self):
        self.addCleanup(os.environ.update, {
            name: os.environ.pop(name) for name in ("NO_COLOR",)
            if name in os.environ})

    def test_colours(self):
        """a terminal gets colours and carets"""
        said = self.on_terminal()
        self.assertIn("\33[1;31merror: \33[0m", said)
        self.assertIn("\33[1;32m^~~~\33[0m\n", said)

    def test_no_color(self):
        """NO_COLOR and a dumb terminal get carets alone"""
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            said = self.on_terminal(**environment)
            self.assertNotIn("\33", said)
            self.assertIn(FINDING, said)
            self.assertIn("\n" + " " * 23 + "^~~~\n", said)
        self.assertIn("\33", self.on_terminal(NO_COLOR=""))

    def test_pipe(self):
        """a pipe gets lines"""
        out = run_mxd("check", ALIAS)[1]
        self.assertNotIn("\33", out)
        self.assertNotIn("^", out)
        for line in out.splitlines()[:-1]:
            self.assertTrue(line.startswith(f"{ALIAS}:"), line)


class Threads(Files):
    """What is found does not depend on how many threads look."""

    NAMES = 9000  # enough for several pieces of work

    def zone(self):
        lines = ["$ORIGIN many.example.", "$TTL 3600",
                 "@ SOA ns hostmaster 1 7200 3600 1209600 3600",
                 "@ NS ns", "ns A 192.0.2.1", "host A 192.0.2.2",
                 "alias CNAME host", "; mxd: allow-zone spf-void"]
        for i in range(self.NAMES):
            allow = ""
            target = "host"
            if i % 400 == 7:
                target = "alias"
            if i % 800 == 7:
                allow = " ; mxd: allow mx-exchange-alias"
            spf = "+all" if i % 1500 == 3 else "-all"
            lines += [f"d{i} MX 10 {target}{allow}",
                      f'd{i} TXT "v=spf1 a:none{i}.many.example mx {spf}"']
        return self.write("many.zone", "\n".join(lines) + "\n")

    def test_same(self):
        """one processor and all of them: the same findings"""
        path = self.zone()
        before = os.sched_getaffinity(0)
        self.addCleanup(os.sched_setaffinity, 0, before)
        many = run_mxd("check", "--profile", "public", path)
        os.sched_setaffinity(0, {min(before)})
        self.assertEqual(run_mxd("check", "--profile", "public", path), many)
        # Twelve that are refused and eleven that are allowed; of a finding
        # that is in each name, twenty and how many more.
        said = many[1]
        self.assertEqual(said.count(": error: exchange alias"), 11)
        self.assertEqual(said.count("(allowed) [mx-exchange-alias]"), 12)
        self.assertEqual(said.count("[spf-all]"), 6)


if __name__ == "__main__":
    unittest.main()
