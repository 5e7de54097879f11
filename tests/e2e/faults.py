"""Each action of a fault as dig and dnspython see it, over UDP and TCP; and how
often rules act."""

import re
import struct
import tempfile
import threading
import time
import unittest
from pathlib import Path

import dns.edns
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype

from harness import (ROOT, Mxd, frame, read_framed, run, run_mxd)

FOLDER = tempfile.TemporaryDirectory()
ZONE = Path(FOLDER.name) / "example.com.zone"
ZONE.write_text("""
@    3600 SOA ns1 hostmaster 1 7200 3600 1209600 3600
@    3600 NS  ns1
ns1  3600 A   192.0.2.53
@    3600 MX  10 mx1
@    3600 MX  20 mx2
mx1  3600 A   192.0.2.1
mx2  3600 A   192.0.2.2
www  3600 A   192.0.2.80
""")
SHORT = 0.4  # seconds until a client takes an answer for lost


def config(*rules, more=""):
    return "faults:\n" + "".join(f"- {rule}\n" for rule in rules) + more


def dig(mxd, *words):
    return run("dig", f"@{mxd.address}", "-p", mxd.port, "+tries=1",
               "+timeout=1", *words)


def actions():
    """The names in the table of actions."""
    text = (ROOT / "src/fault/action.c").read_text()
    return re.findall(r'^    \{"([a-z-]+)", FAULT_', text, re.M)


class Look:
    """What a client sees of example.com MX under one rule, over UDP and TCP."""

    def __init__(self, mxd, tcp):
        self.mxd = mxd
        self.tcp = tcp
        self.query = dns.message.make_query("example.com", "MX", use_edns=0,
                                            payload=1232)
        self.query.flags &= ~dns.flags.RD

    def octets(self, count=1):
        """The next messages that come, of one query; None where none does."""
        if not self.tcp:
            with self.mxd.udp() as sock:
                sock.settimeout(SHORT)
                sock.send(self.query.to_wire())
                return [self.receive(sock) for _ in range(count)]
        with self.mxd.tcp() as sock:
            sock.settimeout(SHORT)
            sock.sendall(frame(self.query.to_wire()))
            return [self.read(sock) for _ in range(count)]

    @staticmethod
    def receive(sock):
        try:
            return sock.recv(65535)
        except TimeoutError:
            return None

    @staticmethod
    def read(sock):
        try:
            return read_framed(sock)
        except TimeoutError:
            return None

    def answer(self):
        return dns.message.from_wire(self.octets()[0])

    def dig(self, *words):
        return dig(self.mxd, "example.com", "MX", "+norec",
                   "+tcp" if self.tcp else "+notcp", *words)


def mx(message):
    return [rr.exchange.to_text() for rrset in message.answer
            if rrset.rdtype == dns.rdatatype.MX for rr in rrset]


RIGHT = ["mx1.example.com.", "mx2.example.com."]


def right(test, message):
    test.assertEqual(message.rcode(), 0)
    test.assertEqual(sorted(mx(message)), RIGHT)


# action -> (the rule's parameters, what is to be seen); (test, look) -> None

def see_pass(test, look):
    right(test, look.answer())
    test.assertIn("status: NOERROR", look.dig())


def see_rcode(test, look):
    answer = look.answer()
    test.assertEqual(answer.rcode(), dns.rcode.SERVFAIL)
    test.assertEqual(answer.answer + answer.authority, [])
    (ede,) = [o for o in answer.options if o.otype == dns.edns.EDE]
    test.assertEqual((ede.code, ede.text), (22, "no authority reached"))
    test.assertRegex(look.dig(), "status: SERVFAIL(.|\n)*"
                                 r"EDE: 22 .*\(no authority reached\)")


def see_nxdomain(test, look):
    answer = look.answer()
    test.assertEqual(answer.rcode(), dns.rcode.NXDOMAIN)
    test.assertEqual(answer.authority[0].rdtype, dns.rdatatype.SOA)
    test.assertIn("status: NXDOMAIN", look.dig())


