"""YAML zones served, checked and printed."""

import shutil
import tempfile
import textwrap
import unittest
from pathlib import Path

from harness import ROOT, Mxd, run, run_mxd

GOOD = ROOT / "tests/zones/yaml/good"


def dig(mxd, *words):
    return run("dig", f"@{mxd.address}", "-p", mxd.port, "+norec",
               "+nocookie", "+short", *words).split("\n")


class Served(unittest.TestCase):

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mxd-yaml."))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        (self.folder / name).write_text(textwrap.dedent(text))

    def test_folder(self):
        """a folder's YAML zones and master files are served side by side"""
        self.write("a.example.yaml", """\
            ---
            '':
              - {type: MX, value: {exchange: mail.a.example., preference: 5}}
              - {type: NS, value: mail.b.example.}
            mail: {type: A, value: 192.0.2.1}
            """)
        self.write("b.example.zone", """\
            $ORIGIN b.example.
            @ 60 SOA mail hostmaster 1 2 3 4 5
            @ 60 NS mail
            mail 60 A 192.0.2.2
            """)
        with Mxd(self.folder) as mxd:
            self.assertIn("5 mail.a.example.", dig(mxd, "a.example", "MX"))
            self.assertIn("192.0.2.1", dig(mxd, "mail.a.example", "A"))
            self.assertIn("192.0.2.2", dig(mxd, "mail.b.example", "A"))
            modified = int((self.folder / "a.example.yaml").stat().st_mtime)
            self.assertIn(f"mail.b.example. hostmaster.a.example. {modified} "
                          "3600 600 604800 3600", dig(mxd, "a.example", "SOA"))

    def test_alias(self):
        """a finding is at the exchange, and its allowance at the record"""
        text = """\
            '': {type: MX, value: {exchange: b.x.example., preference: 1}%s}
            b: {type: CNAME, value: c.x.example.}
            c: {type: A, value: 192.0.2.1}
            ns1: {type: A, value: 192.0.2.1}
            """
        self.write("x.example.yaml", text % "")
        status, out, _ = run_mxd("check", self.folder)
        self.assertEqual(status, 2, out)
        self.assertIn("x.example.yaml:1:34: error: exchange b.x.example. is "
                      "an alias (CNAME at line 2)", out)
        self.write("x.example.yaml",
                   text % ", mxd: {allow: mx-exchange-alias}")
        status, out, _ = run_mxd("check", self.folder)
        self.assertEqual(status, 0, out)

    def test_print(self):
        """what is printed in one format is the same zone in the other"""
        for path in sorted(GOOD.glob("*.yaml")):
            with self.subTest(path=path.name):
                status, lines, errors = run_mxd("print", path)
                self.assertEqual((status, errors), (0, ""))
                status, out, errors = run_mxd("print", "--format", "yaml",
                                              path.with_suffix(".zone"))
                self.assertEqual((status, errors), (0, ""))
                again = self.folder / path.name
                again.write_text(out)
                self.assertEqual(run_mxd("print", again), (0, lines, ""))

    def test_misused(self):
        """a format that there is not is 64"""
        status, out, errors = run_mxd("print", "--format", "json", GOOD)
        self.assertEqual((status, out), (64, ""))
        self.assertIn("must be zone or yaml", errors)


if __name__ == "__main__":
    unittest.main()
