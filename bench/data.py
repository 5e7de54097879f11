#!/usr/bin/env python3
"""Make the zones that benchmarks load.

    data.py big FILE [NAMES]   one zone of 4 records a name (default 250,000
                               names: 1,000,000 records): MX, A, AAAA, TXT
"""
import sys

NAMES = 250_000


def big(out, names):
    out.write("$ORIGIN big.example.\n$TTL 3600\n")
    out.write("@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\n")
    out.write("ns1 A 192.0.2.1\n")
    for i in range(names):
        v4 = f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}"
        v6 = f"2001:db8::{i >> 16:x}:{i & 0xFFFF:x}"
        out.write(f"host{i:06} MX 10 host{(i + 1) % names:06}\n")
        out.write(f"\tA {v4}\n\tAAAA {v6}\n")
        out.write('\tTXT "v=spf1 mx -all"\n')


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[1] != "big":
        sys.exit(__doc__)
    with open(sys.argv[2], "w", encoding="ascii") as out:
        big(out, int(sys.argv[3]) if len(sys.argv) == 4 else NAMES)


main()
