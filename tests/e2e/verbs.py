"""The command line: verbs, options, and how mxd exits."""

import os
import re
import socket
import threading
import unittest

from harness import Mxd, free_port, run_mxd

ZONE = "zones/example.com.zone"
LOOPBACK = ("--listen", "127.0.0.1@0")


class Help(unittest.TestCase):
    def test_help(self):
        """help names the verbs, and help VERB its options"""
        for words in (("help",), ("--help",), ("-h",)):
            status, out, errors = run_mxd(*words)
            self.assertEqual((status, errors), (0, ""))
            verbs = re.findall(r"^  (\w+) +\S", out, re.M)
            self.assertIn("serve", verbs)
            for verb in verbs:
                with self.subTest(verb=verb):
                    status, text, errors = run_mxd("help", verb)
                    self.assertEqual((status, errors), (0, ""))
                    self.assertIn(f"usage: mxd {verb}", text)
                    self.assertEqual(run_mxd(verb, "--help"),
                                     (0, text, ""))
        options = run_mxd("help", "serve")[1]
        for option in ("--config", "--listen", "--workers", "--nsid",
                       "--strict", "--allow", "--ready-json"):
            self.assertIn(option, options)

    def test_version(self):
        """the version is told"""
        for words in (("version",), ("--version",), ("-V",)):
            status, out, errors = run_mxd(*words)
            self.assertEqual((status, errors), (0, ""))
            self.assertRegex(out, r"^mxd \d+\.\d+\.\d+\n$")

    def test_misuse(self):
        """what is not understood exits with 64 and says what is near"""
        for words, said in (
                ((), "usage: mxd VERB"),
                (("srve",), "did you mean mxd serve?"),
                (("xyzzy",), "there is no verb xyzzy\n`mxd help`"),
                (("help", "halth"), "did you mean mxd health?"),
                (("help", "serve", "more"), "what is more?"),
                (("version", "2"), "what is 2?"),
                (("health", "a", "b"), "what is b?"),
                (("health", "localhost"), "127.0.0.1@5300"),
                (("serve", "--lisen=127.0.0.1@0"), "did you mean --listen?"),
                (("serve", "--xyzzy"), "there is no option --xyzzy\n"),
                (("serve", "-x"), "there is no option -x"),
                (("serve", "--listen"), "--listen needs a value"),
                (("serve", "-c"), "-c needs a value"),
                (("serve", "--ready-json=1"), "--ready-json takes no value"),
                (("serve", "--workers", "0"), "--workers 0: must be"),
                (("serve", "--workers", "many"), "--workers many: must be"),
                (("serve", "--strict=perhaps"), "--strict perhaps: must be"),
                (("serve", "--nsid", "x" * 129), "--nsid"),
                (("serve", "--allow", "mx-exchange-alia"),
                 "mx-exchange-alias"),
                (("serve", "--allow", "zone-soa"), "zone-soa"),
                (("serve", "-c", "nowhere.yaml", ZONE), "nowhere.yaml"),
                (("serve", ""), "must be a file")):
            with self.subTest(words=words):
                status, out, errors = run_mxd(*words)
                self.assertEqual((status, out), (64, ""), errors)
                self.assertIn(said, errors)

    @unittest.skipIf(os.path.exists("/etc/mxd/zones"), "there are zones here")
    def test_no_zone(self):
        """without any zone it is said how to name one"""
        status, _, errors = run_mxd("serve", *LOOPBACK)
        self.assertEqual(status, 64)
        self.assertIn("no zone is named", errors)


class Serve(unittest.TestCase):
    def test_configuration(self):
        """errors of mxd.yaml have line and column; options win over it"""
        with Mxd(ZONE, config="lisen: 127.0.0.1@53\n", ready=False,
                 exit_status=64) as mxd:
            self.assertEqual(mxd.wait(), 64)
            self.assertRegex(mxd.log(), r"mxd\.yaml:1:1: error: .*listen")
        config = "listen: 192.0.2.1@53\nworkers: 2\nnsid: a\n"
        with Mxd("--workers", "1", ZONE, config=config) as mxd:
            self.assertEqual(mxd.address, "127.0.0.1")

    def test_missing_zone(self):
        """a zone file that is not there is an error, and exit 2"""
        status, _, errors = run_mxd("serve", *LOOPBACK, "nowhere.zone")
        self.assertEqual(status, 2)
        self.assertIn("nowhere.zone", errors)
        self.assertIn("No such file", errors)

    def test_operands_anywhere(self):
        """options and zones come in any order"""
        with Mxd(ZONE, "--nsid", "a", "--", "zones/example.net.zone") as mxd:
            self.assertEqual(mxd.said["zones"], 2)

    def test_allow(self):
        """--allow serves a zone that a rule refuses"""
        zone = "zones/broken/mx-exchange-alias.zone"
        self.assertEqual(run_mxd("serve", *LOOPBACK, zone)[0], 2)
        with Mxd("--allow", "mx-exchange-alias", zone) as mxd:
            self.assertEqual(mxd.said["zones"], 1)

    def test_ready_line_alone(self):
        """standard output has the ready line and nothing else"""
        with Mxd("zones") as mxd:
            mxd.reload()
            mxd.wait_for_log("reloaded")
            mxd.process.terminate()
            self.assertEqual(mxd.process.stdout.read(), b"")
            self.assertEqual(mxd.wait(), 0)


class Health(unittest.TestCase):
    def test_healthy(self):
        """a server that answers is healthy"""
        with Mxd(ZONE) as mxd:
            self.assertEqual(run_mxd("health", f"127.0.0.1@{mxd.port}"),
                             (0, "", ""))

    def test_nobody(self):
        """a port that nobody has is not"""
        port = free_port()
        status, _, errors = run_mxd("health", f"127.0.0.1@{port}")
        self.assertEqual(status, 1)
        self.assertIn(f"no answer from 127.0.0.1@{port} over UDP: "
                      "connection refused", errors)

    def serve(self, reply):
        """A server of its own kind; its port."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(sock.close)
        sock.bind(("127.0.0.1", 0))

        def run():
            try:
                while True:
                    query, peer = sock.recvfrom(4096)
                    for octets in reply(query):
                        sock.sendto(octets, peer)
            except OSError:
                pass

        threading.Thread(target=run, daemon=True).start()
        return sock.getsockname()[1]

    def test_port_asked(self):
        """an address without a port is asked at port 53, and that is said"""
        status, _, errors = run_mxd("health", "127.9.9.9")
        self.assertEqual(status, 1)
        self.assertIn("no answer from 127.9.9.9@53 over UDP", errors)

    def test_silence(self):
        """a server that does not answer is not healthy"""
        status, _, errors = run_mxd("health",
                                    f"127.0.0.1@{self.serve(lambda q: [])}")
        self.assertEqual(status, 1)
        self.assertIn("timed out", errors)

    def test_which_answer(self):
        """any answer to the very query counts, and nothing else"""
        def answer(query, rcode):
            return query[:2] + bytes([0x80, rcode]) + query[4:]

        port = self.serve(lambda query: [
            b"", b"\0", query, bytes([query[0] ^ 1]) + answer(query, 0)[1:]])
        self.assertEqual(run_mxd("health", f"127.0.0.1@{port}")[0], 1)
        for rcode in (0, 2, 5):
            port = self.serve(lambda query, rcode=rcode: [
                query, answer(query, rcode)])
            self.assertEqual(run_mxd("health", f"127.0.0.1@{port}")[0], 0)


if __name__ == "__main__":
    unittest.main()