def see_empty(test, look):
    answer = look.answer()
    test.assertEqual(answer.rcode(), 0)
    test.assertEqual(answer.answer, [])
    test.assertEqual(answer.authority[0].rdtype, dns.rdatatype.SOA)
    test.assertTrue(answer.flags & dns.flags.AA)
    test.assertIn("ANSWER: 0, AUTHORITY: 1", look.dig())


def see_answer(test, look):
    answer = look.answer()
    test.assertEqual([rrset.to_text() for rrset in answer.answer],
                     ["example.com. 60 IN MX 5 other.example."])
    test.assertEqual(look.dig("+short"), "5 other.example.\n")


def see_nothing(test, look):
    test.assertEqual(look.octets(), [None])
    test.assertRegex(look.dig(), "timed out|no servers could be reached")


def see_delay(test, look):
    begun = time.monotonic()
    right(test, look.answer())
    test.assertGreaterEqual(time.monotonic() - begun, 0.15)
    took = re.search(r"Query time: (\d+) msec", look.dig())
    test.assertGreaterEqual(int(took[1]), 150)


def see_truncate(test, look):
    if look.tcp:
        right(test, look.answer())
        test.assertNotIn("Truncated", look.dig())
        return
    answer = look.answer()
    test.assertTrue(answer.flags & dns.flags.TC)
    test.assertEqual(answer.answer + answer.authority, [])
    test.assertIn("Truncated, retrying in TCP mode", look.dig())
    test.assertRegex(look.dig("+ignore"), "flags: qr aa tc;.*ANSWER: 0")


def see_wrong_id(test, look):
    answer = look.answer()
    test.assertNotEqual(answer.id, look.query.id)
    test.assertIn("ID mismatch", look.dig())


def see_wrong_question(test, look):
    answer = look.answer()
    test.assertEqual(answer.id, look.query.id)
    test.assertEqual(answer.question[0].name.to_text(), "xxample.com.")
    test.assertIn("Question section mismatch", look.dig())


def see_not_authoritative(test, look):
    answer = look.answer()
    right(test, answer)
    test.assertFalse(answer.flags & dns.flags.AA)
    test.assertRegex(look.dig(), "flags: qr;")


def see_ttl(test, look):
    answer = look.answer()
    right(test, answer)
    test.assertEqual({rrset.ttl for rrset in answer.answer
                      + answer.authority + answer.additional}, {7})
    test.assertRegex(look.dig(), r"example\.com\.\s+7\s+IN\s+MX")


def see_strip_additional(test, look):
    answer = look.answer()
    right(test, answer)
    test.assertEqual(answer.additional, [])
    test.assertEqual(answer.edns, 0)
    test.assertRegex(look.dig(), "ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1")


def see_shuffle(test, look):
    answer = look.answer()
    right(test, answer)
    test.assertEqual(mx(answer), RIGHT[::-1])
    test.assertTrue(answer.additional)
    test.assertRegex(look.dig("+short"), "(?s)mx2.*mx1")


def see_duplicate(test, look):
    first, second, third = look.octets(3)
    right(test, dns.message.from_wire(first))
    test.assertEqual(first, second)
    test.assertIsNone(third)
    test.assertIn("status: NOERROR", look.dig())


def see_corrupt(test, look):
    (octets,) = look.octets()
    with Mxd(ZONE) as healthy:
        (good,) = Look(healthy, look.tcp).octets()
    test.assertEqual(len(octets), len(good))
    changed = [i for i, (a, b) in enumerate(zip(octets, good))
               if a != b and i > 1]
    test.assertTrue(1 <= len(changed) <= 5, changed)
    test.assertNotIn("connection timed out", look.dig("+tries=2"))


def see_garbage(test, look):
    octets, again = look.octets()[0], look.octets()[0]
    test.assertEqual(len(octets), 42)
    test.assertEqual(octets[:2], struct.pack("!H", look.query.id))
    test.assertNotEqual(octets[2:], again[2:])
    test.assertNotIn("status: NOERROR", look.dig())


def see_oversize(test, look):
    (octets,) = look.octets()
    test.assertGreater(len(octets), 2980)
    test.assertLessEqual(len(octets), 3000)
    right(test, dns.message.from_wire(octets))
    size = re.search(r"MSG SIZE  rcvd: (\d+)", look.dig("+bufsize=512"))
    test.assertGreater(int(size[1]), 2980)


