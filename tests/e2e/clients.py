"""The clients that people use, and every octet of what they print.

transcripts/*.txt hold what is typed and what comes back, as a terminal shows
it:

    = M1: a single server
    $ dig @SERVER -p PORT single.example MX
    ...

SERVER and PORT are mxd's.  What differs each time (masks below) is written
as the word in capitals that it is masked with; all else must be equal.
"""

import re
import unittest

import dns.message
import dns.name
import dns.opcode
import dns.query
import dns.rcode
import dns.resolver
import dns.tsig
import dns.update
import dns.xfr
import dns.zone

from harness import PATIENCE, ROOT, Mxd, run

FOLDER = ROOT / "tests/e2e/transcripts"

CONFIG = """\
nsid: mxd-one
version-bind: mxd under test
id-server: one
refused-names-zones: yes
"""

MASKS = (
    (r"^(; <<>> DiG )\S+", r"\1VERSION"),
    (r"^(;; ->>HEADER<<-.* id: )\d+", r"\1ID"),
    (r"^(;;? COOKIE: )[0-9a-fA-F]{48}\b", r"\1COOKIE"),
    (r"^(;; Query time: )\d+ msec", r"\1TIME"),
    (r"^(;; WHEN: ).*", r"\1WHEN"),
    (r"^(Received \d+ bytes from .* in )\d+ ms", r"\1TIME"),
    # kdig
    (r"^(;; Time ).*", r"\1WHEN"),
    (r"^(;; From .* in )[\d.]+ ms", r"\1TIME"),
)


class Transcript:
    def __init__(self, title, command):
        self.title = title
        self.command = command
        self.expected = ""


def read_transcripts(path):
    """The transcripts of a file."""
    found = []
    title = None
    for line in path.read_text().splitlines(keepends=True):
        if line.startswith("= "):
            title = line[2:].strip()
        elif line.startswith("$ "):
            found.append(Transcript(title, line[2:].split()))
        elif found and title is not None:
            found[-1].expected += line
    return found


def masked(text, server):
    """What varies, replaced by words."""
    text = re.sub(rf"\b{server.port}\b", "PORT", text)
    text = text.replace(server.address, "SERVER")
    for pattern, word in MASKS:
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    return text


def play(transcript, server):
    """What the client prints now, masked."""
    places = {"SERVER": server.address, "PORT": str(server.port),
              "@SERVER": "@" + server.address,
              "-port=PORT": f"-port={server.port}"}
    return masked(run(*(places.get(word, word)
                        for word in transcript.command)), server)


def transcripts_of(name, *arguments, config=None):
    """A class of tests, one for each transcript of a file."""

    class Transcripts(unittest.TestCase):
        maxDiff = None

        @classmethod
        def setUpClass(cls):
            cls.mxd = Mxd(*arguments, config=config)
            cls.mxd.__enter__()

        @classmethod
        def tearDownClass(cls):
            cls.mxd.__exit__(None, None, None)

    for number, transcript in enumerate(read_transcripts(FOLDER / name), 1):
        def test(self, transcript=transcript):
            self.assertMultiLineEqual(play(transcript, self.mxd),
                                      transcript.expected)

        test.__doc__ = transcript.title
        setattr(Transcripts, f"test_{number:03}", test)
    return Transcripts


Dig = transcripts_of("dig.txt", "zones/")
Edns = transcripts_of("edns.txt", "zones/", FOLDER / "long.example.zone",
                      config=CONFIG)
Clients = transcripts_of("clients.txt", "zones/")

# S4, and what each sample zone is there for: (preference, exchange) in order.
EXCHANGES = {
    "M1": ("example.com", [(10, "mail.example.com.")]),
    "M2": ("backup.example", [(10, "mail1.backup.example."),
                              (20, "mail2.backup.example."),
                              (30, "mail3.backup.example.")]),
    "M3": ("shared.example", [(10, "mail1.shared.example."),
                              (10, "mail2.shared.example."),
                              (10, "mail3.shared.example.")]),
    "M4": ("google.example", [(1, "aspmx.l.google.com."),
                              (5, "alt1.aspmx.l.google.com."),
                              (5, "alt2.aspmx.l.google.com."),
                              (10, "alt3.aspmx.l.google.com."),
                              (10, "alt4.aspmx.l.google.com.")]),
    "M5": ("microsoft.example",
           [(0, "example-com.mail.protection.outlook.com.")]),
    "M6": ("zoho.example", [(10, "mx.zoho.eu."), (20, "mx2.zoho.eu."),
                            (50, "mx3.zoho.eu.")]),
    "M7": ("filtered.example", [(10, "filter.spamservice.com.")]),
    "M8": ("sales.example.com", [(10, "sales-mail.example.com.")]),
    "M11": ("example.net", [(10, "mx1.mailhost.net."),
                            (20, "mx2.mailhost.net.")]),
    "R9": ("nomail.example", [(0, ".")]),
}
FORMS = {name: [(10, "mail.forms.example.")]
         for name in ("a", "b", "c", "d", "f", "g", "h", "i", "j.sub")}
FORMS["@"] = FORMS["e"] = [(10, "mail.forms.example."),
                           (20, "mail2.forms.example.")]
