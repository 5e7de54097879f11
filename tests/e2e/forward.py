"""Names in no zone are asked of other servers: a real one, and bad ones."""

import signal
import socket
import time
import unittest

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype

from harness import PATIENCE, Mxd, frame, free_port, read_framed, run_mxd
from upstream import Unbound, Upstream, answer

ZONE = "zones/example.com.zone"
LAB = """\
$TTL 60
@      SOA ns h 1 7200 3600 1209600 60
@      NS  ns
ns     A   192.0.2.53
alias  CNAME www.up.example.
"""


def ede(message):
    return [option.code for option in message.options
            if option.otype == dns.edns.OptionType.EDE]


def asking(mxd, name, rdtype="A", **options):
    return mxd.ask(name, rdtype, rd=True, use_edns=0, payload=1232, **options)


def forwarding(upstream, *more, config="forward-timeout: 2\n"):
    return Mxd(ZONE, "--forward", upstream.endpoint, *more, config=config)


def data(message):
    return sorted(str(rdata) for rrset in message.answer for rdata in rrset)


class Real(unittest.TestCase):
    def setUp(self):
        if not Unbound.installed():
            self.skipTest("there is no unbound")
        self.unbound = Unbound().__enter__()
        self.addCleanup(self.unbound.__exit__, None, None, None)

    def test_answers(self):
        "what unbound says is said, over UDP and TCP"
        with forwarding(self.unbound) as mxd:
            for tcp in (False, True):
                got = asking(mxd, "WwW.up.example", tcp=tcp)
                self.assertEqual(data(got), ["192.0.2.80"])
                self.assertEqual(str(got.question[0].name), "WwW.up.example.")
                self.assertTrue(got.flags & dns.flags.RA)
                self.assertFalse(got.flags & dns.flags.AA)
                got = asking(mxd, "no.up.example", tcp=tcp)
                self.assertEqual(got.rcode(), dns.rcode.NXDOMAIN)
                self.assertEqual(got.authority[0].rdtype, dns.rdatatype.SOA)
                got = asking(mxd, "broken.example", tcp=tcp)
                self.assertEqual(got.rcode(), dns.rcode.REFUSED)
            # What is served is ours still.
            got = asking(mxd, "example.com", "MX")
            self.assertTrue(got.flags & dns.flags.AA)

    def test_long(self):
        "a long answer is truncated for UDP, and whole over TCP"
        with forwarding(self.unbound) as mxd:
            got = asking(mxd, "long.up.example", "TXT")
            self.assertTrue(got.flags & dns.flags.TC)
            self.assertFalse(got.answer)
            got = asking(mxd, "long.up.example", "TXT", tcp=True)
            self.assertEqual(len(data(got)), 9)

    def test_alias(self):
        "an alias of ours is followed to others"
        mxd = forwarding(self.unbound)
        (mxd.folder / "lab.test.zone").write_text(LAB)
        mxd.arguments.append(mxd.folder / "lab.test.zone")
        with mxd:
            got = asking(mxd, "alias.lab.test")
            self.assertEqual(data(got), ["192.0.2.80", "www.up.example."])
            self.assertTrue(got.flags & dns.flags.AA)
            # Who does not ask for recursion gets the alias alone.
            got = mxd.ask("alias.lab.test")
            self.assertEqual(data(got), ["www.up.example."])