def only_over_tcp(see):
    """The action is about connections: UDP is answered right."""
    def look_at(test, look):
        if look.tcp:
            see(test, look)
        else:
            right(test, look.answer())
            test.assertIn("status: NOERROR", look.dig())
    return look_at


def see_reset(test, look):
    with test.assertRaises(ConnectionError):
        look.octets()
    test.assertRegex(look.dig(), "connection reset|end of file|communications "
                                 "error")


def see_stall(test, look):
    with look.mxd.tcp() as sock:
        sock.settimeout(SHORT)
        for _ in range(2):
            sock.sendall(frame(look.query.to_wire()))
        test.assertIsNone(look.read(sock))
    test.assertRegex(look.dig(), "timed out|no servers could be reached")


def see_sequence(test, look):
    test.assertEqual(look.answer().rcode(), dns.rcode.REFUSED)
    test.assertEqual(look.answer().rcode(), dns.rcode.NXDOMAIN)
    for _ in range(2):
        right(test, look.answer())
    test.assertIn("status: NOERROR", look.dig())


PROOFS = {
    "pass": ("", see_pass),
    "rcode": ("rcode: SERVFAIL, ede: 22, text: no authority reached",
              see_rcode),
    "nxdomain": ("", see_nxdomain),
    "empty": ("", see_empty),
    "answer": ("answer: '@ 60 MX 5 other.example.'", see_answer),
    "drop": ("", see_nothing),
    "delay": ("delay: 150ms-300ms", see_delay),
    "truncate": ("", see_truncate),
    "wrong-id": ("", see_wrong_id),
    "wrong-question": ("", see_wrong_question),
    "not-authoritative": ("", see_not_authoritative),
    "ttl": ("ttl: 7", see_ttl),
    "strip-additional": ("", see_strip_additional),
    "shuffle": ("", see_shuffle),
    "duplicate": ("", see_duplicate),
    "corrupt": ("octets: 5", see_corrupt),
    "garbage": ("octets: 40", see_garbage),
    "oversize": ("octets: 3000", see_oversize),
    "tcp-refuse": (None, only_over_tcp(see_reset)),
    "tcp-reset": ("", only_over_tcp(see_reset)),
    "tcp-stall": ("", only_over_tcp(see_stall)),
    "sequence": ("sequence: [{action: rcode, rcode: REFUSED}, "
                 "{action: nxdomain}, {action: pass}]", see_sequence),
}


def rule(action, parameters):
    if parameters is None:
        return f"{{action: {action}}}"
    more = f", {parameters}" if parameters else ""
    return f"{{name: example.com, type: MX, action: {action}{more}}}"


class Actions(unittest.TestCase):
    def test_each_has_a_proof(self):
        self.assertEqual(sorted(PROOFS), sorted(actions()))

    def prove(self, tcp):
        for action, (parameters, see) in PROOFS.items():
            with self.subTest(action=action), \
                 Mxd(ZONE, config=config(rule(action, parameters))) as mxd:
                see(self, Look(mxd, tcp))
                # Others are answered right (and may be asked: the server is
                # not blocked).
                right_name = mxd.ask("www.example.com", "A")
                self.assertEqual(right_name.rcode(), 0)

    def test_over_udp(self):
        self.prove(False)

    def test_over_tcp(self):
        self.prove(True)


def rcodes(mxd, count, name="www.example.com", **options):
    """What so many queries in a row get: the RCODEs, in a text."""
    return "".join(str(int(mxd.ask(name, "A", **options).rcode()))
                   for _ in range(count))


