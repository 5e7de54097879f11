"""What mxd prints for the vectors of rdata.txt, against what dig prints.

A server of a few lines sends each vector's octets in answer to dig. Where the
two print differently, the reason stands here.
"""

import re
import socket
import subprocess
import threading
import unittest

import dns.message
import dns.rdata
import dns.rdatatype
import dns.rrset

import rdata as vectors_of

BATCH = 30

# Types that dnspython 2.3 does not know by name, or by another code.
CODES = {"EID": 31, "NIMLOC": 32, "ATMA": 34, "SINK": 40, "RKEY": 57,
         "TALINK": 58, "RESINFO": 261, "WALLET": 262}

# NSEC3 at an owner that is no hash is refused by dig.
HASH = "2t7b4g4vsa5smi47k61mv5bv1a22bojr"

GENERIC = "an early type that nobody writes: octets only"
DIFFERENT_TYPES = {
    "WKS": GENERIC, "NSAP": GENERIC, "NXT": GENERIC, "ATMA": GENERIC,
    "A6": GENERIC, "SINK": GENERIC, "IPSECKEY": GENERIC,
    "CERT": "algorithms are printed as numbers, which all software reads",
    "NID": "four digits a group, as in RFC 6742 and as dnspython needs it",
    "L64": "the same",
}
DIFFERENT_TEXTS = {
    "dohpath": "a key newer than dig 9.18",
    "ohttp": "a key newer than dig 9.18",
    "21060207062815": "dig takes the century that is nearest to today",
}


def code(rrtype):
    return CODES.get(rrtype) or int(dns.rdatatype.from_text(rrtype))


def owner(number, rrtype):
    prefix = HASH + "." if rrtype == "NSEC3" else ""
    return f"{prefix}{number}.example."


class Responder(threading.Thread):
    """Answers a query for N.example. with vector N."""

    def __init__(self, wires):
        super().__init__(daemon=True)
        self.wires = wires
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self):
        while True:
            octets, peer = self.socket.recvfrom(4096)
            query = dns.message.from_wire(octets)
            question = query.question[0]
            number = int(question.name.labels[-3])
            rdata = dns.rdata.GenericRdata(question.rdclass, question.rdtype,
                                           self.wires[number])
            reply = dns.message.make_response(query)
            reply.answer.append(
                dns.rrset.from_rdata(question.name, 60, rdata))
            self.socket.sendto(reply.to_wire(), peer)


def dig(port, questions):
    """Vector number -> what dig prints as its RDATA."""
    command = ["dig", "@127.0.0.1", "-p", str(port), "+noall", "+answer",
               "+nosplit", "+tries=2", "+time=5", "+bufsize=4096"]
    for number, rrtype in questions:
        command += [owner(number, rrtype), f"TYPE{code(rrtype)}"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    pattern = re.compile(
        r"(?:\w+\.)?(\d+)\.example\.\s+60\s+IN\s+\S+(?:\s+(.*))?")
    shown = {}
    for line in done.stdout.splitlines():
        match = pattern.fullmatch(line)
        if match:
            shown[int(match[1])] = match[2] or ""
    return shown


class Dig(unittest.TestCase):
    longMessage = True

    def test_dig(self):
        """dig prints the octets as mxd does"""
        vectors = list(vectors_of.vectors())
        responder = Responder({v[0]: v[3] for v in vectors})
        responder.start()
        shown = {}
        for at in range(0, len(vectors), BATCH):
            shown |= dig(responder.port,
                         [v[:2] for v in vectors[at:at + BATCH]])
        differing = set()
        for number, rrtype, _, _, printed in vectors:
            self.assertIn(number, shown, f"dig does not show it: {printed}")
            if shown[number] == printed:
                continue
            reasons = {rrtype} & set(DIFFERENT_TYPES)
            reasons |= {t for t in DIFFERENT_TEXTS if t in printed}
            self.assertTrue(reasons, f"line {number}: {rrtype}: mxd prints "
                            f"{printed!r}, dig {shown[number]!r}")
            differing |= reasons
        self.assertEqual(differing, {*DIFFERENT_TYPES, *DIFFERENT_TEXTS},
                         "each reason is needed")


if __name__ == "__main__":
    unittest.main()
