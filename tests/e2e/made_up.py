"""Zones made up by chance: what nobody thinks of when writing zones by hand.

Names are few and short, so that aliases, cuts, wildcards, DNAMEs and what
they lead to are met often. The same seed makes the same zones.
"""

import itertools
import random

import dns.name
import dns.rdatatype

LABELS = ("a", "b", "c", "*")
NAMES = [".".join(labels) for depth in (1, 2, 3)
         for labels in itertools.product(LABELS, repeat=depth)]
TYPES = ("A", "AAAA", "NS", "CNAME", "DNAME", "SOA", "MX", "TXT", "SRV", "DS")
KINDS = ("addresses", "addresses", "addresses", "mx", "mx", "cname", "cname",
         "cut", "dname", "srv", "txt")
DS = "1 13 2 " + "0123456789abcdef" * 4


def is_below(name, other):
    return name.endswith("." + other)


def choose(chance):
    """{name: kind}, such that no rule forbids the zone."""
    kinds = {}
    for name in chance.sample(NAMES, chance.randrange(5, 22)):
        kind = chance.choice(KINDS)
        # Neither has a meaning that servers agree on (RFC 4592 §4.2, §4.4).
        if name.startswith("*") and kind in ("cut", "dname"):
            kind = "txt"
        kinds[name] = kind
    dnames = [name for name in kinds if kinds[name] == "dname"]
    return {name: kind for name, kind in kinds.items()
            if not any(is_below(name, dname) for dname in dnames)}, dnames


def target(chance):
    return chance.choice((*NAMES, *NAMES, "@", "outside.invalid."))


def records(name, kind, dnames, chance):
    """The lines of a name."""
    if kind == "addresses":
        yield f"{name} A 192.0.2.{chance.randrange(1, 250)}"
        if chance.random() < 0.5:
            yield f"{name} AAAA 2001:db8::{chance.randrange(1, 250):x}"
    elif kind == "mx":
        for preference in range(chance.randrange(1, 4)):
            yield f"{name} MX {preference} {target(chance)}"
        if chance.random() < 0.3:
            yield f"{name} A 192.0.2.251"
    elif kind == "cname":
        yield f"{name} CNAME {target(chance)}"
    elif kind == "dname":
        # Not into its own subtree, where servers stop as they like.
        yield f"{name} DNAME " + chance.choice(
            [other for other in NAMES if not is_below(other, name)])
        if chance.random() < 0.3:
            yield f'{name} TXT "beside a DNAME"'
    elif kind == "srv":
        yield f"{name} SRV 0 0 25 {target(chance)}"
    elif kind == "txt":
        yield f'{name} TXT "{name}"'
    elif kind == "cut":
        yield from cut(name, dnames, chance)


def cut(name, dnames, chance):
    for number in range(chance.randrange(1, 4)):
        host = chance.choice((f"ns{number}.{name}", name, target(chance)))
        yield f"{name} NS {host}"
        if host.startswith("ns") and \
                not any(is_below(host, dname) for dname in dnames):
            yield f"{host} A 192.0.2.{252 + number}"
    if chance.random() < 0.4:
        yield f"{name} DS {DS}"
    if chance.random() < 0.4:
        yield f"{name} A 192.0.2.255"


def make_zone(origin, chance):
    lines = [f"$ORIGIN {origin}", "$TTL 3600",
             "@ SOA ns.invalid. host.invalid. 1 7200 3600 1209600 300",
             "@ NS ns.invalid."]
    kinds, dnames = choose(chance)
    for name, kind in kinds.items():
        lines += records(name, kind, dnames, chance)
    if chance.random() < 0.4:
        lines.append(f"@ MX 10 {target(chance)}")
    return "\n".join(dict.fromkeys(lines)) + "\n"


def write_zones(folder, count, seed):
    """Zones z0.test, z1.test, ...; returns (name, type) to ask."""
    chance = random.Random(seed)
    questions = []
    for number in range(count):
        origin = dns.name.from_text(f"z{number}.test.")
        text = make_zone(origin, chance)
        (folder / f"z{number}.test.zone").write_text(text)
        for name in ("@", *NAMES, "a.a.a.a", "c.b.a.c.b"):
            for rdtype in TYPES:
                questions.append((dns.name.from_text(name, origin),
                                  dns.rdatatype.from_text(rdtype)))
    return questions
