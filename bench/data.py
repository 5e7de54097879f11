"""The zones that are served, and what is asked of them.

Zones are written as text, so that every server reads the same; a folder has
`zones/ORIGIN.zone` and the lists of questions that `ask` reads.
"""

import hashlib
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

SEED = 20240101
COLD_QUESTIONS = 250_000
HEAD = """\
$ORIGIN {origin}.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 300
@ NS ns1
ns1 A 192.0.2.1
"""


@dataclass(frozen=True)
class Data:
    folder: Path
    records: int
    zones: dict  # origin: path

    @property
    def questions(self):
        return self.folder / "questions"


def open_zone(folder, origin):
    out = open(folder / "zones" / f"{origin}.zone", "w", encoding="ascii")
    out.write(HEAD.format(origin=origin))
    return out


def write_questions(folder, lines):
    with open(folder / "questions", "w", encoding="ascii") as out:
        out.writelines(f"{line}\n" for line in lines)


def lab(folder, domains):
    """Mail domains, each with two exchanges that have A and AAAA."""
    with open_zone(folder, "lab.example") as out:
        for i in range(domains):
            out.write(f"d{i:02} MX 10 mx1.d{i:02}\nd{i:02} MX 20 mx2.d{i:02}\n")
            for host in (1, 2):
                out.write(f"mx{host}.d{i:02} A 192.0.{host}.{i}\n"
                          f"mx{host}.d{i:02} AAAA 2001:db8:{host}::{i:x}\n")
    write_questions(folder, (f"d{i:02}.lab.example. MX"
                             for i in range(domains)))
    return 3 + 6 * domains


def big(folder, names):
    """One zone of four records a name; asked at random, none soon again."""
    with open_zone(folder, "big.example") as out:
        for i in range(names):
            v4 = f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}"
            v6 = f"2001:db8::{i >> 16:x}:{i & 0xFFFF:x}"
            out.write(f"host{i:06} MX 10 host{(i + 1) % names:06}\n"
                      f"\tA {v4}\n\tAAAA {v6}\n"
                      '\tTXT "v=spf1 mx -all"\n')
    asked = random.Random(SEED).sample(range(names),
                                       min(names, COLD_QUESTIONS))
    write_questions(folder, (f"host{i:06}.big.example. MX" for i in asked))
    return 3 + 4 * names


def mail(folder, names):
    """One zone of eight records a name, all that mail has."""
    with open_zone(folder, "mail.example") as out:
        for i in range(names):
            out.write(
                f"m{i} A 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}\n"
                f"m{i} AAAA 2001:db8::{i >> 16:x}:{i & 0xFFFF:x}\n"
                f"d{i} MX 10 m{i}\nd{i} MX 20 m{(i + 1) % names}\n"
                f'd{i} TXT "v=spf1 mx a:m{i}.mail.example -all"\n'
                f'_dmarc.d{i} TXT "v=DMARC1; p=reject; '
                'rua=mailto:a@mail.example"\n'
                f"w{i} CNAME m{i}\n"
                f"_imaps._tcp.d{i} SRV 0 1 993 m{i}\n")
    write_questions(folder, (f"d{i}.mail.example. MX" for i in range(names)))
    return 3 + 8 * names


def many(folder, zones):
    """Zones of ten records that name each other; every one is asked."""
    for i in range(zones):
        with open_zone(folder, f"z{i}.example") as out:
            out.write(f"@ A 192.0.2.2\n@ MX 10 mail\n"
                      f"@ MX 20 mail.z{(i + 1) % zones}.example.\n"
                      'mail A 192.0.2.3\n@ TXT "v=spf1 mx -all"\n'
                      '_dmarc TXT "v=DMARC1; p=reject"\nwww CNAME @\n')
    asked = random.Random(SEED).sample(range(zones), zones)
    write_questions(folder, (f"z{i}.example. MX" for i in asked))
    return 10 * zones


KINDS = {"lab": lab, "big": big, "mail": mail, "many": many}


def make(cache, kind, count):
    """The data of a kind and size, from the cache if it is there."""
    state = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder = Path(cache) / f"{kind}-{count}-{state}"
    done = folder / "records"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "zones").mkdir(parents=True)
        done.write_text(str(KINDS[kind](folder, count)))
    zones = {path.stem: path
             for path in sorted((folder / "zones").glob("*.zone"))}
    return Data(folder, int(done.read_text()), zones)
