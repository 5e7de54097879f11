"""Queries as nobody should send them.

    for octets in mangled(seed, count): ...

Each is made from a good query by one or more mangles; the same seed gives the
same octets.
"""

import random
import struct

import dns.name

NAMES = [dns.name.from_text(text) for text in (
    "example.com.", "www.example.com.", "alias.example.com.",
    "nope.example.com.", "a.b.wild.example.com.", "host.deleg.example.com.",
    "host.mailer.example.org.", "deeper.below.example.org.", "loop1.example.com.",
    "x" * 63 + "." + "y" * 63 + ".grow.example.org.",
    "tens.long.example.", "hundreds.long.example.", "elsewhere.test.", ".",
    "version.bind.", "x" * 63 + "." + "y" * 63 + ".example.com.")]
TYPES = (1, 2, 5, 6, 15, 16, 28, 33, 39, 41, 43, 46, 249, 250, 251, 252, 255,
         65280)
OPTIONS = (
    struct.pack("!HH", 3, 0),                               # NSID
    struct.pack("!HH", 10, 8) + b"clientck",                # COOKIE
    struct.pack("!HH", 10, 24) + b"clientckserver-cookie-1",  # one short
    struct.pack("!HH", 10, 7) + b"tooshrt",
    struct.pack("!HH", 11, 0),                              # keepalive
    struct.pack("!HH", 12, 40) + bytes(40),                 # padding
    struct.pack("!HHHBBI", 8, 8, 1, 24, 0, 0x7f000000),     # client subnet
    struct.pack("!HH", 15, 2) + b"\0\0",                    # EDE
    struct.pack("!HH", 65001, 65535),                       # a lie
    b"\0", b"\0\3\0")


def opt_record(chance, size=None):
    options = b"".join(chance.choice(OPTIONS)
                       for _ in range(chance.randrange(3)))
    return struct.pack(
        "!BHHBBHH", 0, 41, chance.choice((0, 511, 512, 1232, 4096, 65535)),
        chance.choice((0, 0, 0, 1)), chance.choice((0, 0, 0, 1, 255)),
        chance.choice((0, 0x8000, 0xffff)), len(options)) + options


def good_query(chance):
    """The octets of a query that is nearly always in order."""
    opts = chance.choice((0, 1, 1, 1))
    return (struct.pack("!HHHHHH", 0, chance.choice((0, 0x0100)), 1, 0, 0,
                        opts) +
            chance.choice(NAMES).to_wire() +
            struct.pack("!HH", chance.choice(TYPES),
                        chance.choice((1, 1, 1, 1, 3, 254, 255))) +
            opt_record(chance) * opts)


# A mangle takes (octets, chance) and returns octets.

def flip_bits(octets, chance):
    for _ in range(chance.randrange(1, 9)):
        octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
    return octets


def change_octets(octets, chance):
    for _ in range(chance.randrange(1, 4)):
        octets[chance.randrange(len(octets))] = chance.choice(
            (0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff, chance.randrange(256)))
    return octets


def cut_short(octets, chance):
    return octets[:chance.randrange(len(octets))]


def add_garbage(octets, chance):
    return octets + chance.randbytes(chance.choice((1, 2, 11, 40, 600)))


def lie_in_counts(octets, chance):
    for place in chance.sample((4, 6, 8, 10), chance.randrange(1, 5)):
        struct.pack_into("!H", octets, place, chance.choice(
            (0, 1, 2, 3, 255, 256, 32768, 65535)))
    return octets


def lie_in_flags(octets, chance):
    struct.pack_into("!H", octets, 2, chance.randrange(65536) &
                     chance.choice((0xffff, 0x7fff, 0x7fff, 0x7fff)))
    return octets


def point_about(octets, chance):
    """A compression pointer somewhere: to itself, backwards, forwards."""
    place = chance.randrange(12, max(13, len(octets) - 1))
    target = chance.choice((place, place + 1, place + 2, place - 1, 12, 0, 4,
                            len(octets), 0x3fff, chance.randrange(0x4000)))
    octets[place:place + 2] = struct.pack("!H", 0xc000 | (target & 0x3fff))
    return octets


