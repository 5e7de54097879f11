"""What two answers to one question differ in, and which of that is known.

An answer is compared by what it means: flags, RCODE, the RRsets of each
section.  The order of the RRs of an RRset, of additional RRsets, the case of
names and how they are compressed are not compared; the order of RRsets in
the answer section is, for a chain must be read from its start.  Of two
truncated answers only the header is compared (RFC 2181 §9).

A difference is one line:

    rcode NXDOMAIN, theirs NOERROR
    aa set / aa clear / tc set / ...
    answer + OWNER TYPE     only mxd has this RRset
    answer - OWNER TYPE     only the other has it
    answer ~ OWNER TYPE     both have it, with other RDATA
    answer ttl OWNER TYPE   the same RDATA, with another TTL
    answer order
    twice OWNER TYPE        mxd has an RR more than once
"""

import fnmatch
import functools
from collections import Counter

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

SECTIONS = ("answer", "authority", "additional")
FLAGS = {"aa": dns.flags.AA, "tc": dns.flags.TC, "rd": dns.flags.RD,
         "ra": dns.flags.RA, "ad": dns.flags.AD, "cd": dns.flags.CD}


class Answer:
    """What an answer means."""

    def __init__(self, octets):
        message = dns.message.from_wire(octets, one_rr_per_rrset=True)
        self.flags = message.flags
        self.rcode = message.rcode()
        self.truncated = bool(message.flags & dns.flags.TC)
        self.edns = None
        if message.edns >= 0:
            self.edns = (message.rcode() >> 4, message.edns,
                         bool(message.ednsflags & dns.flags.DO))
        self.twice = set()
        self.sections = [self.rrsets(section) for section in
                         (message.answer, message.authority,
                          message.additional)]

    def rrsets(self, section):
        """{(owner, type): {RDATA: TTL}}, in the order of first appearance."""
        found = {}
        for rrset in section:
            label = (f"{rrset.name.canonicalize()} "
                     f"{dns.rdatatype.to_text(rrset.rdtype)}")
            rdata = rrset[0].to_digestable()
            rdatas = found.setdefault(label, {})
            if rdata in rdatas:
                self.twice.add(label)
            rdatas[rdata] = rrset.ttl
        return found


@functools.lru_cache(maxsize=None)
def understand(octets):
    """The Answer of octets (without the ID)."""
    return Answer(b"\0\0" + octets)


def without_opt(octets):
    """An answer without ID and OPT, and what the OPT says.

    The same answer comes in many ways, which differ just in an OPT without
    options at the end: so it is read once.
    """
    count = int.from_bytes(octets[10:12], "big")
    opt = octets[-11:]
    if count == 0 or opt[:3] != b"\0\0\x29" or opt[9:] != b"\0\0":
        return octets[2:], None
    return (octets[2:10] + (count - 1).to_bytes(2, "big") + octets[12:-11],
            (opt[5], opt[6], bool(opt[7] & 0x80)))


def differences(ours, theirs):
    """What mxd's octets differ in from a peer's: a list of lines."""
    ours, our_edns = without_opt(ours)
    theirs, their_edns = without_opt(theirs)
    found = list(meant(ours, theirs))
    if (our_edns or understand(ours).edns) != \
            (their_edns or understand(theirs).edns):
        found.append("edns")
    return found


@functools.lru_cache(maxsize=None)
def meant(ours, theirs):
    """The differences but for EDNS."""
    ours, theirs = understand(ours), understand(theirs)
    found = []
    if ours.rcode != theirs.rcode:
        found.append(f"rcode {dns.rcode.to_text(ours.rcode)}, "
                     f"theirs {dns.rcode.to_text(theirs.rcode)}")
    for name, flag in FLAGS.items():
        if (ours.flags ^ theirs.flags) & flag:
            found.append(f"{name} {'set' if ours.flags & flag else 'clear'}")
    found += [f"twice {label}" for label in sorted(ours.twice)]
    if not ours.truncated and not theirs.truncated:
        for name, mine, other in zip(SECTIONS, ours.sections,
                                     theirs.sections):
            found += section_differences(name, mine, other)
    return found


def section_differences(section, ours, theirs):
    for label in ours:
        if label not in theirs:
            yield f"{section} + {label}"
        elif ours[label].keys() != theirs[label].keys():
            yield f"{section} ~ {label}"
        elif ours[label] != theirs[label]:
            yield f"{section} ttl {label}"
    for label in theirs:
        if label not in ours:
            yield f"{section} - {label}"
    if section == "answer" and ours.keys() == theirs.keys() and \
            list(ours) != list(theirs):
        yield f"{section} order"


class Table:
    """The differences that are known.

        = Why the two differ, which may take several such lines.
        peer | way | name | type | difference

    The columns are patterns (* ? [ ]); name and type are the question's, way
    is how it was asked.  A difference is known by the first row that fits.  A
    row that fits nothing is stale.
    """

    def __init__(self, path):
        self.rows = []
        self.used = Counter()
        reason = ""
        for number, line in enumerate(path.read_text().splitlines(), 1):
            line = line.strip()
            if line.startswith("="):
                reason = line[1:].strip()
            elif line and not line.startswith("#"):
                row = [word.strip() for word in line.split("|")]
                if len(row) != 5 or not all(row) or not reason:
                    raise ValueError(f"{path}:{number}: five columns, below "
                                     "their reason, are wanted")
                self.rows.append((number, row))
        self.match = functools.lru_cache(maxsize=None)(self.match_row)

    def match_row(self, facts):
        for number, patterns in self.rows:
            if all(map(fnmatch.fnmatchcase, facts, patterns)):
                return number
        return None

    def knows(self, *facts):
        """Whether (peer, way, name, type, difference) is in the table."""
        number = self.match(facts)
        self.used[number] += 1
        return number is not None

    def stale(self, peers):
        """Numbers of the rows, of these peers, that fit nothing."""
        return [number for number, row in self.rows
                if not self.used[number] and
                any(fnmatch.fnmatchcase(peer, row[0]) for peer in peers)]
