"""Other programs that check zones: how to run them, what they mean.

    finds = CHECKERS["nsd-checkzone"].find(path)
    finds.rules     the rules of mxd's that its messages are about
    finds.others    what else they are about, a sentence each
    finds.unsorted  messages that nobody sorted yet
    finds.lines     all that it said but "all is well"

named-checkzone, nsd-checkzone and kzonecheck read a zone's text.
zonemaster-cli asks servers: Internet makes those that it needs, on 127/8, so
that the module that uses it has to be in a network of its own.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field

from harness import PATIENCE, ROOT, Mxd, run_mxd

# Without these there is no zone that a server could load.
MANDATORY = ("zone-soa", "zone-cname-and-other", "zone-dname",
             "zone-rrset-size")
NOISE = None

NAMED = (
    (r"loaded serial|^OK$|not loaded due to errors|loading from master file",
     NOISE),
    (r"'\S+': MX is an address", "mx-exchange-is-address"),
    (r"/MX '\S+' is a CNAME", "mx-exchange-alias"),
    (r"/MX '\S+' is below a DNAME", "mx-exchange-dname"),
    (r"/MX '\S+?\.(\S+\.\S+)\.\1' has no address",
     "mx-exchange-lost-dot mx-exchange-no-address"),
    (r"/MX '\S+' has no address", "mx-exchange-no-address"),
    (r": bad name \(check-names\)", "mx-exchange-hostname"),
    (r": bad owner name \(check-names\)", "zone-owner-hostname"),
    (r"/SRV '\S+' is (a CNAME|below a DNAME)", "srv-target-alias"),
    (r"/SRV '\S+' has no address", "srv-target-no-address"),
    (r"/NS '\S+' has no REQUIRED GLUE", "zone-glue-missing"),
    (r"NS record '\S+' appears to be an address", "zone-ns-address"),
    (r": NS '\S+' is a CNAME", "zone-ns-alias"),
    (r": NS '\S+' has no address", "zone-glue-missing"),
    (r"has no NS records", "zone-ns-missing"),
    (r"has 0 SOA records", "zone-soa"),
    (r"CNAME and other data$", "zone-cname-and-other"),
    (r"DS record at top of zone", "zone-ds-misplaced"),
    (r"ignoring out-of-zone data", "zone-out-of-zone"),
    (r"TTL set to prior TTL", "zone-ttl-mismatch"),
    (r"ran out of space", "zone-rrset-size"),
)

NSD = (
    (r"is ok$|has \d+ errors$|While checking node", NOISE),
    (r"CNAME and other data", "zone-cname-and-other"),
    (r"DNAME at \S+ has data below it", "zone-dname"),
    (r"has no SOA record", "zone-soa"),
    (r"out of zone data", "zone-out-of-zone"),
    (r"does not match the TTL", "zone-ttl-mismatch"),
    (r"\$GENERATE|syntax error|unknown character|unrecognized RR type",
     "`$GENERATE`, which it does not know"),
)

KNOT = (
    (r"^$|^No semantic error|^Error summary|^ +\d+\t|^Serious semantic error|failed to load zone"
     r"|failed to run semantic checks", NOISE),
    (r"another record exists beside CNAME", "zone-cname-and-other"),
    (r"child record exists under DNAME", "zone-dname"),
    (r"missing glue record", "zone-glue-missing"),
    (r"missing NS at the zone apex", "zone-ns-missing"),
    (r"missing SOA at the zone apex", "zone-soa"),
    (r"ignoring out-of-zone data", "zone-out-of-zone"),
    (r"TTL mismatch", "zone-ttl-mismatch"),
    (r"invalid (domain name character|record data)",
     "names with octets that it does not take, such as `[` and `@`"),
    (r"unknown directive|\$GENERATE", "`$GENERATE`, which it does not know"),
)

# Tags of Zonemaster's; INFO is mostly "all is well", and these two are not.
ZONEMASTER = (
    (r"^INFO \S+ \S+ (?!MX_RECORD_IS_CNAME|REFRESH_LOWER_THAN_RETRY)", NOISE),
    (r"MX_RECORD_IS_CNAME", "mx-exchange-alias"),
    (r"RNAME_MAIL_DOMAIN_INVALID", "mx-exchange-no-address"),
    (r"MX_NON_ALLOWED_CHARS|MX_DISCOURAGED_DOUBLE_DASH|MX_NUMERIC_TLD",
     "mx-exchange-hostname"),
    (r"Z09_NULL_MX_WITH_OTHER_MX", "mx-null-not-alone"),
    (r"Z09_NULL_MX_NON_ZERO_PREF", "mx-null-preference"),
    (r"Z09_MISSING_MAIL_TARGET", "mx-missing"),
    (r"Z09_(TLD|ROOT)_EMAIL_DOMAIN", "mx-at-root-or-tld"),
    (r"NS_IS_CNAME", "zone-ns-alias"),
    (r"NS_FAILED|CANNOT_CONTINUE", "zone-ns-missing"),
    (r"RNAME_(MISUSED_AT_SIGN|RFC822_INVALID)", "zone-rname-at"),
    (r"REFRESH_|RETRY_|EXPIRE_|SOA_DEFAULT_TTL_", "zone-soa-timers"),
    (r"NAMESERVER_NUMERIC_TLD|CAN_NOT_BE_RESOLVED", "zone-ns-address"),
    (r"NOT_ENOUGH_|NO_IPV6_NS_|NO_IPV4_NS_",
     "the zone has fewer than two name servers, or none over IPv6"),
    (r"EXTRA_(NAME|ADDRESS)_|TOTAL_NAME_MISMATCH|UNEXPECTED_RCODE",
     "parent and child name other servers or addresses"),
    (r"CN0[12]_|NO_RESPONSE", "a name server does not answer"),
    (r"NOT_SIGNED|NEITHER_DNSKEY_NOR_DS", "the zone has no DNSSEC"),
    (r"NAMESERVER_IP_PRIVATE_NETWORK",
     "a name server's address is not one of the public Internet"),
    (r"MNAME_HAS_LOCALHOST_ADDR",
     "the primary has a loopback address"),
    (r"NAMESERVER_IP_WITHOUT_REVERSE", "a name server's address has no PTR"),
)


@dataclass
class Finds:
    rules: set = field(default_factory=set)
    others: set = field(default_factory=set)
    unsorted: list = field(default_factory=list)
    lines: list = field(default_factory=list)

    def take(self, line, sorting, origin):
        about = next((about for pattern, about in sorting if re.search(
            pattern.replace("ORIGIN", re.escape(origin)), line)), line)
        if about is NOISE:
            return
        self.lines.append(line)
        if about is line:
            self.unsorted.append(line)
        elif re.fullmatch(r"[a-z0-9-]+( [a-z0-9-]+)*", about) and \
                all("-" in word for word in about.split()):
            self.rules.update(about.split())
        else:
            self.others.add(about)


def origin_of(path):
    """The first $ORIGIN, without its last dot: some want it so."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return re.search(r"^\$ORIGIN\s+(\S+)", text, re.M)[1].rstrip(".") or "."


