"""What `mxd doctor` finds between a program and mxd: nothing where nothing is,
and each trouble that a server between can make, with what to change."""

import json
import tempfile
import unittest

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rrset

import network
from harness import Mxd, free_port, run_mxd
from upstream import Upstream, answer

ZONE = "zones/example.com.zone"
WILD = "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n* A 192.0.2.2\n"


def setUpModule():
    if not network.enter():
        raise unittest.SkipTest("network namespaces cannot be made here")


def examine(*words):
    """The exit status, and the findings by their check, those that are good
    left out."""
    status, out, errors = run_mxd("doctor", *words, "--format", "json")
    assert not errors, errors
    found = json.loads(out)
    troubles = {}
    for finding in found["findings"]:
        assert (finding["level"] == "good") == ("remedy" not in finding)
        if finding["level"] != "good":
            troubles.setdefault(finding["check"], []).append(
                (finding["level"], finding["text"]))
    return status, troubles


class Between(unittest.TestCase):
    """A server between, which asks mxd and does something to the answers."""

    def examine(self, mangle, *arguments):
        with Mxd(ZONE, *arguments) as mxd:
            def behave(query, tcp):
                way = dns.query.tcp if tcp else dns.query.udp
                return mangle(query, tcp, lambda q: way(
                    q, mxd.address, 5, port=mxd.port))

            with Upstream(behave) as between:
                return examine("--server", between.endpoint)

    def test_nothing(self):
        "who passes everything on is good"
        self.assertEqual(self.examine(
            lambda query, tcp, ask: [ask(query)], "--ad", "example.com"),
            (0, {}))

    def test_rcode(self):
        "who turns NXDOMAIN into an address is told"
        def search_page(query, _, ask):
            response = ask(query)
            if response.rcode() == dns.rcode.NXDOMAIN:
                return [answer(query, "A 192.0.2.99")]
            return [response]

        status, troubles = self.examine(search_page)
        self.assertEqual(status, 2)
        self.assertEqual(list(troubles), ["rcode"])
        self.assertIn("NOERROR for nothing.mxd.internal., for which mxd says "
                      "NXDOMAIN", troubles["rcode"][0][1])

    def test_servfail(self):
        "and who turns SERVFAIL into something else"
        def hide(query, _, ask):
            response = ask(query)
            if response.rcode() == dns.rcode.SERVFAIL:
                response.set_rcode(dns.rcode.NXDOMAIN)
            return [response]

        self.assertEqual(list(self.examine(hide)[1]), ["rcode"])

    def test_tcp(self):
        "who does not answer over TCP"
        status, troubles = self.examine(
            lambda query, tcp, ask: [] if tcp else [ask(query)])
        self.assertEqual((status, list(troubles)), (2, ["tcp"]))
        self.assertIn("does not answer over TCP", troubles["tcp"][0][1])

    def test_edns(self):
        "who knows no EDNS"
        def old(query, _, ask):
            query.use_edns(-1)
            return [ask(query)]

        status, troubles = self.examine(old)
        self.assertEqual((status, list(troubles)), (1, ["edns"]))

    def test_truncation(self):
        "who drops TC"
        def forget(query, tcp, ask):
            response = ask(query)
            response.flags &= ~dns.flags.TC
            return [response]

        status, troubles = self.examine(forget)
        self.assertEqual((status, list(troubles)), (2, ["truncation"]))

    def test_case(self):
        "who folds the case of names"
        def fold(query, _, ask):
            response = ask(query)
            rrset = query.question[0]
            response.question = [dns.rrset.RRset(
                dns.name.from_text(str(rrset.name).lower()), rrset.rdclass,
                rrset.rdtype)]
            return [response]

        status, troubles = self.examine(fold)
        self.assertEqual((status, list(troubles)), (1, ["case"]))

    def test_ad(self):
        "who loses AD, where mxd claims it"
        def lose(query, _, ask):
            response = ask(query)
            response.flags &= ~dns.flags.AD
            return [response]

        self.assertEqual(self.examine(lose), (0, {}))
        status, troubles = self.examine(lose, "--ad", "example.com")
        self.assertEqual((status, list(troubles)), (2, ["ad"]))

    def test_loop(self):
        "who is asked by mxd itself"
        port = free_port()
        with Mxd(ZONE, "--forward", f"127.0.0.1@{port}") as mxd:
            def behave(query, tcp):
                way = dns.query.tcp if tcp else dns.query.udp
                return [way(query, mxd.address, 20, port=mxd.port)]

            with Upstream(behave, port):
                mxd.ask("a.example", rd=True)
                mxd.wait_for_log("that server asks this one")
                status, troubles = examine("--server",
                                           f"{mxd.address}@{mxd.port}")
        self.assertEqual((status, list(troubles)), (1, ["outside"]))

    def test_strangers(self):
        "who does not ask mxd, and where nobody is"
        with Upstream(lambda q, tcp: [answer(
                q, rcode=dns.rcode.NXDOMAIN)]) as other:
            status, troubles = examine("--server", other.endpoint)
        self.assertEqual(status, 2)
        self.assertIn("it is not mxd", troubles["mxd"][0][1])
        status, troubles = examine("--server", f"127.0.0.1@{free_port()}")
        self.assertEqual(status, 2)
        self.assertIn("does not answer over UDP", troubles["mxd"][0][1])


