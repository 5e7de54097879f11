"""`mxd print`, alone and beside others that read zone files.

What mxd makes of each zone in tests/zones/good and of each sample zone is
compared, record by record in canonical wire form, with what dnspython, BIND's
named-checkzone and NSD's nsd-checkzone make of it.  Where one of them does not read a zone or reads it
otherwise, OTHERWISE says why, and the test fails when it does not.
"""

import os
import re
import shutil
import subprocess
import unittest

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.zone

from harness import ROOT, program

GOOD = ROOT / "tests/zones/good"
ZONES = sorted([*GOOD.glob("*.zone"), *(ROOT / "zones").glob("*.zone")])
BAD = ROOT / "tests/zones/bad"

# Why what somebody makes of a zone is not what mxd makes of it.
OTHERWISE = {
    "dnspython": {
        "forms": "takes no TTL behind the class",
        "forms.example": "takes no TTL behind the class",
        "generate": "does not take the quotes off RDATA of $GENERATE",
        "include": "restores the $TTL, leaves $ORIGIN sub without origin",
        "newline-in-quotes": "refuses a newline in quotes",
        "odd-white-space": "knows no byte order mark",
        "ttl-previous": "takes the MINIMUM, not the TTL before",
        "utf8": "makes punycode of what is not ASCII in a name",
    },
    "named-checkzone": {
        "newline-in-quotes": "refuses a newline in quotes",
        "odd-white-space": "knows no byte order mark",
    },
    "nsd-checkzone": {
        "escapes": "refuses a quote in an owner",
        "forms": "refuses a relative name in $ORIGIN",
        "generate": "knows no $GENERATE",
        "include": "refuses a relative origin in $INCLUDE",
        "odd-white-space": "knows no byte order mark",
        "ttl-minimum": "takes an hour, not the MINIMUM",
        "ttl-previous": "takes an hour, not the TTL before",
        "types": "knows no HIP",
    },
}


class Refused(Exception):
    pass


def mxd(*arguments, **options):
    return subprocess.run([program(), "print", *map(str, arguments)],
                          capture_output=True, text=True, **options)


def record(owner, ttl, kind, rdata):
    if kind in ("NID", "L64"):  # dnspython wants four digits in each group
        rdata = re.sub(r"[0-9a-fA-F]+(?=:|$)", lambda m: m[0].zfill(4), rdata)
    return (dns.name.from_text(owner).canonicalize().to_text(), int(ttl), kind,
            dns.rdata.from_text(dns.rdataclass.IN, kind, rdata)
            .to_digestable(dns.name.root))


def records_of(zone):
    return {(name.canonicalize().to_text(), rdataset.ttl,
             dns.rdatatype.to_text(rdataset.rdtype),
             rdata.to_digestable(dns.name.root))
            for name, rdataset in zone.iterate_rdatasets()
            for rdata in rdataset}


def by_mxd(path, origin):
    ran = mxd(f"{origin}={path}")
    assert ran.returncode == 0 and ran.stderr == "", ran.stderr
    lines = ran.stdout.splitlines()
    for line in lines:
        assert line.split("\t")[2] == "IN", line
    return {record(owner, ttl, kind, rdata) for owner, ttl, _, kind, rdata
            in (line.split("\t") for line in lines)}


def by_dnspython(path, origin):
    os.chdir(path.parent)  # an $INCLUDE is relative to where one is
    try:
        return records_of(dns.zone.from_file(path.name, origin,
                                             relativize=False))
    except dns.exception.DNSException as error:
        raise Refused(error)


def run_reader(command, path):
    ran = subprocess.run(command, capture_output=True, cwd=path.parent)
    if ran.returncode != 0:
        raise Refused(ran.stdout + ran.stderr)
    return ran.stdout.decode("latin-1")


def by_named_checkzone(path, origin):
    ignored = [word for letter in "knmMrSTW" for word in (f"-{letter}", "ignore")]
    text = run_reader(["named-checkzone", "-i", "none", *ignored, "-q", "-D",
                       "-o", "-", origin, path.name], path)
    return {record(owner, ttl, kind, rdata) for owner, ttl, _, kind, rdata
            in (line.split(None, 4) for line in text.splitlines()
                if not line.startswith(";"))}