def run(*words):
    """All that a program says, line by line."""
    done = subprocess.run(
        [str(word) for word in words], cwd=ROOT, timeout=PATIENCE,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
    return done.stdout.decode(errors="replace").splitlines()


class Checker:
    """A program that reads the text of a zone."""

    def __init__(self, name, *options, sorting):
        self.name = name
        self.options = options
        self.sorting = sorting

    def installed(self):
        return shutil.which(self.name, path="/usr/bin:/usr/sbin:"
                                            "/usr/local/bin:/usr/local/sbin")

    def command(self):
        """As the page shows it."""
        return " ".join((self.name, *self.options))

    def said(self, path):
        for line in run(self.installed(), *self.options, origin_of(path),
                        path.relative_to(ROOT)):
            # NSD begins with the time and its process.
            yield re.sub(r"^\[[^]]*\] nsd-checkzone\[\d+\]: ", "", line)

    def find(self, path):
        finds = Finds()
        for line in self.said(path):
            if line not in finds.lines:
                finds.take(line, self.sorting, origin_of(path))
        return finds


class Internet:
    """A root, and a zone below it, each on a server of its own."""

    ROOT_ADDRESS = "127.0.0.9"
    # Names of the zone's servers for its parent, and their addresses.
    SERVERS = {"ns1": "127.0.0.1", "ns2": "127.0.0.2"}

    def __init__(self, folder, path):
        origin = origin_of(path)
        optional = [row.split()[0] for row in
                    run_mxd("check", "--list")[1].splitlines()[1:]
                    if row.split()[1] == "refuse"]
        self.hints = folder / "hints"
        self.hints.write_text(f". 60 NS root.\nroot. 60 A {self.ROOT_ADDRESS}")
        root = folder / "root.zone"
        lines = ["$ORIGIN .", "$TTL 60", "@ NS root.",
                 "@ SOA root. root. 1 7200 3600 1209600 3600",
                 f"root. A {self.ROOT_ADDRESS}"]
        for name, address in self.SERVERS.items():
            lines += [f"{origin}. NS {name}.{origin}.",
                      f"{name}.{origin}. A {address}"]
        root.write_text("\n".join(lines) + "\n")
        self.servers = (
            Mxd(f".={root}", listen=[f"{self.ROOT_ADDRESS}@53"]),
            Mxd(str(path), *(f"--allow={rule}" for rule in optional
                             if rule not in MANDATORY),
                listen=[f"{address}@53"
                        for address in self.SERVERS.values()]))

    def __enter__(self):
        for server in self.servers:
            server.__enter__()
        return self

    def __exit__(self, *error):
        for server in self.servers:
            server.__exit__(*error)


class Asker(Checker):
    """Zonemaster, which asks the servers of a zone: LEVEL MODULE CASE TAG."""

    def __init__(self, *options, sorting):
        super().__init__("zonemaster-cli", *options, sorting=sorting)
        self.folder = None  # for files that its Internet needs

    def said(self, path):
        with Internet(self.folder, path) as internet:
            lines = run(self.installed(), *self.options, "--hints",
                        internet.hints, "--level", "INFO", "--raw",
                        "--no-time", "--no-progress", "--show-module",
                        "--show-testcase", origin_of(path))
        # Each line begins with a time all the same.
        return sorted({" ".join(line.split()[1:]) for line in lines})


CHECKERS = {checker.name: checker for checker in (
    Checker("named-checkzone", "-i", "local", sorting=NAMED),
    Checker("nsd-checkzone", sorting=NSD),
    Checker("kzonecheck", "-v", "-o", sorting=KNOT),
    Asker("--no-ipv6", sorting=ZONEMASTER),
)}
