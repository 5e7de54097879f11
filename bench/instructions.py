"""User instructions a query, counted by callgrind: a figure that repeats.

The server runs on real sockets and is asked as in the part `lab`, with its
batches full.  Two runs that differ in the count of queries alone are
subtracted, which leaves starting and stopping out.  What the kernel does is
not counted, and what a system call costs the program is.
"""

import tempfile
from pathlib import Path

import data
import measure
from servers import ROOT, Running

KEPT = ROOT / "bench" / "instructions.txt"
QUERIES = (2_000, 12_000)
USUAL = ("mxd", "nsd", "knot")
CHANGE = 0.05  # that is worth telling
RESEND = 2  # so slow that hardly a query is asked twice
HEAD = """\
# User instructions an MX query (two exchanges, their A and AAAA), I/O
# included, as `./dev bench instructions` counts them; `--keep` writes this
# file.  Server, instructions, version.
"""


def total(folder):
    """Instructions of all processes."""
    counted = 0
    for path in folder.glob("callgrind.*"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("totals:", "summary:")):
                counted += int(line.split()[1])
                break
    return counted


def count(args, server, served, queries):
    with tempfile.TemporaryDirectory(prefix="mxd-bench.") as folder:
        running = Running(server, served.zones, quiet=True, under=(
            "valgrind", "--tool=callgrind", "--trace-children=yes",
            f"--callgrind-out-file={folder}/callgrind.%p"))
        with measure.trial(running, args.build / "bench/ask", served,
                           RESEND) as trial:
            got = trial.ask("-n", queries)
            if got["right"] != queries:
                raise RuntimeError(f"under callgrind: {got}")
        return total(Path(folder))


def a_query(args, server):
    """Instructions a query."""
    served = data.make(args.build / "data", "lab", 20)
    few, lot = (count(args, server, served, queries) for queries in QUERIES)
    return (lot - few) / (QUERIES[1] - QUERIES[0])


def kept():
    """{server: instructions}"""
    rows = [line.split(maxsplit=2) for line in
            KEPT.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]
    return {row[0]: float(row[1]) for row in rows}


def keep(counted, versions):
    KEPT.write_text(HEAD + "".join(
        f"{name:6}{instructions:9.0f}  {versions[name]}\n"
        for name, instructions in counted.items()), encoding="utf-8")


def changes(counted):
    """What is no more as it was kept: a list of sentences."""
    before = kept()
    for name, now in counted.items():
        if name not in before:
            yield f"instructions: {name}: not in {KEPT.name}"
        elif abs(now / before[name] - 1) > CHANGE:
            yield (f"instructions: {name}: {now:.0f} a query, "
                   f"{now / before[name] - 1:+.1%} against {KEPT.name}")
