"""The zones that come with mxd, over sockets: each record set of M1 to M11
comes back, with the addresses that the additional section owes; and zones
that a rule refuses are answered with the reason."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import dns.edns
import dns.rcode
import dns.rdatatype

from harness import ROOT, Mxd, run, run_mxd

ZONES = ROOT / "zones"
BROKEN = sorted((ZONES / "broken").glob("*.zone"))


def rrset(section):
    """The records of a section as sorted texts "owner TYPE data"."""
    return sorted(f"{one.name} {dns.rdatatype.to_text(one.rdtype)} {rdata}"
                  for one in section for rdata in one)


def addresses(*hosts):
    """What the additional section owes: "host last-number" in both families."""
    owed = []
    for host, number in hosts:
        owed.append(f"{host} A 192.0.2.{number}")
        owed.append(f"{host} AAAA 2001:db8::{number}")
    return sorted(owed)


class SampleZones(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mxd = Mxd("zones").__enter__()
        cls.addClassCleanup(cls.mxd.__exit__, None, None, None)

    def expect(self, name, exchanges, additional, ttl=3600):
        """The MX of a name, over UDP and TCP."""
        for tcp in (False, True):
            answer = self.mxd.ask(name, "MX", tcp=tcp)
            self.assertEqual(answer.rcode(), dns.rcode.NOERROR)
            self.assertEqual(rrset(answer.answer),
                             sorted(f"{name}. MX {e}" for e in exchanges))
            self.assertEqual(answer.answer[0].ttl, ttl)
            self.assertEqual(rrset(answer.additional), additional)

    def test_m1(self):
        """M1: a single server"""
        self.expect("example.com", ["10 mail.example.com."],
                    addresses(("mail.example.com.", 1)))

    def test_m2(self):
        """M2: primary and backups"""
        self.expect("backup.example",
                    [f"{n}0 mail{n}.backup.example." for n in (1, 2, 3)],
                    addresses(*((f"mail{n}.backup.example.", 20 + n)
                                for n in (1, 2, 3))))

    def test_m3(self):
        """M3: equal preferences"""
        self.expect("shared.example",
                    [f"10 mail{n}.shared.example." for n in (1, 2, 3)],
                    addresses(*((f"mail{n}.shared.example.", 30 + n)
                                for n in (1, 2, 3))))

    def test_m4(self):
        """M4: Google Workspace"""
        self.expect("google.example",
                    ["1 aspmx.l.google.com.", "5 alt1.aspmx.l.google.com.",
                     "5 alt2.aspmx.l.google.com.",
                     "10 alt3.aspmx.l.google.com.",
                     "10 alt4.aspmx.l.google.com."], [])

    def test_m5(self):
        """M5: Microsoft 365"""
        self.expect("microsoft.example",
                    ["0 example-com.mail.protection.outlook.com."], [])

    def test_m6(self):
        """M6: Zoho Mail"""
        self.expect("zoho.example", ["10 mx.zoho.eu.", "20 mx2.zoho.eu.",
                                     "50 mx3.zoho.eu."], [])

    def test_m7(self):
        """M7: a spam filter in front"""
        self.expect("filtered.example", ["10 filter.spamservice.com."], [])

    def test_m8(self):
        """M8: a sub-domain has its own MX or none"""
        self.expect("sales.example.com", ["10 sales-mail.example.com."],
                    addresses(("sales-mail.example.com.", 2)))
        none = self.mxd.ask("shop.example.com", "MX")
        self.assertEqual(none.rcode(), dns.rcode.NOERROR)
        self.assertEqual(none.answer, [])
        self.assertEqual(len(none.authority), 1)

    def test_m9(self):
        """M9: all forms of the master file say the same"""
        mail = [f"mail.forms.example. {data}"
                for data in ("A 192.0.2.51", "AAAA 2001:db8::51")]
        mail2 = ["mail2.forms.example. A 192.0.2.52"]
        both = ["10 mail.forms.example.", "20 mail2.forms.example."]
        self.expect("forms.example", both, mail + mail2, 45000)
        self.expect("e.forms.example", both, mail + mail2, 45000)
        for owner in ("a", "b", "c", "d", "f", "h", "i", "j.sub"):
            with self.subTest(owner=owner):
                self.expect(f"{owner}.forms.example", both[:1], mail, 45000)
        self.expect("g.forms.example", ["10 MAIL.forms.example."],
                    [line.replace("mail.", "MAIL.", 1) for line in mail], 45000)
        self.expect("sub.forms.example", ["10 mail.sub.forms.example."],
                    ["mail.sub.forms.example. A 192.0.2.54"], 45000)

    def test_m10(self):
        """M10: SPF, DKIM, DMARC and PTR beside the MX"""
        def text(name):
            answer = self.mxd.ask(name, "TXT").answer
            return "".join(part.decode() for part in answer[0][0].strings)

        self.assertEqual(text("example.com"), "v=spf1 mx -all")
        self.assertTrue(text("_dmarc.example.com").startswith("v=DMARC1; p="))
        self.assertRegex(text("sel._domainkey.example.com"),
                         "^v=DKIM1; k=rsa; p=[A-Za-z0-9+/]{392}$")
        for name in ("1.2.0.192.in-addr.arpa",
                     "1" + ".0" * 23 + ".8.b.d.0.1.0.0.2.ip6.arpa"):
            answer = self.mxd.ask(name, "PTR").answer
            self.assertEqual(answer[0][0].to_text(), "mail.example.com.")

    def test_m11(self):
        """M11: two domains whose mail host is in a third zone"""
        for name in ("example.net", "example.org"):
            self.expect(name, ["10 mx1.mailhost.net.", "20 mx2.mailhost.net."],
                        addresses(("mx1.mailhost.net.", 10),
                                  ("mx2.mailhost.net.", 11)))

    def test_r9(self):
        """R9: the null MX, without additional records"""
        self.expect("nomail.example", ["0 ."], [])

    def test_ptr(self):
        """Each address of a mail host leads back to a name that has it"""
        for last in (1, 2, 10, 11, 21, 22, 23, 31, 32, 33, 41, 51, 52, 54):
            with self.subTest(address=f"192.0.2.{last}"):
                ptr = self.mxd.ask(f"{last}.2.0.192.in-addr.arpa", "PTR")
                name = ptr.answer[0][0].to_text()
                back = self.mxd.ask(name, "A").answer
                self.assertEqual(back[0][0].to_text(), f"192.0.2.{last}")


class BrokenZones(unittest.TestCase):
    def test_answers_with_the_rule(self):
        """R1, R2, R9: a refused zone is SERVFAIL with the rule, others are not
        """
        with Mxd("zones", "zones/broken") as mxd:
            self.assertEqual(len(BROKEN), 9)
            for path in BROKEN:
                with self.subTest(rule=path.stem):
                    origin = [line.split()[1]
                              for line in path.read_text().splitlines()
                              if line.startswith("$ORIGIN")][0]
                    answer = mxd.ask(origin, "MX", use_edns=0)
                    self.assertEqual(answer.rcode(), dns.rcode.SERVFAIL)
                    self.assertTrue(any(
                        isinstance(option, dns.edns.EDEOption) and
                        option.text.startswith(path.stem + ": ")
                        for option in answer.options))
                    self.assertIn(f"[{path.stem}]", mxd.log())
            self.assertEqual(mxd.ask("example.com", "MX").rcode(),
                             dns.rcode.NOERROR)

    def test_names_both_lines(self):
        """R1: the line of the MX and the line of the CNAME are named"""
        status, _, errors = run_mxd("serve", "--listen", "127.0.0.1@0",
                                    "zones/broken/mx-exchange-alias.zone")
        self.assertEqual(status, 2)
        self.assertIn("zones/broken/mx-exchange-alias.zone:14:20: error: "
                      "exchange mail.alias.example. is an alias (CNAME at "
                      "line 15); an MX must name a host with addresses "
                      "[mx-exchange-alias]\n", errors)

    def test_allowed(self):
        """A rule that is allowed lets a lab serve the zone"""
        with Mxd("--allow", "mx-exchange-alias",
                 "zones/broken/mx-exchange-alias.zone") as mxd:
            answer = mxd.ask("alias.example", "MX")
            self.assertEqual(rrset(answer.answer),
                             ["alias.example. MX 10 mail.alias.example."])
            self.assertIn("(allowed) [mx-exchange-alias]", mxd.log())

    def test_not_allowed(self):
        """A rule without which there is no zone cannot be allowed"""
        status, _, errors = run_mxd("serve", "--allow", "zone-soa", "zones")
        self.assertNotEqual(status, 0)
        self.assertIn("zone-soa", errors)

    def test_strict(self):
        """--strict: one zone that fails, and nothing is served"""
        status, _, errors = run_mxd(
            "serve", "--strict", "--listen", "127.0.0.1@0", "zones",
            "zones/broken/mx-exchange-alias.zone")
        self.assertEqual(status, 2)
        self.assertIn("[mx-exchange-alias]", errors)

    def test_reload(self):
        """A zone that breaks a rule on reload stays as it was"""
        folder = Path(tempfile.mkdtemp(prefix="mxd-e2e."))
        self.addCleanup(shutil.rmtree, folder)
        zone = folder / "example.com.zone"
        shutil.copy(ZONES / "example.com.zone", zone)
        with Mxd(folder) as mxd:
            text = zone.read_text()
            zone.write_text(text + "\nbad MX 10 www\n")
            mxd.reload()
            mxd.wait_for_log("[mx-exchange-alias]")
            mxd.wait_for_log("the version served until now stays")
            self.assertEqual(mxd.ask("bad.example.com", "MX").rcode(),
                             dns.rcode.NXDOMAIN)
            self.assertEqual(len(mxd.ask("example.com", "MX").answer), 1)


NSD_DIFFERS = {
    # It lets a DNAME stand at a zone cut; RFC 6672 §2.3 does not.
    ("zone-dname", "bad-cut"),
    # It knows only RRSIG and NSEC beside a CNAME; RFC 2181 §10.1 lists KEY.
    ("zone-cname-and-other", "good-rare"),
}


@unittest.skipUnless(shutil.which("nsd-checkzone"), "NSD is not installed")
class Peers(unittest.TestCase):
    """What nsd-checkzone says of the same texts."""

    def accepts(self, origin, path):
        done = subprocess.run(["nsd-checkzone", origin, path], check=False,
                              capture_output=True, timeout=60)
        return done.returncode == 0

    def test_samples(self):
        """NSD finds no fault with the sample zones"""
        for path in sorted(ZONES.glob("*.zone")):
            with self.subTest(zone=path.stem):
                self.assertTrue(self.accepts(path.stem, path),
                                run("nsd-checkzone", path.stem, path))

    def test_integrity(self):
        """NSD refuses what the rules on SOA, CNAME and DNAME refuse"""
        for rule in ("zone-soa", "zone-cname-and-other", "zone-dname"):
            for path in (ROOT / "tests/rules" / rule).glob("*.zone"):
                if (rule, path.stem) in NSD_DIFFERS:
                    continue
                with self.subTest(rule=rule, zone=path.stem):
                    self.assertEqual(self.accepts("example.com", path),
                                     path.stem.startswith("good"))
