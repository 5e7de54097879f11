"""The replies to the cases, decoded by dnspython.

usage: answer_dnspython.py ANSWER_CASES FILE.case...

`answer_cases --replies` prints each reply as octets; here dnspython says what
they mean, which is compared with what the case expects: RCODE and flags, OPT
and its options, the RRs of each section in their order, owners with their
case. What is expected of RDATA is read by dnspython too. Prints TAP.
"""

import re
import subprocess
import sys

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.tsig

SECTIONS = ("answer", "authority", "additional")
FLAGS = (("aa", dns.flags.AA), ("tc", dns.flags.TC), ("rd", dns.flags.RD),
         ("ra", dns.flags.RA), ("ad", dns.flags.AD), ("cd", dns.flags.CD))
OPTIONS = {3: "nsid", 10: "cookie", 11: "keepalive"}


def read_cases(path):
    """Yield (place, title, lines expected) of each case of a file."""
    lines = iter(enumerate(open(path, encoding="utf-8"), 1))
    for number, line in lines:
        line = line.rstrip()
        if line.startswith("zone ") and len(line.split()) == 2:
            while next(lines)[1] != "end\n":
                pass
        if not line.startswith("case "):
            continue
        expected = []
        for _, more in lines:
            more = more.rstrip()
            if not more:
                break
            if not re.match(r"(;|query |octets )", more):
                expected.append(more)
        yield f"{path}:{number}", line[5:], expected


def name_text(name):
    """Presentation form that keeps case and escapes as both sides write it."""
    return dns.name.from_text(name).to_text()


def expected_rr(line):
    owner, rest = line.split(None, 1)
    ttl, rdclass, rdtype, rdata = rest.split(None, 3)
    rdclass = dns.rdataclass.from_text(rdclass)
    rdtype = dns.rdatatype.from_text(rdtype)
    rdata = dns.rdata.from_text(rdclass, rdtype, rdata)
    return name_text(owner), int(ttl), rdclass, rdtype, rdata.to_text()


def read_expected(lines):
    """The same shape that decode() gives; a count in place of RRs."""
    seen = {"status": lines[0].split(), "opt": None, "options": []}
    seen.update({section: [] for section in SECTIONS})
    section = None
    for line in lines[1:]:
        word, *rest = line.split()
        if word in SECTIONS:
            section = word
            if rest:
                seen[section] = int(rest[0])
        elif section:
            if word == "length":
                seen["length"] = int(rest[0])
            else:
                seen[section].append(expected_rr(line))
        elif word == "opt":
            seen["opt"] = ("do" in rest, int(rest[-1]))
        elif word == "length":
            seen["length"] = int(rest[0])
        else:
            seen["options"].append(line)
    return seen


def option_text(option):
    code, data = int(option.otype), option.to_wire()
    if code == 15:
        text = data[2:].decode()
        return f"ede {int.from_bytes(data[:2], 'big')} {text}".rstrip()
    return f"{OPTIONS[code]} {data.hex()}"


def section_rrs(rrsets):
    return [(rrset.name.to_text(), rrset.ttl, rrset.rdclass, rrset.rdtype,
             rrset[0].to_text()) for rrset in rrsets]


def decode(octets):
    # Opcodes that dnspython has no name for are put aside.
    opcode = octets[2] >> 3 & 15
    message = dns.message.from_wire(
        octets[:2] + bytes([octets[2] & 0x87]) + octets[3:],
        one_rr_per_rrset=True, ignore_trailing=False, raise_on_truncation=False,
        continue_on_error=False, keyring=False)
    status = [dns.rcode.to_text(message.rcode())]
    if opcode:
        known = {1: "IQUERY", 2: "STATUS", 4: "NOTIFY", 5: "UPDATE", 6: "DSO"}
        status.append(known.get(opcode, f"OPCODE{opcode}"))
    status += [word for word, bit in FLAGS if message.flags & bit]
    seen = {"status": status, "opt": None, "options": [],
            "length": len(octets)}
    if message.edns >= 0:
        seen["opt"] = (bool(message.ednsflags & dns.flags.DO), message.payload)
        seen["options"] = [option_text(option) for option in message.options]
    for section in SECTIONS:
        seen[section] = section_rrs(getattr(message, section))
    return seen, message


def check_bad_key(octets):
    try:
        decode(octets)
    except dns.tsig.PeerBadKey:
        return None
    return "no BADKEY"


def check(query, octets, expected):
    """None, or what is wrong."""
    if expected == ["no reply"]:
        return None if octets is None else "a reply"
    if any(line.endswith(" TSIG") for line in expected):
        return check_bad_key(octets)
    seen, message = decode(octets)
    wanted = read_expected(expected)
    for key, value in wanted.items():
        if isinstance(value, int) and isinstance(seen[key], list):
            if len(seen[key]) != value:
                return f"{key}: {len(seen[key])} RRs instead of {value}"
        elif seen[key] != value:
            return f"{key}: {seen[key]} instead of {value}"
    if message.id != int.from_bytes(query[:2], "big"):
        return "another ID"
    rrs = sum((seen[section] for section in SECTIONS), [])
    if len(set(rrs)) != len(rrs):
        return "an RR twice"
    return None


def main(answer_cases, *paths):
    replies = {}
    for line in subprocess.run([answer_cases, "--replies", *paths], check=True,
                               stdout=subprocess.PIPE,
                               text=True).stdout.splitlines():
        place, query, reply = line.split()
        replies[place] = (bytes.fromhex(query),
                          None if reply == "-" else bytes.fromhex(reply))
    count = 0
    failed = False
    for path in paths:
        for place, title, expected in read_cases(path):
            count += 1
            try:
                wrong = check(*replies.pop(place), expected)
            except Exception as error:  # whatever dnspython finds wrong
                wrong = repr(error)
            print(f"{'not ' if wrong else ''}ok {count} - "
                  f"{path.rsplit('/', 1)[-1]}: {title}")
            if wrong:
                failed = True
                print(f"  {place}: {wrong}")
    if replies:
        failed = True
        print(f"not ok {count + 1} - all cases have been found")
        print("  ", *replies)
    print(f"1..{count}")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
