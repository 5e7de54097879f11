"""mxd new: what it writes is good, says what was asked for, and is served."""

import base64
import hashlib
import itertools
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import dns.zone

from harness import Mxd, run_mxd

# M4 to M6 of the providers' exchanges, and what else they document.
PROVIDERS = {
    "google": (
        ["1 aspmx.l.google.com.", "5 alt1.aspmx.l.google.com.",
         "5 alt2.aspmx.l.google.com.", "10 alt3.aspmx.l.google.com.",
         "10 alt4.aspmx.l.google.com."],
        '"v=spf1 include:_spf.google.com ~all"'),
    "microsoft365": (
        ["0 shop-example-com.mail.protection.outlook.com."],
        '"v=spf1 include:spf.protection.outlook.com -all"'),
    "zoho": (
        ["10 mx.zoho.eu.", "20 mx2.zoho.eu.", "50 mx3.zoho.eu."],
        '"v=spf1 include:zoho.eu ~all"'),
    "fastmail": (
        ["10 in1-smtp.messagingengine.com.",
         "20 in2-smtp.messagingengine.com."],
        '"v=spf1 include:spf.messagingengine.com ~all"'),
    "proton": (
        ["10 mail.protonmail.ch.", "20 mailsec.protonmail.ch."],
        '"v=spf1 include:_spf.protonmail.ch ~all"'),
    "self": (["10 mail"], '"v=spf1 mx -all"'),
}

OWN = ("--address", "192.0.2.1", "--address", "2001:db8::1")


def openssl(*words, **options):
    return subprocess.run(["openssl", *map(str, words)], check=True,
                          capture_output=True, **options).stdout


def records(zone, name, kind):
    return sorted(str(rdata) for rdata in zone.get_rdataset(name, kind) or ())