def pointer_loop(octets, chance):
    """A question name of pointers that lead to each other."""
    octets[12:] = (bytes([1]) + b"a" + struct.pack("!H", 0xc010) +
                   struct.pack("!H", 0xc00c) + struct.pack("!HH", 15, 1))
    return octets


def long_name(octets, chance):
    """A question name of 256 octets or more, or of a label over 63."""
    label = bytes([chance.choice((1, 62, 63))])
    label += b"l" * label[0]
    count = chance.choice((255 // len(label), 256 // len(label) + 1, 500))
    octets[12:] = label * count + b"\0" + struct.pack("!HH", 15, 1)
    return octets


def lie_in_lengths(octets, chance):
    """The last record's RDLENGTH, or an option's length, is not so."""
    if len(octets) > 30:
        place = len(octets) - chance.choice((2, 4, 6, 8, 10, 12))
        struct.pack_into("!H", octets, place, chance.choice(
            (0, 1, 3, 255, 4096, 65535)))
    return octets


def more_opts(octets, chance):
    """One or more further OPT records."""
    count = chance.choice((1, 1, 2, 20))
    octets += b"".join(opt_record(chance) for _ in range(count))
    have = struct.unpack_from("!H", octets, 10)[0]
    struct.pack_into("!H", octets, 10, (have + count) & 0xffff)
    return octets


def named_opt(octets, chance):
    octets += b"\3opt" + opt_record(chance)
    struct.pack_into("!H", octets, 10, 1)
    return octets


def repeated_options(octets, chance):
    options = chance.choice(OPTIONS[:8]) * chance.randrange(2, 60)
    octets += struct.pack("!BHHIH", 0, 41, 4096, 0, len(options)) + options
    struct.pack_into("!H", octets, 10, 1)
    return octets


def more_records(octets, chance):
    """Records in sections where a query has none."""
    place = chance.choice((6, 8, 10))
    owner = chance.choice((b"\xc0\x0c", b"\0", b"\1x\0"))
    rdata = chance.randbytes(chance.randrange(40))
    octets += owner + struct.pack("!HHIH", chance.choice(TYPES), 1, 0,
                                  len(rdata)) + rdata
    have = struct.unpack_from("!H", octets, place)[0]
    struct.pack_into("!H", octets, place, (have + 1) & 0xffff)
    return octets


def questions(octets, chance):
    """Several questions, or none."""
    count = chance.choice((0, 2, 3, 100))
    question = octets[12:] or b"\0\0\1\0\1"
    octets[12:] = bytes(question) * min(count, 5)
    struct.pack_into("!H", octets, 4, count)
    return octets


def nothing_but_noise(octets, chance):
    return bytearray(chance.randbytes(chance.choice(
        (0, 1, 2, 3, 11, 12, 13, 16, 17, 40, 100, 512, 1500))))


def noise_after_header(octets, chance):
    return octets[:12] + chance.randbytes(chance.randrange(1, 300))


MANGLES = (flip_bits, change_octets, cut_short, add_garbage, lie_in_counts,
           lie_in_flags, point_about, pointer_loop, long_name, lie_in_lengths,
           more_opts, named_opt, repeated_options, more_records, questions,
           nothing_but_noise, noise_after_header)


def mangled(seed, count):
    """`count` mangled queries."""
    chance = random.Random(seed)
    for number in range(count):
        octets = bytearray(good_query(chance))
        # Each mangle in turn, so that none is left out, then others at random.
        for mangle in (MANGLES[number % len(MANGLES)],
                       *chance.choices(MANGLES, k=chance.choice((0, 0, 1, 2)))):
            if len(octets) >= 13 or mangle is nothing_but_noise:
                octets = bytearray(mangle(octets, chance))
        yield bytes(octets)
