#!/usr/bin/env python3
"""Make the zones that benchmarks load.

    data.py big FILE [NAMES]   one zone of 4 records a name (default 250,000
                               names: 1,000,000 records): MX, A, AAAA, TXT
    data.py mail FILE [NAMES]  one zone of 8 records a name (default 125,000:
                               1,000,000 records), all that mail has
    data.py small FOLDER [ZONES]
                               zones of 10 records that name each other
                               (default 10,000)
"""
import sys
from pathlib import Path

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


def mail(out, names):
    out.write("$ORIGIN mail.example.\n$TTL 3600\n")
    out.write("@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\n")
    out.write("ns1 A 192.0.2.1\n")
    for i in range(names):
        out.write(f"m{i} A 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}\n"
                  f"m{i} AAAA 2001:db8::{i >> 16:x}:{i & 0xFFFF:x}\n"
                  f"d{i} MX 10 m{i}\nd{i} MX 20 m{(i + 1) % names}\n"
                  f'd{i} TXT "v=spf1 mx a:m{i}.mail.example -all"\n'
                  f'_dmarc.d{i} TXT "v=DMARC1; p=reject; '
                  'rua=mailto:a@mail.example"\n'
                  f"w{i} CNAME m{i}\n"
                  f"_imaps._tcp.d{i} SRV 0 1 993 m{i}\n")


def small(folder, zones):
    folder.mkdir(exist_ok=True)
    for i in range(zones):
        (folder / f"z{i}.example.zone").write_text(
            f"$ORIGIN z{i}.example.\n$TTL 3600\n"
            "@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns\n"
            "ns A 192.0.2.1\n@ A 192.0.2.2\n@ MX 10 mail\n"
            f"@ MX 20 mail.z{(i + 1) % zones}.example.\nmail A 192.0.2.3\n"
            '@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=reject"\n'
            "www CNAME @\n", encoding="ascii")


FILES = {"big": (big, NAMES), "mail": (mail, NAMES // 2)}


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in (*FILES, "small"):
        sys.exit(__doc__)
    count = int(sys.argv[3]) if len(sys.argv) == 4 else None
    if sys.argv[1] == "small":
        small(Path(sys.argv[2]), count or 10_000)
        return
    write, standard = FILES[sys.argv[1]]
    with open(sys.argv[2], "w", encoding="ascii") as out:
        write(out, count or standard)


main()