FORMS["sub"] = [(10, "mail.sub.forms.example.")]


class Resolver(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.mxd = Mxd("zones/")
        cls.mxd.__enter__()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = [cls.mxd.address]
        resolver.port = cls.mxd.port
        # For dns.resolver.resolve(), which is what people write.
        dns.resolver.default_resolver = resolver

    @classmethod
    def tearDownClass(cls):
        dns.resolver.default_resolver = None
        cls.mxd.__exit__(None, None, None)

    def exchanges(self, name, **options):
        answer = dns.resolver.resolve(name, "MX", **options)
        return [(rdata.preference, str(rdata.exchange).lower())
                for rdata in answer]

    def test_sample_zones(self):
        """S4 M1-M8 M11 R6 R9: resolve() gives exchanges in order"""
        for reason, (name, expected) in EXCHANGES.items():
            for tcp in (False, True):
                with self.subTest(reason, tcp=tcp):
                    self.assertEqual(self.exchanges(name, tcp=tcp), expected)

    def test_forms(self):
        """S4 M9: all forms of writing a record mean the same, TTL 45000"""
        origin = dns.name.from_text("forms.example.")
        for owner, expected in FORMS.items():
            with self.subTest(owner):
                name = dns.name.from_text(owner, origin)
                self.assertEqual(sorted(self.exchanges(name)), expected)
                answer = dns.resolver.resolve(name, "MX")
                self.assertEqual(answer.rrset.ttl, 45000)

    def test_nodata(self):
        """S4 R8: without MX there is no answer, but an address"""
        with self.assertRaises(dns.resolver.NoAnswer):
            dns.resolver.resolve("shop.example.com", "MX")
        answer = dns.resolver.resolve("shop.example.com", "A")
        self.assertEqual([rdata.address for rdata in answer], ["192.0.2.80"])

    def test_no_such_name(self):
        """S4: a name that does not exist is NXDOMAIN, below it too"""
        for name in ("nowhere.example.com", "a.b.nowhere.example.com"):
            with self.assertRaises(dns.resolver.NXDOMAIN):
                dns.resolver.resolve(name, "MX")

    def test_additional(self):
        """M1 M2 M11: addresses of the exchanges in order, A before AAAA"""
        for name in ("example.com", "backup.example", "example.net",
                     "example.org", "sales.example.com"):
            answer = self.mxd.ask(name, "MX", use_edns=0)
            expected = []
            for rdata in answer.answer[0]:
                for rdtype in ("A", "AAAA"):
                    host = self.mxd.ask(rdata.exchange, rdtype)
                    expected += host.answer
            self.assertEqual(answer.additional, expected)
            self.assertTrue(expected)

    def test_ptr(self):
        """M10: each mail host's address leads back to its name"""
        for name in ("example.com", "sales.example.com", "backup.example",
                     "shared.example", "example.net"):
            for rdata in dns.resolver.resolve(name, "MX"):
                for rdtype in ("A", "AAAA"):
                    for host in dns.resolver.resolve(rdata.exchange, rdtype):
                        answer = dns.resolver.resolve_address(host.address)
                        self.assertEqual([ptr.target for ptr in answer],
                                         [rdata.exchange])

    def test_transfer(self):
        """dnspython asks for a transfer: refused, over TCP and UDP"""
        for tcp in (True, False):
            query, _ = dns.xfr.make_query(dns.zone.Zone("example.com"))
            answer = self.mxd.send(query, tcp=tcp)
            self.assertEqual(answer.rcode(), dns.rcode.REFUSED)
            self.assertEqual(answer.answer, [])
        with self.assertRaises(dns.xfr.TransferError):
            dns.query.inbound_xfr(self.mxd.address,
                                  dns.zone.Zone("example.com"),
                                  port=self.mxd.port, lifetime=PATIENCE)

    def test_update(self):
        """dnspython sends an update and a NOTIFY: NOTIMP"""
        update = dns.update.UpdateMessage("example.com")
        update.add("new", 60, "A", "192.0.2.99")
        notify = dns.message.make_query("example.com", "SOA")
        notify.set_opcode(dns.opcode.NOTIFY)
        for message in (update, notify):
            answer = self.mxd.send(message)
            self.assertEqual(answer.rcode(), dns.rcode.NOTIMP)
            self.assertEqual(answer.opcode(), message.opcode())
        with self.assertRaises(dns.resolver.NXDOMAIN):
            dns.resolver.resolve("new.example.com", "A")

    def test_signed(self):
        """dnspython signs a query with a key that mxd has not: BADKEY"""
        query = dns.message.make_query("example.com", "MX")
        query.use_tsig(dns.tsig.Key("key.example.", b"secret"))
        with self.assertRaises(dns.tsig.PeerBadKey):
            self.mxd.send(query)

    def test_case(self):
        """names in any case are the same, and come back as they were asked"""
        answer = self.mxd.ask("eXaMpLe.CoM", "MX")
        self.assertEqual(answer.question[0].name.labels[0], b"eXaMpLe")
        self.assertEqual(answer.answer[0].name.labels[0], b"eXaMpLe")
        self.assertEqual(answer.answer[0][0].preference, 10)


if __name__ == "__main__":
    unittest.main()
