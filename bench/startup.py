#!/usr/bin/env python3
"""How soon the server answers after it was started, and what it occupies.

    startup.py MXD QNAME ZONE... [--rounds N]

Prints the median and the range of the rounds: milliseconds from exec to the
first answer over UDP, CPU milliseconds until then, and the proportional set
size (PSS) afterwards.
"""
import argparse
import json
import os
import socket
import statistics
import struct
import subprocess
import time


def query(qname):
    labels = [label for label in qname.rstrip(".").split(".") if label]
    wire = b"".join(bytes([len(l)]) + l.encode() for l in labels) + b"\0"
    return struct.pack("!6H", 1, 0, 1, 0, 0, 0) + wire + struct.pack("!2H", 15, 1)


def pss_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as smaps:
        for line in smaps:
            if line.startswith("Pss:"):
                return int(line.split()[1])
    raise RuntimeError("no PSS in smaps_rollup")


def cpu_ms(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def one_round(args):
    start = time.perf_counter()
    server = subprocess.Popen(
        [args.mxd, "serve", "--ready-json", "--listen", "127.0.0.1@0", *args.zones],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        ready = json.loads(server.stdout.readline())
        address, _, port = ready["listen"][0].rpartition("@")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(5)
            client.sendto(query(args.qname), (address, int(port)))
            reply = client.recv(65535)
        elapsed = (time.perf_counter() - start) * 1000
        if reply[3] & 15 != 0:
            raise SystemExit(f"{args.qname}: rcode {reply[3] & 15}")
        return elapsed, cpu_ms(server.pid), pss_kib(server.pid), ready["records"]
    finally:
        server.terminate()
        server.wait()


def show(what, unit, values, digits):
    print(f"{what:24}{statistics.median(values):10.{digits}f} {unit}"
          f"   ({min(values):.{digits}f} to {max(values):.{digits}f})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mxd")
    parser.add_argument("qname")
    parser.add_argument("zones", nargs="+")
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    rounds = [one_round(args) for _ in range(args.rounds)]
    print(f"{rounds[0][3]} records, {args.rounds} rounds: median (range)")
    show("start to first answer", "ms", [r[0] for r in rounds], 1)
    show("CPU until then", "ms", [r[1] for r in rounds], 0)
    show("PSS", "KiB", [r[2] for r in rounds], 0)


main()
