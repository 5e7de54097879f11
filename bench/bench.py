#!/usr/bin/env python3
"""Measure mxd beside other name servers.

    bench.py BUILD [PART...] [--quick] [--rounds N] [--servers NAME,...]

Parts: lab (one zone, 20 mail domains), big (a million records), many (ten
thousand zones), instructions (a query, by callgrind), process (parts of
mxd without a socket), and, if named, scale (ten times more, and more).

All servers run the same data in turn, round by round, by one worker on a
processor of its own; figures are medians ± half the range.
"""

import argparse
import fcntl
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import data
import inprocess
import instructions
import measure
import output
import report
import scale
from servers import FLOOR, Running, servers, variants

LOCK = "/tmp/mxd-bench.lock"


@dataclass(frozen=True)
class Work:
    """What is served, how it is asked, how often."""
    kind: str
    size: int
    quick_size: int
    rounds: int
    ways: tuple  # (name, arguments of `ask`)


UDP = ("udp", ())
# BIND lets no more than ten connections wait to be accepted.
TCP = ("tcp", ("-t", "-c", 8, "-w", 8))
PIPED = ("piped", ("-t", "-c", 8, "-w", 32))
WORKS = {
    "lab": Work("lab", 20, 20, 9, (UDP, TCP, PIPED)),
    "big": Work("big", 250_000, 25_000, 5, (UDP,)),
    "many": Work("many", 10_000, 1_000, 5, (UDP,)),
}
USUAL = [*WORKS, "instructions", "process"]
PARTS = [*USUAL, "scale"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("parts", nargs="*", metavar="PART",
                        help=f"some of {', '.join(PARTS)}; all")
    parser.add_argument("--servers", metavar="NAME,...",
                        help="only these, of mxd, nsd, knot, bind, pdns, echo")
    parser.add_argument("--rounds", type=int, metavar="N",
                        help="9 of lab, 5 of others; 1 when quick")
    parser.add_argument("--seconds", type=float, metavar="S",
                        help="how long each way is asked in a round")
    parser.add_argument("--quick", action="store_true",
                        help="little data, few rounds: a look, no figures")
    parser.add_argument("--keep", action="store_true",
                        help="write bench/instructions.txt anew")
    parser.add_argument("--polite", action="store_true",
                        help="go before nobody on this machine: no figures")
    parser.add_argument("--dnsperf", action="store_true",
                        help="ask by dnsperf too")
    parser.add_argument("--docs", action="store_true",
                        help="write the figures of docs/performance.md anew")
    parser.add_argument("--out", type=Path, metavar="FOLDER",
                        help="where results go (BUILD/results)")
    args = parser.parse_intermixed_args()
    args.build = args.build.resolve()
    args.parts = args.parts or USUAL
    args.out = args.out or args.build / "results"
    args.seconds = args.seconds or (0.2 if args.quick else 0.6)
    unknown = set(args.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return args


def chosen(args):
    """{name: NameServer} of those that are wanted and there."""
    usual = servers(args.build)
    names = args.servers.split(",") if args.servers else list(usual)
    everyone = {**usual, **variants(args.build)}
    for name in names:
        if name not in everyone:
            sys.exit(f"bench: no such server: {name}")
        if not everyone[name].installed():
            sys.exit(f"bench: {name} is not installed")
    return {name: everyone[name] for name in names}


def version(server):
    done = subprocess.run([server.installed(), *server.version], check=False,
                          capture_output=True, text=True)
    found = re.search(r"\d+\.\d+(\.\d+)*", done.stdout + done.stderr)
    return found.group() if found else ""


def say(what):
    """Where it is, to whoever watches."""
    if sys.stderr.isatty():
        print(f"\r{what}\033[K", end="", file=sys.stderr, flush=True)


def one_trial(args, server, served, ways):
    running = Running(server, served.zones, quiet=True)
    with measure.trial(running, args.build / "bench/ask", served) as trial:
        for way, options in ways:
            trial.load(way, args.seconds, *options)
        if args.dnsperf:
            trial.dnsperf()
    return trial.found


def run_work(args, part, everyone, results):
    work = WORKS[part]
    served = data.make(args.build / "data", work.kind,
                       work.quick_size if args.quick else work.size)
    rounds = args.rounds or (1 if args.quick else work.rounds)
    with measure.before_others() as first:
        results.facts["real-time priority"] = first
        for number in range(rounds):
            for name in rotated(list(everyone), number):
                if name == FLOOR and part != "lab":
                    continue
                say(f"{part}: round {number + 1} of {rounds}, {name}")
                results.add(part, name, one_trial(
                    args, everyone[name], served,
                    work.ways if name != FLOOR else (UDP,)))
    say("")
    add_per_record(results, part, served.records)


def count_instructions(args, everyone, results):
    counted = {}
    for name, server in everyone.items():
        if name not in (args.servers or instructions.USUAL) or name == FLOOR:
            continue
        say(f"instructions: {name}")
        counted[name] = instructions.a_query(args, server)
        results.add("lab", name, {"instructions": counted[name]})
    say("")
    if args.keep:
        instructions.keep(counted, results.versions)
    results.remarks += instructions.changes(counted)


def add_per_record(results, part, records):
    """Memory beyond that of the small zone, if both were measured."""
    if part == "lab" or "lab" not in results.samples:
        return
    for name, found in results.samples[part].items():
        empty = results.value("lab", name, "pss") or 0
        found["per_record"] = [(octets - empty) / records
                               for octets in found["pss"]]


def rotated(names, number):
    """Each round begins with another."""
    at = number % len(names)
    return names[at:] + names[:at]


def run_part(args, part, everyone, results):
    if part == "process":
        results.process = inprocess.run(args, say)
    elif part == "scale":
        scale.run(args, results, say)
    elif part == "instructions":
        count_instructions(args, everyone, results)
    else:
        run_work(args, part, everyone, results)


def main():
    args = arguments()
    everyone = chosen(args)
    results = report.Results()
    results.facts = {**output.machine(), "seconds a round and way": args.seconds,
                     "quick": args.quick}
    results.versions = {name: version(server)
                        for name, server in everyone.items() if name != FLOOR}
    measure.polite = args.polite
    with open(LOCK, "w", encoding="ascii") as lock:
        if not args.polite:
            fcntl.flock(lock, fcntl.LOCK_EX)
        for part in args.parts:
            run_part(args, part, everyone, results)
    output.show(results, args.out)
    if args.docs:
        output.document(results)


if __name__ == "__main__":
    main()