class New(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="mxd-new."))
        cls.rsa, cls.ed25519, cls.ec, cls.certificate = (
            cls.folder / name for name in ("rsa", "ed25519", "ec", "cert"))
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt",
                "rsa_keygen_bits:2048", "-out", cls.rsa)
        openssl("genpkey", "-algorithm", "ed25519", "-out", cls.ed25519)
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", cls.ec)
        openssl("req", "-x509", "-key", cls.ec, "-subj", "/CN=mail",
                "-days", "2", "-out", cls.certificate)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def make(self, *words):
        """The zone as dnspython reads it, once mxd check has found it good."""
        status, text, errors = run_mxd("new", "shop.example.com", *words)
        self.assertEqual((status, errors), (0, ""), words)
        path = self.folder / "made.zone"
        path.write_text(text)
        self.check(path)
        return dns.zone.from_text(text, "shop.example.com.", relativize=True)

    def check(self, path):
        status, out, errors = run_mxd("check", "--profile", "public", path)
        self.assertEqual((status, errors), (0, ""), out)
        self.assertIn(" 0 errors, 0 warnings", out)

    def public_der(self, key):
        return openssl("pkey", "-in", key, "-pubout", "-outform", "DER")

    def dkim_of(self, zone, selector):
        text = records(zone, f"{selector}._domainkey", "TXT")
        self.assertEqual(len(text), 1)
        return "".join(re.findall(r'"([^"]*)"', text[0]))

    def test_providers(self):
        """each provider's zone has its records, and is good in public"""
        usage = run_mxd("help", "new")[1]
        for provider, (exchanges, spf) in PROVIDERS.items():
            with self.subTest(provider=provider):
                self.assertIn(provider, usage)
                zone = self.make("--provider", provider,
                                 *(OWN if provider == "self" else ()))
                self.assertEqual(records(zone, "@", "MX"), sorted(exchanges))
                self.assertEqual(records(zone, "@", "TXT"), [spf])
                self.assertEqual(records(zone, "@", "NS"), ["ns1", "ns2"])
                self.assertEqual(
                    records(zone, "_dmarc", "TXT"),
                    ['"v=DMARC1; p=quarantine; '
                     'rua=mailto:postmaster@shop.example.com"'])

    def test_provider_services(self):
        """DKIM aliases and autodiscovery carry the domain's name"""
        zone = self.make("-p", "fastmail")
        for key in ("fm1", "fm2", "fm3"):
            self.assertEqual(
                records(zone, f"{key}._domainkey", "CNAME"),
                [f"{key}.shop.example.com.dkim.fmhosted.com."])
        self.assertEqual(records(zone, "_imaps._tcp", "SRV"),
                         ["0 1 993 imap.fastmail.com."])
        zone = self.make("-p", "microsoft365")
        self.assertEqual(records(zone, "autodiscover", "CNAME"),
                         ["autodiscover.outlook.com."])

    def test_combinations(self):
        """every combination of options makes a zone that is good in public"""
        extras = (
            (("--mx", "10 mail", "--mx", "20 backup", *OWN,
              "--address", "backup=192.0.2.2"), ()),
            (("--ns", "ns.example.net.", "--ns", "ns"), ()),
            (("--dkim-key", self.rsa, "--dkim-selector", "2026a"), ()),
            (("--spf", "v=spf1 ip4:192.0.2.0/24 -all"), ()),
            (("--dmarc", "v=DMARC1; p=reject"), ()),
        )
        made = 0
        for provider in PROVIDERS:
            for chosen in itertools.product(*extras):
                words = [word for option in chosen for word in option]
                own = "--mx" in words or provider != "self"
                with self.subTest(provider=provider, words=words):
                    self.make("--provider", provider, *words,
                              *(() if own else OWN))
                    made += 1
        self.assertEqual(made, 6 * 2 ** 5)

    def test_own_server(self):
        """exchanges, addresses, name servers and policies are as told"""
        zone = self.make("--mx", "10 mail", "--mx", "20 mx.example.net.", *OWN,
                         "--address", "ns=198.51.100.53", "--ns", "ns",
                         "--ns", "ns.example.net.",
                         "--spf", "v=spf1 a:mail.shop.example.com -all",
                         "--dmarc", "v=DMARC1; p=reject")
        for name, kind, expected in (
                ("@", "MX", ["10 mail", "20 mx.example.net."]),
                ("@", "NS", ["ns", "ns.example.net."]),
                ("@", "TXT", ['"v=spf1 a:mail.shop.example.com -all"']),
                ("_dmarc", "TXT", ['"v=DMARC1; p=reject"']),
                ("mail", "A", ["192.0.2.1"]),
                ("mail", "AAAA", ["2001:db8::1"]),
                ("ns", "A", ["198.51.100.53"]),
                ("ns", "AAAA", [])):
            self.assertEqual(records(zone, name, kind), expected)
        soa = zone.get_rdataset("@", "SOA")[0]
        self.assertEqual(str(soa.mname), "ns")
        self.assertRegex(str(soa.serial), r"^20\d{6}01$")

    def test_yaml(self):
        """in YAML it is the same zone, and as good"""
        for words in ((*OWN, "-k", self.rsa, "-t", self.certificate),
                      ("-p", "fastmail"), ("-m", "0 .")):
            printed = []
            for kind in ("zone", "yaml"):
                folder = self.folder / f"{kind}{words[1]}"
                status, out, errors = run_mxd(
                    "new", "shop.example.com", *words, "--reverse",
                    "--format", kind, "--output", folder)
                self.assertEqual((status, errors), (0, ""))
                self.check(folder)
                printed.append([
                    run_mxd("print", path)
                    for path in sorted(folder.glob(f"*.{kind}"))])
            self.assertEqual(printed[0], printed[1])
            self.assertEqual(len(printed[0]), 3 if OWN[0] in words else 1)
        self.assertIn("must be zone or yaml",
                      run_mxd("new", "a.example", "-f", "json")[2])

    def test_no_mail(self):
        """a domain that takes no mail says so (RFC 7505)"""
        zone = self.make("--mx", "0 .")
        self.assertEqual(records(zone, "@", "MX"), ["0 ."])
        self.assertEqual(records(zone, "@", "TXT"), ['"v=spf1 -all"'])
        self.assertEqual(records(zone, "_dmarc", "TXT"),
                         ['"v=DMARC1; p=reject"'])

    def test_dkim(self):
        """a key in PEM, public or private, becomes its DKIM record"""
        for key, kind, head in ((self.rsa, "rsa", 0),
                                (self.ed25519, "ed25519", 12)):
            der = self.public_der(key)
            public = key.with_suffix(".pub")
            public.write_bytes(openssl("pkey", "-in", key, "-pubout"))
            text = base64.b64encode(der[head:]).decode()
            for path in (key, public):
                zone = self.make("-p", "google", "-k", path,
                                 "--dkim-selector", "sel")
                self.assertEqual(self.dkim_of(zone, "sel"),
                                 f"v=DKIM1; k={kind}; p={text}")
        zone = self.make("-p", "google", "-k", self.rsa)
        self.assertIn("k=rsa", self.dkim_of(zone, "mail"))

    def test_tlsa(self):
        """a certificate becomes TLSA 3 1 1: the hash of its key"""
        digest = hashlib.sha256(self.public_der(self.ec)).hexdigest()
        zone = self.make(*OWN, "--tlsa", self.certificate)
        self.assertEqual(records(zone, "_25._tcp.mail", "TLSA"),
                         [f"3 1 1 {digest}"])
        zone = self.make(*OWN, "-m", "10 mail", "-m", "20 b", "-a",
                         "b=192.0.2.2", "-t", self.certificate, "-t",
                         f"b={self.certificate}")
        self.assertEqual(records(zone, "_25._tcp.b", "TLSA"),
                         [f"3 1 1 {digest}"])

    def test_served(self):
        """with its reverse zones it is served: names, addresses and back"""
        folder = self.folder / "served"
        words = ("new", "shop.example.com", *OWN, "--address",
                 "backup=198.51.100.2", "--mx", "10 mail", "--mx", "20 backup",
                 "--reverse", "--output", folder, "-k", self.rsa, "-t",
                 self.certificate)
        status, out, errors = run_mxd(*words)
        self.assertEqual((status, errors), (0, ""))
        self.assertEqual(sorted(out.split()),
                         sorted(map(str, folder.glob("*.zone"))))
        self.assertEqual(len(out.split()), 4)
        self.check(folder)
        with Mxd(folder) as mxd:
            def dig(*words):
                return sorted(subprocess.run(
                    ["dig", f"@{mxd.address}", "-p", str(mxd.port), "+short",
                     *words], check=True, capture_output=True,
                    text=True).stdout.splitlines())
            self.assertEqual(dig("shop.example.com", "MX"),
                             ["10 mail.shop.example.com.",
                              "20 backup.shop.example.com."])
            for host, addresses in (("mail", ["192.0.2.1", "2001:db8::1"]),
                                    ("backup", ["198.51.100.2"])):
                name = f"{host}.shop.example.com."
                self.assertEqual(dig(name, "A") + dig(name, "AAAA"), addresses)
                for address in addresses:
                    self.assertEqual(dig("-x", address), [name])
            self.assertEqual(len(dig("_25._tcp.mail.shop.example.com",
                                     "TLSA")), 1)
            self.assertEqual(len(dig("mail._domainkey.shop.example.com",
                                     "TXT")), 1)

        before = {path: path.read_text() for path in folder.iterdir()}
        status, out, errors = run_mxd(*words)
        self.assertEqual((status, out), (1, ""))
        self.assertIn("is there already; --force writes over it", errors)
        for path, text in before.items():
            self.assertEqual(path.read_text(), text)
        next(iter(before)).unlink()
        self.assertEqual(run_mxd(*words)[0], 1)
        self.assertEqual(len(list(folder.iterdir())), 3)
        self.assertEqual(run_mxd(*words, "--force")[0], 0)
        self.assertEqual(
            {path: path.read_text() for path in folder.iterdir()}, before)

    def test_idn(self):
        """names in other letters are written as their A-labels"""
        status, out, errors = run_mxd(
            "new", "B\u00dcCHER.example", "--mx", "10 m\u00e4il",
            "--address", "m\u00e4il=192.0.2.1")
        self.assertEqual((status, errors), (0, ""))
        self.assertIn("$ORIGIN xn--bcher-kva.example.\n", out)
        self.assertRegex(out, "MX +10 xn--mil-qla\n")
        self.assertRegex(out, "(?m)^xn--mil-qla +A +192.0.2.1$")

    def test_warned(self):
        """what is found in the zone is told; errors keep it from being made"""
        status, out, errors = run_mxd("new", "shop.example.com", "--address",
                                      "10.0.0.1")
        self.assertEqual(status, 1)
        self.assertIn("$ORIGIN shop.example.com.", out)
        self.assertIn("[mx-exchange-private]", errors)
        folder = self.folder / "none"
        status, out, errors = run_mxd(
            "new", "shop.example.com", "-p", "fastmail", "-k", self.rsa,
            "--dkim-selector", "fm1", "-o", folder)
        self.assertEqual((status, out), (2, ""))
        self.assertIn("[zone-cname-and-other]", errors)
        self.assertIn("nothing is written", errors)
        self.assertFalse(folder.exists())

    def test_misused(self):
        """what is not understood is told with what would be right"""
        domain = "shop.example.com"
        for words, said in (
                ((), "for which domain?"),
                ((domain, "more"), "what is more?"),
                ((domain,), "--provider google, microsoft365, zoho, fastmail, "
                            "proton or self"),
                (("192.0.2.1", "-p", "zoho"), "is an address"),
                (("a_b.example", "-p", "zoho"), "must be a domain as"),
                (("b\u00fccher..example", "-p", "zoho"), "b\u00fccher"),
                (("my example", "-p", "zoho"), "no blank"),
                (("a..b", "-p", "zoho"), "empty label"),
                ((domain, "-p", "gogle"), "must be google, microsoft365"),
                ((domain, "-p", "self"), "mail.shop.example.com. has no "
                                         "address: add --address "
                                         "mail=192.0.2.1"),
                ((domain, "-m", "mail"), '--mx "10 mail"'),
                ((domain, "-m", "65536 mail"), "from 0 to 65535"),
                ((domain, "-m", "10 mail more"), '--mx "10 mail"'),
                ((domain, "-m", "10 192.0.2.1"),
                 "--address HOST=192.0.2.1"),
                ((domain, "-m", "10 mx_1"), "no host name"),
                ((domain, "-m", "10 mx.example.net"),
                 "end its name with a dot"),
                ((domain, "-m", "0 .", "-m", "10 mx.example.net."),
                 "it stands alone"),
                ((domain, "-a", "192.0.2"), "must be an IPv4 or IPv6"),
                ((domain, "-a", "mx.example.net.=192.0.2.1"),
                 "another zone's to say"),
                ((domain, "-p", "zoho", "-a", "192.0.2.1"),
                 "--address HOST=192.0.2.1"),
                ((domain, "-p", "zoho", "-n", "ns_1"), "no host name"),
                ((domain, "-p", "zoho", "-s", "mx -all"), '"v=spf1 mx -all"'),
                ((domain, "-p", "zoho", "--dmarc", "p=reject"),
                 '"v=DMARC1; p=reject"'),
                ((domain, "-p", "zoho", "-k", "/nonexistent"),
                 "cannot read /nonexistent: No such file"),
                ((domain, "-p", "zoho", "-k", __file__), "holds no key"),
                ((domain, "-p", "zoho", "-k", self.ec),
                 "must be RSA or Ed25519"),
                ((domain, "-p", "zoho", "-k", self.rsa, "--dkim-selector",
                  "a_b"), "must be letters, digits"),
                ((domain, "-p", "zoho", "-t", self.certificate),
                 "no exchange is in"),
                ((domain, *OWN, "-t", self.rsa), "holds no certificate"),
                ((domain, *OWN, "-t", f"b={self.certificate}"),
                 "with an --address"),
                ((domain, *OWN, "--reverse"), "--output FOLDER"),
                ((domain, *OWN, "--xyzzy"), "there is no option")):
            with self.subTest(words=words):
                status, out, errors = run_mxd("new", *words)
                self.assertEqual((status, out), (64, ""), errors)
                self.assertIn(said, errors)

    def test_encrypted(self):
        """an encrypted key is told from one that is broken"""
        path = self.folder / "encrypted"
        openssl("rsa", "-in", self.rsa, "-aes256", "-passout", "pass:secret",
                "-traditional", "-out", path)
        status, _, errors = run_mxd("new", "a.example", "-p", "zoho", "-k",
                                    path)
        self.assertEqual(status, 64)
        self.assertIn("is encrypted", errors)

    def test_unwritable(self):
        """a folder that cannot be had is told"""
        status, out, errors = run_mxd("new", "a.example", "-p", "zoho", "-o",
                                      "/nonexistent/folder")
        self.assertEqual((status, out), (1, ""))
        self.assertIn("cannot write /nonexistent/folder: No such file", errors)


if __name__ == "__main__":
    unittest.main()