class Bad(unittest.TestCase):
    def test_loss(self):
        "a query that is lost is sent again, from another port or not"
        lost = set()

        def lose_first(query, _):
            name = query.question[0].name
            if name in lost:
                return [answer(query, "A 192.0.2.1")]
            lost.add(name)
            return []

        with Upstream(lose_first) as upstream, forwarding(upstream) as mxd:
            self.assertEqual(data(asking(mxd, "a.example")), ["192.0.2.1"])
            self.assertEqual(upstream.names(), ["a.example."] * 2)

    def test_wrong(self):
        "answers with another id or question are none, nor is what is no answer"
        def lie(query, _):
            other_id = answer(query, "A 192.0.2.66")
            other_id.id ^= 1
            other_name = dns.message.make_query("b.example", "A", id=query.id)
            other_type = dns.message.make_query(
                query.question[0].name, "AAAA", id=query.id)
            no_answer = dns.message.make_query(
                query.question[0].name, "A", id=query.id)
            return [b"", b"\0", other_id, answer(other_name, "A 192.0.2.66"),
                    answer(other_type, "AAAA 2001:db8::66"), no_answer,
                    *[b""] * 50, answer(query, "A 192.0.2.1")]

        with Upstream(lie) as upstream, forwarding(upstream) as mxd:
            self.assertEqual(data(asking(mxd, "a.example")), ["192.0.2.1"])

    def test_only_wrong(self):
        "and where no other comes, there is none"
        def lie(query, _):
            response = answer(query, "A 192.0.2.66")
            response.id ^= 1
            return [response]

        with Upstream(lie) as upstream, \
                forwarding(upstream, config="forward-timeout: 1\n") as mxd:
            got = asking(mxd, "a.example")
            self.assertEqual((got.rcode(), ede(got)),
                             (dns.rcode.SERVFAIL, [22]))

    def test_malformed(self):
        "an answer whose records do not read is a failure, not passed on"
        def lie(query, _):
            octets = answer(query, "MX 10 a.example.").to_wire()
            cut = octets.index(b"\0\x0a", octets.index(b"\0\0\0\x3c"))
            # A pointer behind itself, as the exchange.
            return [octets[:cut + 2] + b"\xff\xff" + octets[cut + 4:]]

        with Upstream(lie) as upstream, forwarding(upstream) as mxd:
            got = asking(mxd, "a.example", "MX")
            self.assertEqual((got.rcode(), ede(got), data(got)),
                             (dns.rcode.SERVFAIL, [23], []))

    def test_silence(self):
        "silence ends at the time limit, over UDP and TCP, with a reason"
        with Upstream(lambda query, tcp: []) as upstream, \
                forwarding(upstream, config="forward-timeout: 1\n") as mxd:
            for tcp in (False, True):
                began = time.monotonic()
                got = asking(mxd, f"t{tcp}.example", tcp=tcp)
                self.assertEqual((got.rcode(), ede(got)),
                                 (dns.rcode.SERVFAIL, [22]))
                self.assertGreater(time.monotonic() - began, 0.9)
                self.assertLess(time.monotonic() - began, 10)
            self.assertEqual(upstream.names().count("tFalse.example."), 3)

    def test_next(self):
        "the next server is asked where one is silent, or not there"
        with Upstream(lambda query, tcp: []) as silent, \
                Upstream(lambda q, tcp: [answer(q, "A 192.0.2.1")]) as good:
            for first in (silent.endpoint, f"127.0.0.1@{free_port()}"):
                with Mxd(ZONE, "--forward", first, "--forward",
                         good.endpoint) as mxd:
                    got = asking(mxd, "a.example")
                    self.assertEqual(data(got), ["192.0.2.1"])

    def test_nobody(self):
        "a port where nobody is, is a reason of its own"
        with Mxd(ZONE, "--forward", f"127.0.0.1@{free_port()}") as mxd:
            got = asking(mxd, "a.example")
            self.assertEqual((got.rcode(), ede(got)),
                             (dns.rcode.SERVFAIL, [23]))

    def test_tcp_after_tc(self):
        "a truncated answer is asked for over TCP"
        def big(query, tcp):
            if not tcp:
                return [answer(query, flags=dns.flags.TC)]
            return [answer(query, *(f"A 192.0.2.{n}" for n in range(200)))]

        with Upstream(big) as upstream, forwarding(upstream) as mxd:
            got = asking(mxd, "a.example", tcp=True)
            self.assertEqual(len(data(got)), 200)
            got = asking(mxd, "b.example")
            self.assertTrue(got.flags & dns.flags.TC)

    def test_no_edns(self):
        "a server without EDNS is asked without, again and again"
        def old(query, tcp):
            if query.edns >= 0:
                query.use_edns(-1)
                return [answer(query, rcode=dns.rcode.FORMERR)]
            count = 60 if query.question[0].name.labels[0] == b"c" else 1
            response = answer(query, *(f"A 192.0.2.{n}"
                                       for n in range(count)))
            if count > 1 and not tcp:
                response = answer(query, flags=dns.flags.TC)
            return [response]

        with Upstream(old) as upstream, forwarding(upstream) as mxd:
            for name, count in (("a", 1), ("b", 1), ("c", 60), ("d", 1)):
                got = asking(mxd, f"{name}.example")
                self.assertEqual(len(data(got)), count, name)

    def test_flags(self):
        "DO, CD and AD go there, AD comes back to those who asked for it"
        seen = []

        def note(query, _):
            if "mxd-loop" not in str(query.question[0].name):
                seen.append((bool(query.ednsflags & dns.flags.DO),
                             bool(query.flags & dns.flags.CD)))
            return [answer(query, "A 192.0.2.1",
                           flags=dns.flags.RA | dns.flags.AD)]

        with Upstream(note) as upstream, forwarding(upstream) as mxd:
            for name, want_dnssec, flags in (
                    ("a", True, 0), ("b", False, dns.flags.AD),
                    ("c", False, dns.flags.CD), ("d", False, 0)):
                query = dns.message.make_query(
                    f"{name}.example", "A", want_dnssec=want_dnssec)
                query.flags |= flags
                got = mxd.send(query)
                self.assertEqual(bool(got.flags & dns.flags.AD),
                                 name in "ab", name)
        self.assertEqual(seen, [(True, False), (False, False),
                                (False, True), (False, False)])

    def test_ports_and_ids(self):
        "each query has a port and an id that nobody can guess"
        with Upstream(lambda q, tcp: [answer(q, "A 192.0.2.1")]) as upstream, \
                forwarding(upstream) as mxd:
            for n in range(40):
                asking(mxd, f"n{n}.example")
            mine = [(query.id, port) for query, _, port in upstream.asked
                    if str(query.question[0].name).startswith("n")]
            self.assertEqual(len(mine), 40)
            # Of 40 of 2^16 ids, or of 28,000 ports, hardly two are equal.
            self.assertGreater(len({i for i, _ in mine}), 35)
            self.assertGreater(len({p for _, p in mine}), 35)
            steps = {b - a for (a, _), (b, _) in zip(mine, mine[1:])}
            self.assertGreater(len(steps), 30)

    def test_limit(self):
        "no more wait than may, and what is beyond is told at once"
        with Upstream(lambda query, tcp: []) as upstream, \
                forwarding(upstream, config="forward-timeout: 3\n"
                           "forward-limit: 5\n") as mxd:
            socks = [mxd.udp() for _ in range(8)]
            for n, sock in enumerate(socks):
                self.addCleanup(sock.close)
                sock.send(dns.message.make_query(
                    f"n{n}.example", "A", use_edns=0).to_wire())
            began = time.monotonic()
            for sock in socks[5:]:
                got = dns.message.from_wire(sock.recv(4096))
                self.assertEqual((got.rcode(), ede(got)),
                                 (dns.rcode.SERVFAIL, [0]))
            self.assertLess(time.monotonic() - began, 2)
            for sock in socks[:5]:
                got = dns.message.from_wire(sock.recv(4096))
                self.assertEqual(ede(got), [22])

    def test_same(self):
        "one question under way is asked once, whoever waits for it"
        def late(query, _):
            time.sleep(0.5)
            return [answer(query, "A 192.0.2.1")]

        with Upstream(late) as upstream, \
                forwarding(upstream, config="forward-timeout: 20\n") as mxd:
            names = ["same.example", "SAME.example", "saMe.example"]
            socks = [mxd.udp() for _ in names]
            for name, sock in zip(names, socks):
                self.addCleanup(sock.close)
                sock.send(dns.message.make_query(name, "A").to_wire())
            for name, sock in zip(names, socks):
                got = dns.message.from_wire(sock.recv(4096))
                self.assertEqual(data(got), ["192.0.2.1"])
                self.assertEqual(str(got.question[0].name), name + ".")
            self.assertEqual(len(upstream.names()), 1)

    def test_pipeline(self):
        "over TCP answers come in the order of the queries"
        with Upstream(lambda q, tcp: [answer(q, "A 192.0.2.1")]) as upstream, \
                forwarding(upstream) as mxd, mxd.tcp() as sock:
            names = ["example.com", "a.example", "mail.example.com",
                     "b.example", "c.example", "example.com"]
            sock.sendall(b"".join(frame(dns.message.make_query(
                name, "A").to_wire()) for name in names))
            for name in names:
                got = dns.message.from_wire(read_framed(sock))
                self.assertEqual(str(got.question[0].name), name + ".")

    def test_gone(self):
        "clients that leave, and a server that stops, leave nothing behind"
        with Upstream(lambda query, tcp: []) as upstream, \
                forwarding(upstream, config="forward-limit: 4\n") as mxd:
            for n in range(20):
                with mxd.tcp() as sock:
                    sock.sendall(frame(dns.message.make_query(
                        f"n{n}.example", "A").to_wire()))
                    sock.sendall(frame(dns.message.make_query(
                        "example.com", "MX").to_wire()))
                    sock.shutdown(socket.SHUT_WR)
            with mxd.udp() as sock:
                sock.send(dns.message.make_query("u.example",
                                                 "A").to_wire())
                time.sleep(0.1)

    def test_reload(self):
        "a reload changes the servers"
        with Upstream(lambda q, tcp: [answer(q, "A 192.0.2.1")]) as one, \
                Upstream(lambda q, tcp: [answer(q, "A 192.0.2.2")]) as two:
            mxd = Mxd(ZONE, config=f"forward: {one.endpoint}\n")
            with mxd:
                self.assertEqual(data(asking(mxd, "a.example")),
                                 ["192.0.2.1"])
                (mxd.folder / "mxd.yaml").write_text(
                    f"forward: {two.endpoint}\n")
                mxd.reload()
                mxd.wait_for_log("reloaded")
                self.assertEqual(data(asking(mxd, "a.example")),
                                 ["192.0.2.2"])
                (mxd.folder / "mxd.yaml").write_text("udp-size: 1000\n")
                mxd.reload()
                while mxd.log().count("reloaded") < 2:
                    time.sleep(0.01)
                self.assertEqual(asking(mxd, "a.example").rcode(),
                                 dns.rcode.REFUSED)