def by_nsd_checkzone(path, origin):
    text = run_reader(["/usr/sbin/nsd-checkzone", "-p", origin, path.name],
                      path)
    return records_of(dns.zone.from_text(text, origin, relativize=False))


READERS = {
    "dnspython": by_dnspython,
    "named-checkzone": by_named_checkzone,
    "nsd-checkzone": by_nsd_checkzone,
}


def installed(reader):
    return reader == "dnspython" or shutil.which(
        reader, path="/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin")


def origin_of(path):
    """What mxd takes for the origin: the owner of the first line, the SOA."""
    return mxd(path).stdout.split("\t", 1)[0]


class Print(unittest.TestCase):
    def compare(self, reader):
        if not installed(reader):
            self.skipTest(f"{reader} is not installed")
        compared = 0
        for path in ZONES:
            origin = origin_of(path)
            otherwise = OTHERWISE[reader].get(path.stem)
            mine = by_mxd(path, origin)
            try:
                theirs = READERS[reader](path, origin)
            except Refused as refusal:
                theirs = refusal
            with self.subTest(zone=path.stem, otherwise=otherwise):
                if otherwise:
                    self.assertNotEqual(theirs, mine)
                else:
                    self.assertEqual(theirs, mine)
                    compared += len(mine)
        self.assertGreater(compared, 80)

    def test_dnspython(self):
        """dnspython reads the same records from each zone"""
        self.compare("dnspython")

    def test_named_checkzone(self):
        """named-checkzone reads the same records from each zone"""
        self.compare("named-checkzone")

    def test_nsd_checkzone(self):
        """nsd-checkzone reads the same records from each zone"""
        self.compare("nsd-checkzone")

    def test_again(self):
        """what is printed is printed again as it is"""
        for path in ZONES:
            once = mxd(path)
            again = mxd(f"{origin_of(path)}=-", input=once.stdout)
            self.assertEqual(again.stdout, once.stdout)
            self.assertEqual((once.returncode, again.returncode), (0, 0))

    def test_errors(self):
        """a bad zone is not printed: its errors are, each with its place"""
        ran = mxd("tests/zones/bad/mx-malformed.zone", cwd=ROOT)
        self.assertEqual(ran.returncode, 2)
        self.assertEqual(ran.stdout, "")
        self.assertRegex(ran.stderr, r"^tests/zones/bad/mx-malformed\.zone:"
                                     r"\d+:6: error: MX preference \"mail\"")
        self.assertIn("\n    a MX mail\n         ^", ran.stderr)

    def test_origin(self):
        """the origin is told, or else found in the text"""
        text = "@ 1 A 192.0.2.1\n"
        ran = mxd("example.com=-", input=text)
        self.assertEqual(ran.stdout, "example.com.\t1\tIN\tA\t192.0.2.1\n")
        ran = mxd("-", input=text)
        self.assertEqual(ran.returncode, 2)
        self.assertIn("<stdin>:1:1: error: ", ran.stderr)
        ran = mxd("a..b=-", input=text)
        self.assertEqual(ran.returncode, 2)
        self.assertIn('error: zone name in "a..b=-": empty label', ran.stderr)

    def test_include(self):
        """$INCLUDE leaves the folder only when it may"""
        path = BAD / "include-outside.zone"
        ran = mxd(path)
        self.assertEqual(ran.returncode, 2)
        self.assertIn("outside the folder", ran.stderr)
        ran = mxd("--include-anywhere", path)
        self.assertEqual(ran.returncode, 2)  # /etc/passwd is no zone
        self.assertNotIn("outside the folder", ran.stderr)

    def test_misused(self):
        """what cannot be is said, with its exit status"""
        self.assertEqual(mxd().returncode, 64)
        self.assertEqual(mxd("a", "b").returncode, 64)
        self.assertEqual(mxd("--wrong", "a").returncode, 64)
        ran = mxd("/nonexistent/zone")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("No such file or directory", ran.stderr)
        with open("/dev/full", "w") as full:
            ran = subprocess.run([program(), "print", GOOD / "types.zone"],
                                 stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(ran.returncode, 1)
        self.assertIn(b"No space left", ran.stderr)


if __name__ == "__main__":
    unittest.main()
