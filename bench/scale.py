"""How mxd's figures grow with its data, and with its workers.

In the tables of this part a column is a size, not a server.
"""

import os
import signal
import time

import data
import measure
from servers import Running, mxd

NAMES = (2_500, 25_000, 250_000, 2_500_000)  # of four records
ZONES = (1_000, 10_000, 100_000)
QUICK = 2  # sizes
ROUNDS = 3
SOCKETS = 16
SETTLE = 0.2


def trial(args, served, workers=1):
    return measure.trial(
        Running(mxd(args.build, workers), served.zones, quiet=True),
        args.build / "bench/ask", served)


def make(args, kind, size):
    return data.make(args.build / "data", kind, size)


def run(args, results, say):
    """Fill results with the works "records", "zones", "workers", "growth"."""
    rounds = args.rounds or (1 if args.quick else ROUNDS)
    served = make(args, "lab", 20)
    with measure.before_others():
        with trial(args, served) as empty:
            pass
    for work, kind, sizes in (("records", "big", NAMES),
                              ("zones", "many", ZONES)):
        for size in sizes[:QUICK if args.quick else None]:
            say(f"scale: {size} of {kind}")
            grow(args, results, work, make(args, kind, size), rounds,
                 empty.found["pss"])
    say("scale: workers")
    two_workers(args, results, served, rounds)
    add_growth(results)
    say("")


def grow(args, results, work, served, rounds, empty):
    column = str(served.records if work == "records" else len(served.zones))
    with measure.before_others():
        for _ in range(rounds):
            with trial(args, served) as one:
                one.load("udp", args.seconds)
                if work == "zones":
                    one.found.update(reload(one, served))
            one.found["per_record"] = \
                (one.found["pss"] - empty) / served.records
            results.add(work, column, one.found)


# --- reload -------------------------------------------------------------------

def octets_read(pid):
    with open(f"/proc/{pid}/io", encoding="ascii") as counters:
        return int(counters.readline().split()[1])


def reload(one, served):
    """Change one zone, send SIGHUP, wait until its new name is there."""
    origin, path = next(iter(served.zones.items()))
    before = path.read_text(encoding="ascii")
    query = measure.query(f"new.{origin}", 0)
    try:
        path.write_text(before.replace(" 1 7200", " 2 7200") +
                        "new MX 10 mail\n", encoding="ascii")
        cpu, octets = measure.Cpu(one.pid).total, octets_read(one.pid)
        begin = time.perf_counter()
        os.kill(one.pid, signal.SIGHUP)
        measure.wait_for_answers(one.running.port, [query],
                                 one.running.running)
        took = time.perf_counter() - begin
        time.sleep(SETTLE)
        return {"reload": took * 1e3,
                "reload_cpu": (measure.Cpu(one.pid).total - cpu) * 1e3,
                "reload_read": octets_read(one.pid) - octets}
    finally:
        path.write_text(before, encoding="ascii")


# --- workers ------------------------------------------------------------------

def two_workers(args, results, served, rounds):
    """Nobody is pinned: who asks and who answers share all processors."""
    with measure.before_others():
        for _ in range(rounds):
            for workers in (1, 2):
                with trial(args, served, workers) as one:
                    measure.pin(one.pid, measure.EVERYWHERE)
                    os.sched_setaffinity(0, measure.EVERYWHERE)
                    one.load("udp", args.seconds, "-c", SOCKETS)
                    os.sched_setaffinity(0, measure.CLIENT_CPUS)
                # There is no saturating both processors from one of them.
                one.found["udp_busy"] = 1
                results.add("workers", str(workers), one.found)


def add_growth(results):
    """What the targets are about."""
    most, less = (str(3 + 4 * names) for names in NAMES[:1:-1])
    records = results.samples["records"]
    if most in records:
        results.add("growth", "mxd", {
            "tenfold": results.value("records", most, "start") /
            results.value("records", less, "start"),
            "per_record": results.value("records", most, "per_record")})
