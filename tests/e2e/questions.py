"""Questions for zones: every name they speak of, and names made up around it.

Zones are read by dnspython, so that no question depends on how mxd reads.
"""

import random
from pathlib import Path

import dns.name
import dns.rdatatype
import dns.zone

TYPES = ("A", "AAAA", "NS", "CNAME", "DNAME", "SOA", "MX", "TXT", "SRV", "DS",
         "PTR", "HTTPS", "NSEC", "TYPE65280", "ANY")
OTHER_TYPES = ("CAA", "TLSA", "SVCB", "NAPTR", "KX", "RT", "AFSDB", "HINFO",
               "LOC", "SSHFP", "RP", "URI", "DNSKEY", "RRSIG", "NSEC3",
               "TYPE62347", "TYPE1")


def read_zones(folder):
    """The zones ORIGIN.zone of a folder."""
    zones = []
    for path in sorted(Path(folder).glob("*.zone")):
        origin = "." if path.stem == "root" else path.stem
        zones.append(dns.zone.from_file(str(path), origin, relativize=False,
                                        check_origin=False))
    return zones


def names_within(zones):
    """Owners, and every name in RDATA."""
    names = set()
    for zone in zones:
        for owner, _, rdata in zone.iterate_rdatas():
            names.add(owner)
            for field in rdata.__slots__:
                value = getattr(rdata, field, None)
                if isinstance(value, dns.name.Name):
                    names.add(value)
    return names


def join(label, name):
    """`label` below `name`, or None when that is too long."""
    try:
        return dns.name.Name((label,) + name.labels)
    except dns.name.NameTooLong:
        return None


def all_names(zones):
    """Names of the zones, their ancestors, and a child and a sibling of each:
    an existing one, one that does not exist, "*" itself."""
    names = set()
    for name in names_within(zones):
        while True:
            names.add(name)
            if name == dns.name.root:
                break
            name = name.parent()
    for name in list(names):
        for label in (b"nope", b"*", b"host"):
            names.add(join(label, name))
    names.discard(None)
    return sorted(names)


def every_question(zones):
    """(name, type) of all names and TYPES; other types of their owners."""
    for name in all_names(zones):
        for rdtype in TYPES:
            yield name, dns.rdatatype.from_text(rdtype)
    for name in sorted(names_within(zones)):
        for rdtype in OTHER_TYPES:
            yield name, dns.rdatatype.from_text(rdtype)


def made_up_questions(zones, count, seed):
    """(name, type), names put together from the labels of the zones.

    Long labels are left out: with them it would be chance which answers come
    near a limit.
    """
    chance = random.Random(seed)
    names = sorted(names_within(zones))
    labels = sorted({label for name in names for label in name.labels[:-1]
                     if len(label) < 40})
    labels += [b"*", b"new", b"\x00", b"\xff", b"a.b"]
    types = [dns.rdatatype.from_text(t) for t in TYPES + OTHER_TYPES]
    for _ in range(count):
        name = chance.choice(names)
        for _ in range(chance.randrange(3)):
            if name != dns.name.root and chance.random() < 0.5:
                name = name.parent()
        for _ in range(chance.randrange(1, 5)):
            name = join(chance.choice(labels), name) or name
        if chance.random() < 0.3:
            name = flip_case(name, chance)
        yield name, chance.choice(types)


def flip_case(name, chance):
    return dns.name.Name(
        bytes(octet ^ 0x20 if chr(octet).isalpha() and octet < 128 and
              chance.random() < 0.5 else octet for octet in label)
        for label in name.labels)
