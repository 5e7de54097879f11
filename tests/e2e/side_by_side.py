"""The same questions to mxd, NSD and Knot: every difference is known.

The zones are those of sets.py; what is known is in
side_by_side/differences.txt.
"""

import tempfile
import unittest
from collections import Counter
from pathlib import Path

import dns.exception
import dns.message
import dns.name
import dns.rdatatype

import made_up
from asking import Way
from compare import Table, differences
from harness import Mxd
from peers import Knot, Nsd
from questions import TYPES, every_question, made_up_questions, read_zones
from sets import FOLDER, allowing, copy_set

PEERS = {"nsd": Nsd, "knot": Knot}
WAYS = (Way("udp-edns", size=1232),
        Way("udp"),
        Way("udp-do", size=4096, do=True),
        Way("tcp", tcp=True),
        Way("tcp-edns", tcp=True, size=1232))
UDP_4096 = Way("udp-4096", size=4096)
SEED = 20240101
MADE_UP = 3000
MADE_UP_ZONES = 24
SHOWN = 20


def long_questions():
    """Questions for long_zone()."""
    for owner in ("@", "ns", "few", "some", "tens", "hundreds", "thousands",
                  "addresses", "cut", "ns1.cut", "x.ns1.cut", "cut2", "x.cut2",
                  "text", "alias", "h1", "h1199", "h1200"):
        name = dns.name.from_text(owner, dns.name.from_text("long.example."))
        for rdtype in TYPES:
            yield name, dns.rdatatype.from_text(rdtype)


ANSWER = """\
id 1
flags QR AA
edns 0
payload 1232
;QUESTION
a.example. IN A
;ANSWER
A.example. 60 IN CNAME b.example.
b.example. 60 IN A 192.0.2.1
b.example. 60 IN A 192.0.2.2
;AUTHORITY
example. 60 IN NS ns.example.
"""


class Comparer(unittest.TestCase):

    def differ(self, old, new, expected):
        ours, theirs = (dns.message.from_text(text, one_rr_per_rrset=True)
                        for text in (ANSWER, ANSWER.replace(old, new)))
        self.assertEqual(differences(ours.to_wire(), theirs.to_wire()),
                         expected)

    def test_alike(self):
        """order of RRs, case of names and ID do not matter"""
        self.differ("id 1", "id 2", [])
        self.differ("A.example.", "a.EXAMPLE.", [])
        self.differ("A 192.0.2.1\nb.example. 60 IN A 192.0.2.2",
                    "A 192.0.2.2\nb.example. 60 IN A 192.0.2.1", [])

    def test_different(self):
        """whatever else differs is found"""
        self.differ("QR AA", "QR", ["aa set"])
        self.differ("QR AA", "QR AA TC", ["tc clear"])
        self.differ("flags QR AA\n", "rcode NXDOMAIN\nflags QR AA\n",
                    ["rcode NOERROR, theirs NXDOMAIN"])
        self.differ("edns 0\n", "edns 0\neflags DO\n", ["edns"])
        self.differ("edns 0\npayload 1232\n", "", ["edns"])
        self.differ("A 192.0.2.2", "A 192.0.2.3", ["answer ~ b.example. A"])
        self.differ("b.example. 60 IN A 192.0.2.1\n", "",
                    ["answer ~ b.example. A"])
        self.differ("example. 60 IN NS", "example. 61 IN NS",
                    ["authority ttl example. NS"])
        self.differ("example. 60 IN NS", "example. 60 IN DNAME",
                    ["authority + example. NS",
                     "authority - example. DNAME"])
        cname, a = ANSWER.splitlines(keepends=True)[7:9]
        self.differ(cname + a, a + cname, ["answer order"])
        self.differ(";AUTHORITY", ";AUTHORITY\n" + a[:-1],
                    ["authority - b.example. A"])

    def test_twice(self):
        """an RR that mxd has twice is found, also if others have it twice"""
        rr = "b.example. 60 IN A 192.0.2.1\n"
        octets = dns.message.from_text(ANSWER.replace(rr, rr + rr),
                                       one_rr_per_rrset=True).to_wire()
        self.assertEqual(differences(octets, octets), ["twice b.example. A"])


class SideBySide(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.table = Table(FOLDER / "differences.txt")
        cls.peers = {name: peer for name, peer in PEERS.items()
                     if peer.installed()}

    def compare(self, folder, questions, ways=WAYS):
        """All questions of the zones in a folder, asked in all ways."""
        with Mxd(*allowing(), folder) as mxd:
            for name, peer in self.peers.items():
                with peer(folder) as server:
                    for way in ways:
                        with self.subTest(f"{name} by {way.name}"):
                            self.ask_both(way, questions, mxd, name, server)

    def compare_set(self, name, *more):
        with tempfile.TemporaryDirectory(prefix="mxd-e2e.") as folder:
            copy_set(name, folder)
            zones = read_zones(FOLDER / name)
            questions = list(dict.fromkeys(every_question(zones)))
            questions += made_up_questions(zones, MADE_UP, SEED)
            self.compare(folder, questions + list(more))

    def ask_both(self, way, questions, mxd, peer_name, peer):
        queries = [way.query(*question) for question in questions]
        unknown = Counter()
        example = {}
        for question, ours, theirs in zip(questions, way.ask(mxd, queries),
                                          way.ask(peer, queries)):
            qname = str(question[0].canonicalize())
            qtype = dns.rdatatype.to_text(question[1])
            try:
                found = differences(ours, theirs)
            except dns.exception.DNSException as error:
                self.fail(f"{qname} {qtype} by {way.name}: {error!r}\n"
                          f"mxd {ours.hex()}\n{peer_name} {theirs.hex()}")
            for difference in found:
                if not self.table.knows(peer_name, way.name, qname, qtype,
                                        difference):
                    unknown[qname, difference] += 1
                    example[qname, difference] = qtype
        lines = [f"{peer_name} | {way.name} | {key[0]} | {example[key]} | "
                 f"{key[1]}    ({count} questions)"
                 for key, count in unknown.most_common(SHOWN)]
        if unknown:
            self.fail(f"{len(unknown)} unknown differences:\n" +
                      "\n".join(lines))

    def test_1_main(self):
        """mxd, NSD and Knot answer alike for many zones but where it is known"""
        self.compare_set("main", *long_questions())

    def test_2_root(self):
        """mxd, NSD and Knot answer alike for a root zone but where it is known"""
        self.compare_set("root")

    def test_3_made_up(self):
        """mxd, NSD and Knot answer alike for zones made up by chance"""
        with tempfile.TemporaryDirectory(prefix="mxd-e2e.") as folder:
            questions = made_up.write_zones(Path(folder), MADE_UP_ZONES, SEED)
            self.compare(folder, questions, [UDP_4096])

    def test_4_table(self):
        """each row of the table of differences is still needed"""
        stale = self.table.stale(self.peers)
        self.assertFalse(stale, f"rows that fit nothing: lines {stale}")

    def test_5_peers(self):
        """NSD and Knot are there to compare with"""
        self.assertEqual(set(self.peers), set(PEERS))


if __name__ == "__main__":
    unittest.main()