class File(unittest.TestCase):
    """resolv.conf: port 53 of a network of one's own."""

    def examine(self, text, *arguments):
        mxd = Mxd(ZONE, *arguments, listen=("127.0.0.1@53",))
        (mxd.folder / "wild.test.zone").write_text(WILD)
        mxd.arguments.append(mxd.folder / "wild.test.zone")
        with mxd, tempfile.NamedTemporaryFile("w") as file:
            file.write(text)
            file.flush()
            return examine("--resolv-conf", file.name)

    def test_good(self):
        "one nameserver, or none, which is the same"
        self.assertEqual(self.examine("nameserver 127.0.0.1\n"), (0, {}))
        status, troubles = self.examine("# nothing\n")
        self.assertEqual((status, list(troubles)), (1, ["nameserver"]))

    def test_others(self):
        "nameservers beside mxd"
        status, troubles = self.examine(
            "nameserver 127.0.0.1\nnameserver 127.0.0.9\n")
        self.assertEqual(status, 2)
        self.assertEqual(sorted(troubles), ["mxd", "nameserver"])
        self.assertIn("musl", troubles["nameserver"][0][1])

    def test_strange(self):
        "nameservers that are no addresses, and too many"
        status, troubles = self.examine(
            "nameserver localhost\nnameserver 127.0.0.1@53\n" +
            "nameserver 127.0.0.1\n" * 4)
        self.assertEqual(status, 2)
        self.assertEqual([level for level, _ in troubles["nameserver"]],
                         ["error", "error", "warning"])

    def test_search(self):
        "search domains: those that fail, and those in which all names are"
        text = "nameserver 127.0.0.1\nsearch example.com other.test\n"
        status, troubles = self.examine(text)
        self.assertEqual((status, list(troubles)), (1, ["search"]))
        self.assertIn("other.test fail (REFUSED)", troubles["search"][0][1])
        self.assertEqual(self.examine(text, "--outside", "nxdomain"), (0, {}))
        _, troubles = self.examine("search a.\nnameserver 127.0.0.1\n"
                                   "search wild.test\n")
        self.assertIn("any name exists", troubles["search"][0][1])

    def test_ndots(self):
        "ndots, as Kubernetes sets it"
        text = "nameserver 127.0.0.1\noptions edns0 ndots:5\n"
        self.assertEqual(self.examine(text), (0, {}))
        _, troubles = self.examine(text + "search example.com\n")
        self.assertIn("ndots is 5", troubles["ndots"][0][1])

    def test_trust_ad(self):
        "AD that glibc would clear"
        text = "nameserver 127.0.0.1\n"
        self.assertEqual(list(self.examine(text, "--ad", ".")[1]),
                         ["trust-ad"])
        self.assertEqual(self.examine(text + "options trust-ad\n", "--ad",
                                      "."), (0, {}))


class Told(unittest.TestCase):
    def test_text(self):
        "for people: what is wrong, then what to change, and a count"
        status, out, _ = run_mxd("doctor", "--server", "127.0.0.1@1")
        self.assertEqual(status, 2)
        self.assertRegex(out, r"^error: 127\.0\.0\.1@1 does not answer .* "
                         r"\[mxd\]\n    start mxd there")
        self.assertTrue(out.endswith("0 good, 0 warnings, 1 error\n"))

    def test_misuse(self):
        "what is not understood exits with 64"
        for words, said in ((["--format", "xml"], "must be text or json"),
                            (["--server", "a"], "--server a:"),
                            (["--resolv-conf", "/nonexistent"], "cannot read"),
                            (["more"], "what is more?")):
            status, out, errors = run_mxd("doctor", *words)
            self.assertEqual((status, out), (64, ""))
            self.assertIn(said, errors)


if __name__ == "__main__":
    unittest.main()
