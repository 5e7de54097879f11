"""Sets of zones: the folders of side_by_side/, each for one server.

`main` gets long_zone() besides.
"""

import shutil
from pathlib import Path

from harness import ROOT

FOLDER = ROOT / "tests/e2e/side_by_side"

# Rules that the zones break on purpose.
ALLOWED = ("mx-exchange-alias", "mx-exchange-dname", "zone-ns-alias")


def long_zone():
    """A zone of RRsets that do not fit: into 512 octets, into 1232, into the
    reach of compression pointers (16,383), into TCP's 65,535."""
    lines = ["$ORIGIN long.example.", "$TTL 3600",
             "@ SOA ns hostmaster 1 7200 3600 1209600 600",
             "@ NS ns", "ns A 192.0.2.1"]
    for owner, count in (("few", 5), ("some", 12), ("tens", 60),
                         ("hundreds", 1200), ("thousands", 4000)):
        for number in range(count):
            lines.append(f"{owner} MX {number} h{number}")
    for number in range(1200):
        lines.append(f"h{number} A 10.0.{number >> 8}.{number & 255}")
    for number in range(6):
        lines.append(f"h{number} AAAA 2001:db8::{number:x}")
    for number in range(100):
        lines.append(f"addresses A 10.1.0.{number}")
        lines.append(f"addresses AAAA 2001:db8:1::{number:x}")
    for number in range(40):
        lines.append(f"cut NS ns{number}.cut")
        lines.append(f"ns{number}.cut A 10.2.0.{number}")
        lines.append(f"ns{number}.cut AAAA 2001:db8:2::{number:x}")
    for number in range(8):
        lines.append(f"cut2 NS a-name-server-of-a-long-name-{number}.cut2")
        lines.append(f"a-name-server-of-a-long-name-{number}.cut2 "
                     f"A 10.3.0.{number}")
    lines.append("text TXT " + " ".join(f'"{"x" * 255}"' for _ in range(20)))
    lines.append("alias CNAME tens")
    return "\n".join(lines) + "\n"


def copy_set(name, into):
    """The zones of a set as files in a folder."""
    for path in (FOLDER / name).glob("*.zone"):
        shutil.copy(path, into)
    if name == "main":
        Path(into, "long.example.zone").write_text(long_zone())


def allowing():
    """Arguments that make mxd serve the sets."""
    return [word for rule in ALLOWED for word in ("--allow", rule)]