class Turns(unittest.TestCase):
    @staticmethod
    def under(*rules, more="", **options):
        return Mxd(ZONE, config=config(*rules, more=more), **options)

    def test_first_after_and_every(self):
        for parameters, expected in (("first: 2", "22000000"),
                                     ("after: 3", "00022222"),
                                     ("after: 1, first: 2", "02200000"),
                                     ("every: 3", "00200200"),
                                     ("every: 2, after: 1, first: 4",
                                      "00202000")):
            with self.subTest(parameters=parameters), self.under(
                    "{name: www.example.com, action: rcode, rcode: SERVFAIL, "
                    f"{parameters}}}") as mxd:
                self.assertEqual(rcodes(mxd, 8), expected)

    def test_the_same_seed_gives_the_same_faults(self):
        seen = {}
        for seed, workers in ((1, 1), (1, 2), (2, 1)):
            with self.under("{probability: 0.5, action: rcode, "
                            f"rcode: REFUSED, seed: {seed}}}",
                            more=f"workers: {workers}\n") as mxd:
                seen[seed, workers] = rcodes(mxd, 60)
        self.assertEqual(seen[1, 1], seen[1, 2])
        self.assertNotEqual(seen[1, 1], seen[2, 1])
        self.assertTrue(15 < seen[1, 1].count("5") < 45, seen[1, 1])

    def test_the_same_seed_corrupts_the_same_octets(self):
        def octets(seed):
            with self.under(f"{{action: corrupt, seed: {seed}}}") as mxd:
                query = dns.message.make_query("www.example.com", "A", id=7)
                return [mxd.exchange(query.to_wire()) for _ in range(5)]
        first = octets(1)
        self.assertEqual(first, octets(1))
        self.assertNotEqual(first, octets(2))
        self.assertEqual(len(set(first)), 5)

    def test_first_is_exact_whatever_the_worker(self):
        with self.under("{action: rcode, rcode: SERVFAIL, first: 100}",
                        more="workers: 4\n") as mxd:
            seen = []

            def ask():
                seen.append(rcodes(mxd, 100))

            threads = [threading.Thread(target=ask) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual("".join(seen).count("2"), 100)
            self.assertEqual(len("".join(seen)), 800)

    def test_a_rule_may_end(self):
        with self.under("{action: rcode, rcode: SERVFAIL, for: 700ms}") as mxd:
            self.assertEqual(rcodes(mxd, 2), "22")
            time.sleep(0.8)
            self.assertEqual(rcodes(mxd, 2), "00")

    def test_the_first_rule_that_fits_and_has_its_turn_decides(self):
        with self.under("{name: www.example.com, type: A, action: rcode, "
                        "rcode: REFUSED, first: 1}",
                        "{name: '*.example.com', action: rcode, rcode: "
                        "SERVFAIL, first: 2}",
                        "{action: nxdomain, transport: tcp}") as mxd:
            self.assertEqual(rcodes(mxd, 4), "5220")
            self.assertEqual(rcodes(mxd, 2, tcp=True), "33")
            self.assertEqual(rcodes(mxd, 1, name="example.com"), "0")

    def test_rules_may_be_for_some_clients(self):
        with self.under("{client: 127.0.0.2, action: rcode, rcode: REFUSED}",
                        "{client: '127.64.0.0/10', action: nxdomain}",
                        "{client: '::1', action: rcode, rcode: NOTIMP}",
                        listen=("127.0.0.1@0", "::1@0")) as mxd:
            query = dns.message.make_query("www.example.com", "A")
            for source, expected in (("127.0.0.1", 0), ("127.0.0.2", 5),
                                     ("127.0.0.3", 0), ("127.63.0.1", 0),
                                     ("127.64.0.1", 3), ("127.127.0.9", 3)):
                answer = dns.query.udp(query, mxd.address, 5, port=mxd.port,
                                       source=source)
                self.assertEqual(answer.rcode(), expected, source)
            address, port = mxd.endpoints[1]
            answer = dns.query.udp(query, address, 5, port=port)
            self.assertEqual(answer.rcode(), dns.rcode.NOTIMP)

    def test_what_was_answered_wrongly_is_not_remembered(self):
        with self.under("{name: www.example.com, action: sequence, sequence: ["
                        "{action: pass}, {action: pass}, {action: ttl, ttl: 5},"
                        " {action: answer, answer: ['@ A 192.0.2.9']}, "
                        "{action: pass}]}") as mxd:
            answers = [mxd.ask("www.example.com", "A").answer[0].to_text()
                       for _ in range(8)]
            right_one = "www.example.com. 3600 IN A 192.0.2.80"
            self.assertEqual(answers, [
                right_one, right_one, "www.example.com. 5 IN A 192.0.2.80",
                "www.example.com. 300 IN A 192.0.2.9"] + 4 * [right_one])


class Waiting(unittest.TestCase):
    def test_other_queries_of_a_connection_go_on(self):
        rule_text = "{name: www.example.com, action: delay, delay: 300ms}"
        with Mxd(ZONE, config=config(rule_text)) as mxd, mxd.tcp() as sock:
            late = dns.message.make_query("www.example.com", "A")
            soon = dns.message.make_query("example.com", "MX")
            sock.sendall(frame(late.to_wire()) + frame(soon.to_wire()))
            for expected in (soon, late):
                answer = dns.message.from_wire(read_framed(sock))
                self.assertEqual(answer.id, expected.id)
            # And the connection is as good as ever.
            sock.sendall(frame(soon.to_wire()))
            self.assertIsNotNone(read_framed(sock))

    def test_what_is_beyond_the_limit_is_lost(self):
        with Mxd(ZONE, config=config("{action: delay, delay: 400ms}",
                                     more="faults-delayed: 3\n")) as mxd, \
             mxd.udp() as sock:
            sock.settimeout(1)
            for number in range(10):
                query = dns.message.make_query("www.example.com", "A",
                                               id=number)
                sock.send(query.to_wire())
            came = {struct.unpack("!H", sock.recv(512)[:2])[0]
                    for _ in range(3)}
            self.assertEqual(came, {0, 1, 2})
            with self.assertRaises(TimeoutError):
                sock.recv(512)
            self.assertIn("answers not delayed but lost", mxd.log())

    def test_it_stops_at_once_though_answers_wait(self):
        begun = time.monotonic()
        with Mxd(ZONE, config=config("{action: delay, delay: 60s}")) as mxd, \
             mxd.udp() as udp, mxd.tcp() as tcp:
            query = dns.message.make_query("www.example.com", "A").to_wire()
            udp.send(query)
            tcp.sendall(frame(query))
            time.sleep(0.1)
        self.assertLess(time.monotonic() - begun, 5)

    def test_a_connection_that_ends_takes_its_answers_along(self):
        with Mxd(ZONE, config=config("{type: A, action: delay, delay: 200ms}")
                 ) as mxd:
            query = dns.message.make_query("www.example.com", "A").to_wire()
            for _ in range(20):
                with mxd.tcp() as sock:
                    sock.sendall(3 * frame(query))
            time.sleep(0.4)
            self.assertEqual(mxd.ask("example.com", "MX").rcode(), 0)


class Reload(unittest.TestCase):
    def test_faults_are_those_of_the_file_as_it_is(self):
        with Mxd(ZONE, config=config("{action: rcode, rcode: SERVFAIL}")
                 ) as mxd:
            self.assertEqual(rcodes(mxd, 1), "2")
            (mxd.folder / "mxd.yaml").write_text(
                config("{action: rcode, rcode: REFUSED, first: 1}"))
            mxd.reload()
            mxd.wait_for_log("reloaded")
            self.assertEqual(rcodes(mxd, 2), "50")
            self.assertIn("some queries are answered wrongly", mxd.log())


class Wrong(unittest.TestCase):
    def test_a_file_with_errors_is_refused_with_their_places(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "mxd.yaml"
            path.write_text("faults:\n"
                            "- {nme: example.com, action: drop}\n"
                            "- {action: rcod}\n"
                            "- {action: rcode}\n"
                            "- {action: drop, probability: 2}\n")
            status, _, said = run_mxd("serve", "-c", str(path), str(ZONE))
        self.assertEqual(status, 64)
        lines = [line.split(": ", 1)[1] for line in said.splitlines()
                 if ": error: " in line]
        places = re.findall(r"mxd\.yaml:(\d+:\d+): error", said)
        self.assertEqual(places, ["2:4", "3:12", "4:3", "5:31"])
        self.assertEqual(lines, [
            'error: a fault has no "nme"; did you mean name?',
            'error: action "rcod": is no action; did you mean rcode?',
            "error: action rcode needs rcode",
            'error: probability "2": must be a number over 0 and up to 1, '
            "with at most six decimals"])
