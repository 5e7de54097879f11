"""The vectors of rdata.txt against dnspython, an independent implementation.

A vector's presentation form, and what mxd prints for it, must make the same
octets there. Types that dnspython has no presentation form for go through the
generic form of RFC 3597, which proves lengths and digits only: they are named
by a test of their own, so that the list does not grow unseen.
"""

import unittest
from pathlib import Path

import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

ORIGIN = dns.name.from_text("example.")

# Not known to dnspython 2.3, or by their generic form only.
GENERIC = set("""
    MD MF MB MG MR MINFO SIG KEY EID NIMLOC ATMA SINK RKEY TALINK
    RESINFO WALLET TA
""".split())

# Keys of SvcParams that dnspython 2.3 knows by number only.
KEY_NUMBERS = {"dohpath=": "key7=", "ohttp": "key8"}

# Text that mxd takes and dnspython 2.3 does not.
MORE = {
    ("NID", "10 14:4fff:ff20:0"): "zeros left out in a group (RFC 6742 §2.1)",
}


def vectors():
    path = Path(__file__).with_name("rdata.txt")
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = [column.strip(" ") for column in line.split("|")]
        rrtype, text, wire = columns[:3]
        if wire.startswith("!"):
            continue
        printed = columns[3] if len(columns) > 3 else text
        yield number, rrtype, text, bytes.fromhex(wire), printed


def octets(rrtype, text):
    if rrtype in ("SVCB", "HTTPS"):
        for name, key in KEY_NUMBERS.items():
            text = text.replace(name, key)
    rdata = dns.rdata.from_text(dns.rdataclass.IN, rrtype, text,
                                origin=ORIGIN, relativize=False)
    return rdata.to_wire()


def has_text(rrtype):
    """Whether dnspython has a class of its own for the type."""
    try:
        code = dns.rdatatype.from_text(rrtype)
    except dns.rdatatype.UnknownRdatatype:
        return False
    return (dns.rdata.get_rdata_class(dns.rdataclass.IN, code)
            is not dns.rdata.GenericRdata)


class Vectors(unittest.TestCase):
    longMessage = True

    def test_text(self):
        """presentation form makes the same octets in dnspython"""
        for number, rrtype, text, wire, _ in vectors():
            if rrtype in GENERIC or (rrtype, text) in MORE:
                continue
            self.assertEqual(octets(rrtype, text).hex(), wire.hex(),
                             f"line {number}: {rrtype} {text}")

    def test_printed(self):
        """what mxd prints makes the same octets in dnspython"""
        for number, rrtype, _, wire, printed in vectors():
            if rrtype in GENERIC:
                continue
            self.assertEqual(octets(rrtype, printed).hex(), wire.hex(),
                             f"line {number}: {rrtype} {printed}")

    def test_wire(self):
        """dnspython reads the octets and makes them again"""
        for number, rrtype, _, wire, _ in vectors():
            if rrtype in GENERIC:
                continue
            code = dns.rdatatype.from_text(rrtype)
            rdata = dns.rdata.from_wire(dns.rdataclass.IN, code, wire, 0,
                                        len(wire))
            self.assertEqual(rdata.to_wire().hex(), wire.hex(),
                             f"line {number}")

    def test_generic(self):
        """the rest has the same generic form, and dnspython no other"""
        seen = set()
        for number, rrtype, _, wire, _ in vectors():
            if rrtype not in GENERIC:
                continue
            seen.add(rrtype)
            self.assertFalse(has_text(rrtype), f"dnspython knows {rrtype}")
            text = f"\\# {len(wire)} {wire.hex()}"
            self.assertEqual(octets("TYPE65280", text).hex(), wire.hex(),
                             f"line {number}")
        self.assertEqual(seen, GENERIC)


if __name__ == "__main__":
    unittest.main()
