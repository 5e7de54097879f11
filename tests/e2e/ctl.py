"""mxd ctl: each command does what mxd-ctl(1) says."""

import json
import os
import pty
import re
import subprocess
import unittest

from api_client import Lab
from harness import PATIENCE, free_port, program, run_mxd

ZONE = """$TTL 60
@ SOA ns h 7 2 3 4 5
@ NS ns
@ MX 10 mail
ns A 192.0.2.1
mail A 192.0.2.2
mail A 192.0.2.3
"""


def rows():
    """The names in the table of commands, from the usage."""
    _, _, usage = run_mxd("ctl")
    return re.findall(r"^  mxd ctl (\w+)", usage, re.M)


class Ctl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(config="zones: z\n")
        (cls.lab.folder / "z").mkdir()
        cls.path = cls.lab.folder / "z" / "a.test.zone"
        cls.path.write_text(ZONE)
        cls.lab.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def setUp(self):
        self.path.write_text(ZONE)
        self.ctl("reset")

    def ctl(self, *words, status=0):
        """What it prints; errors too when it must fail."""
        code, out, errors = run_mxd("ctl", "--control", self.lab.control,
                                    *words)
        self.assertEqual(code, status, out + errors)
        return errors if status else out

    def asked(self, name, rdtype):
        return sorted(rdata.to_text()
                      for rrset in self.lab.ask(name, rdtype).answer
                      for rdata in rrset)

    def test_queries(self):
        "ctl queries: those of a type, a name, a client"
        self.lab.call("DELETE", "/v1/queries")
        self.lab.ask("a.test", "MX")
        self.lab.ask("ns.a.test", "A", tcp=True)
        self.assertEqual(len(self.ctl("queries").splitlines()), 2)
        [line] = self.ctl("queries", "A", "ns.a.test").splitlines()
        self.assertEqual(line.split("\t")[1:],
                         ["127.0.0.1", "tcp", "ns.a.test.", "A", "NOERROR"])
        self.assertEqual(self.ctl("queries", "--client", "127.1.0.0/16"), "")
        self.assertEqual(
            len(self.ctl("queries", "--transport", "udp").splitlines()), 1)

    def test_expect(self):
        "ctl expect: exit status 0 when it holds, and 1 when not"
        self.lab.call("DELETE", "/v1/queries")
        self.lab.ask("a.test", "MX")
        said = self.ctl("expect", "MX", "a.test", "--min", "1",
                        "--within", "5s")
        self.assertTrue(said.startswith("1 matched; at least 1 wanted\n"))
        for words in (("--count", "2"), ("--never",), ("--min", "2"),
                      ("--client", "127.0.9.9")):
            with self.subTest(words):
                code, out, _ = run_mxd(
                    "ctl", "--control", self.lab.control, "expect", "MX",
                    "a.test", "--within", "10ms", *words)
                self.assertEqual(code, 1)
                self.assertIn("matched", out)
        _, out, _ = run_mxd("ctl", "--control", self.lab.control, "expect",
                            "TXT", "a.test", "--within", "0s")
        self.assertIn("nearest:\n", out)
        self.ctl("expect", "MX", "--min", "many", status=64)
        self.ctl("expect", "MX", "--within", "long", status=1)

    def test_every_command_has_a_test(self):
        "each row of the table has a test here"
        names = rows()
        self.assertGreater(len(names), 8)
        for name in names:
            self.assertTrue(hasattr(self, f"test_{name}"), name)

    def test_add(self):
        "add: a record beside those there are"
        self.assertIn("created", self.ctl("add", "a.test", "@", "MX", "20",
                                          "ns"))
        self.assertEqual(self.asked("a.test", "MX"),
                         ["10 mail.a.test.", "20 ns.a.test."])
        self.ctl("--ttl", "5", "add", "a.test", "t", "TXT", "--",
                 "-all a  b")
        self.assertEqual(self.lab.ask("t.a.test", "TXT").answer[0].ttl, 5)
        self.assertEqual(self.asked("t.a.test", "TXT"), ['"-all a  b"'])

    def test_set(self):
        "set: a record in the place of those there are"
        self.ctl("set", "a.test", "mail", "A", "192.0.2.9")
        self.assertEqual(self.asked("mail.a.test", "A"), ["192.0.2.9"])

    def test_del(self):
        "del: all of a name, or of a type"
        self.ctl("add", "a.test", "mail", "TXT", "x")
        self.ctl("del", "a.test", "mail", "TXT")
        self.assertEqual(len(self.asked("mail.a.test", "A")), 2)
        self.ctl("set", "a.test", "@", "MX", "10 ns")
        self.ctl("del", "a.test", "mail")
        self.assertEqual(self.asked("mail.a.test", "A"), [])
        self.assertIn("has no", self.ctl("del", "a.test", "mail", status=1))

    def test_list(self):
        "list: the zones, a line each"
        self.assertEqual(self.ctl("list").split("\t")[:3],
                         ["a.test.", "7", "6"])

    def test_show(self):
        "show: records of a zone, a name, a type"
        self.assertEqual(len(self.ctl("show", "a.test").splitlines()), 6)
        self.assertEqual(len(self.ctl("show", "a.test", "mail")
                             .splitlines()), 2)
        self.assertEqual(self.ctl("show", "a.test", "@", "MX")
                         .split("\t")[:5],
                         ["a.test.", "60", "MX", "10", "mail.a.test."])
        self.assertIn("there is no zone", self.ctl("show", "b.test",
                                                   status=1))

    def test_reload(self):
        "reload: what the file says now, and the changes"
        self.ctl("add", "a.test", "new", "A", "192.0.2.9")
        self.path.write_text(ZONE.replace(" 7 ", " 8 ") + "x A 192.0.2.8\n")
        self.ctl("reload")
        self.assertEqual(self.asked("x.a.test", "A"), ["192.0.2.8"])
        self.assertEqual(self.asked("new.a.test", "A"), ["192.0.2.9"])

    def test_flush(self):
        "flush: the file has the changes"
        self.ctl("add", "a.test", "new", "A", "192.0.2.9")
        self.ctl("flush", "a.test")
        self.assertIn("192.0.2.9", self.path.read_text())

    def test_reset(self):
        "reset: the changes are gone"
        self.ctl("add", "a.test", "new", "A", "192.0.2.9")
        self.ctl("reset")
        self.assertEqual(self.asked("new.a.test", "A"), [])

    def test_snapshot(self):
        "snapshot: make, list, restore, delete"
        number = self.ctl("snapshot").split()[-1]
        self.ctl("set", "a.test", "@", "MX", "0 .")
        self.assertEqual(self.asked("a.test", "MX"), ["0 ."])
        self.ctl("snapshot", "restore", number)
        self.assertEqual(self.asked("a.test", "MX"), ["10 mail.a.test."])
        self.assertIn(number, [line.split("\t")[0] for line in
                               self.ctl("snapshot", "list").splitlines()])
        self.ctl("snapshot", "delete", number)
        self.ctl("snapshot", "restore", number, status=1)
        self.assertIn("must be make", self.ctl("snapshot", "nix",
                                               status=64))

    def test_refused(self):
        "what a rule refuses: status 2, and the rule; --allow has it"
        self.ctl("add", "a.test", "alias", "CNAME", "mail")
        words = ("add", "a.test", "@", "MX", "5 alias")
        self.assertRegex(self.ctl(*words, status=2),
                         r"error: .* is an alias.*\[mx-exchange-alias\]")
        self.ctl("--allow", "mx-exchange-alias", *words)
        self.assertIn("5 alias.a.test.", self.asked("a.test", "MX"))

    def test_json(self):
        "--json: the answer as it is"
        answer = json.loads(self.ctl("--json", "show", "a.test", "@", "MX"))
        self.assertEqual(answer["data"]["items"][0]["priority"], 10)
        code, out, _ = run_mxd("ctl", "--control", self.lab.control, "--json",
                               "show", "b.test")
        self.assertEqual((code, json.loads(out)["status"]), (1, "error"))

    def test_terminal(self):
        "on a terminal: columns with their names"
        main, end = pty.openpty()
        subprocess.run([program(), "ctl", "--control", self.lab.control,
                        "show", "a.test", "mail"], stdout=end,
                       timeout=PATIENCE, check=True)
        os.close(end)
        lines = os.read(main, 65536).decode().splitlines()
        os.close(main)
        self.assertEqual(lines[0].split(),
                         ["name", "ttl", "type", "priority", "content", "id"])
        self.assertEqual(len(lines), 3)

    def test_misused(self):
        "a wrong command line: status 64, and what would be right"
        for words, message in (
                ((), "what shall be done?"),
                (("shwo", "a.test"), "no command shwo; did you mean show?"),
                (("show",), "the usage is: mxd ctl show ZONE"),
                (("list", "x"), "the usage is"),
                (("--ttl", "1h", "list"), "must be a number"),
                (("--control", "localhost", "list"), "127.0.0.1@5300")):
            code, _, errors = run_mxd("ctl", *words)
            self.assertEqual(code, 64, words)
            self.assertIn(message, errors)

    def test_nobody(self):
        "no server, or another one: status 1, with the address"
        port = free_port()
        code, _, errors = run_mxd("ctl", "--control", f"127.0.0.1@{port}",
                                  "list")
        self.assertEqual(code, 1)
        self.assertIn(f"127.0.0.1@{port}: connection refused", errors)
        code, _, errors = run_mxd("ctl", "--control", "unix:/nonexistent",
                                  "list")
        self.assertEqual(code, 1)
        self.assertIn("no such file", errors)


class Elsewhere(unittest.TestCase):
    def test_unix_and_token(self):
        "a Unix socket, and a token of the environment"
        lab = Lab("zones/example.com.zone", control="unix:placeholder",
                  environment={"MXD_TOKEN": "secret"})
        path = lab.folder / "mxd.sock"
        lab.arguments[lab.arguments.index("unix:placeholder")] = f"unix:{path}"
        with lab:
            for token, status in (("secret", 0), ("other", 1)):
                code, _, errors = run_mxd("ctl", "-c", f"unix:{path}", "list",
                                          environment={"MXD_TOKEN": token})
                self.assertEqual(code, status, errors)