class Loops(unittest.TestCase):
    def test_start(self):
        "a server that is this one is refused at the start"
        port = free_port()
        for listen in (f"127.0.0.1@{port}", f"0.0.0.0@{port}"):
            for server in ("127.0.0.1", "0.0.0.0") if "0.0.0.0" in listen \
                    else ("127.0.0.1",):
                status, _, errors = run_mxd(
                    "serve", "--listen", listen, "--forward",
                    f"{server}@{port}", ZONE)
                self.assertEqual(status, 64, errors)
                self.assertIn("that is this server itself", errors)

    def relay(self, names=None):
        """An upstream that asks mxd what it is asked, by itself.mxd."""
        def behave(query, _):
            name = str(query.question[0].name)
            if names and not name.endswith(names):
                return [answer(query, "A 192.0.2.1")]
            query.id = (query.id + 1) % 65536
            try:
                response = dns.query.udp(query, "127.0.0.1", 1.5,
                                         port=self.mxd.port)
            except dns.exception.Timeout:
                return []
            response.id = (query.id - 1) % 65536
            return [response]
        return behave

    def test_running(self):
        "a server that asks this one is found out, told of and left alone"
        with Upstream(self.relay()) as upstream:
            self.mxd = forwarding(upstream)
            with self.mxd as mxd:
                got = asking(mxd, "a.example")
                self.assertEqual(got.rcode(), dns.rcode.SERVFAIL)
                mxd.wait_for_log("that server asks this one")
                began = time.monotonic()
                got = asking(mxd, "b.example")
                self.assertEqual((got.rcode(), ede(got)),
                                 (dns.rcode.SERVFAIL, [22]))
                self.assertLess(time.monotonic() - began, 1)
                self.assertNotIn("b.example.", upstream.names())

    def test_unbound(self):
        "through a real resolver, too, and over when it is mended"
        if not Unbound.installed():
            self.skipTest("there is no unbound")
        mine = f"127.0.0.1@{free_port()}"
        with Unbound(forward=mine) as unbound:
            mxd = Mxd(ZONE, listen=(mine,),
                      config=f"forward: {unbound.endpoint}\n")
            with mxd:
                self.assertEqual(asking(mxd, "a.example").rcode(),
                                 dns.rcode.SERVFAIL)
                mxd.wait_for_log("that server asks this one")
                self.assertEqual(ede(asking(mxd, "b.example")), [22])
                with Upstream(lambda q, tcp: [answer(q, "A 192.0.2.1")]) \
                        as other:
                    (mxd.folder / "mxd.yaml").write_text(
                        f"forward: {other.endpoint}\n")
                    mxd.reload()
                    mxd.wait_for_log("reloaded")
                    self.assertEqual(data(asking(mxd, "c.example")),
                                     ["192.0.2.1"])

    def test_some_names(self):
        "a loop for some names only is asked once and ends"
        with Upstream(self.relay("lab.")) as upstream:
            self.mxd = forwarding(upstream)
            with self.mxd as mxd:
                self.assertEqual(data(asking(mxd, "a.example")),
                                 ["192.0.2.1"])
                got = asking(mxd, "x.lab")
                self.assertEqual(got.rcode(), dns.rcode.SERVFAIL)
                # Tries of one question, not one for each turn of the loop.
                self.assertLessEqual(len(upstream.names()), 5)
                self.assertEqual(data(asking(mxd, "b.example")),
                                 ["192.0.2.1"])


if __name__ == "__main__":
    unittest.main()
