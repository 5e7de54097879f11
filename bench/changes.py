"""Changes by HTTP: how many a second, how long one takes, what queries feel.

    python3 bench/changes.py BUILD

BUILD is a folder configured with -Dbench=true (or with the tests).  Each
request adds one record or deletes it again, over connections that stay open,
each of which waits for its answer: so sixteen of them are sixteen clients.
"""

import json
import os
import re
import select
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 1
ROUNDS = 3
PAUSE = 0.0018  # about 500 changes a second
HEAD = "@ 3600 SOA ns h 1 1h 1h 1w 1h\n@ NS ns\nns A 192.0.2.53\n@ MX 10 ns\n"
TLSA = "_25._tcp.ns TLSA 3 1 1 " + "ab" * 32 + "\n"


class Running:
    """mxd with these zones, {name: text}."""

    def __init__(self, build, zones, *arguments):
        self.folder = tempfile.TemporaryDirectory(prefix="mxd-changes.")
        for name, text in zones.items():
            Path(self.folder.name, f"{name}.zone").write_text(
                text, encoding="ascii")
        self.process = subprocess.Popen(
            [build / "src/cli/mxd", "serve", "--ready-json", "--listen",
             "127.0.0.1@0", "--control", "127.0.0.1@0", *arguments,
             self.folder.name], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        said = json.loads(self.process.stdout.readline())
        self.dns = int(said["listen"][0].rsplit("@", 1)[1])
        self.http = int(said["control"].rsplit("@", 1)[1])

    def cpu(self):
        """Seconds that all its threads have run."""
        return sum(int(task.read_text().split()[0]) / 1e9 for task in
                   Path(f"/proc/{self.process.pid}/task").glob("*/schedstat"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.folder.cleanup()


class Client:
    """One connection, which adds a record and deletes it, in turns."""

    def __init__(self, port, number):
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = json.dumps({"records": [{"content": "192.0.2.1"}]}).encode()
        path = f"/v1/zones/a.test/records/by-name/new{number}/A HTTP/1.1\r\n"
        tail = "Host: localhost\r\n"
        self.requests = (
            f"PUT {path}{tail}Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode() + body,
            f"DELETE {path}{tail}\r\n".encode())
        self.turn = 0
        self.times = []

    def send(self):
        self.since = time.monotonic()
        self.sock.sendall(self.requests[self.turn])
        self.turn = 1 - self.turn

    def receive(self):
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.sock.recv(65536)
        head, body = answer.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        while len(body) < length:
            body += self.sock.recv(65536)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(body.decode())
        self.times.append(time.monotonic() - self.since)


def change(mxd, clients, seconds, pause=0):
    """(changes a second, milliseconds of the median one, ms of CPU of each)"""
    clients = {client.sock: client for client in
               (Client(mxd.http, i) for i in range(clients))}
    for client in clients.values():
        client.send()
    cpu, start = mxd.cpu(), time.monotonic()
    while time.monotonic() < start + seconds:
        for sock in select.select(list(clients), [], [], 5)[0]:
            clients[sock].receive()
            time.sleep(pause)
            clients[sock].send()
    took = time.monotonic() - start
    times = [t for client in clients.values() for t in client.times]
    return (len(times) / took, statistics.median(times) * 1e3,
            (mxd.cpu() - cpu) / len(times) * 1e3)


def report(what, many, one):
    print(f"{what:44} {many[0]:7.0f} a second by 16   {one[0]:7.0f} by one   "
          f"{one[1]:6.2f} ms, {one[2]:6.2f} of CPU", flush=True)


def measure(build, what, zones, *arguments):
    many, one = [], []
    for _ in range(ROUNDS):
        with Running(build, zones, *arguments) as mxd:
            change(mxd, 16, 0.1)  # makes what is made once
            many.append(change(mxd, 16, SECONDS))
            one.append(change(mxd, 1, SECONDS))
    report(what, statistics.median_low(many), statistics.median_low(one))


def measure_queries(build):
    """Queries answered a second, alone and while changes are made; in turns."""
    with tempfile.NamedTemporaryFile("w", suffix=".questions") as questions, \
            Running(build, {"a.test": HEAD}) as mxd:
        questions.write("a.test. MX\n")
        questions.flush()
        rates = {False: [], True: []}
        for _ in range(ROUNDS):
            for changing in rates:
                ask = subprocess.Popen(
                    [build / "bench/ask", "-s", str(SECONDS), str(mxd.dns),
                     questions.name], stdout=subprocess.PIPE)
                if changing:
                    made = change(mxd, 1, SECONDS - 0.2, PAUSE)
                got = json.loads(ask.communicate()[0])
                rates[changing].append(got["right"] / got["seconds"])
    alone, busy = (statistics.median(rates[x]) for x in (False, True))
    print(f"queries a second: {alone:.0f} alone, {busy:.0f} "
          f"({busy / alone:.0%}) beside {made[0]:.0f} changes a second; "
          f"{os.cpu_count()} processors for all of it")


def main():
    build = Path(sys.argv[1])
    large = HEAD + "".join(f"h{i} A 192.0.{i // 256}.{i % 256}\n"
                           for i in range(10_000))
    others = {f"z{i}.example": HEAD for i in range(10_000)}
    measure(build, "a small zone", {"a.test": HEAD})
    with tempfile.TemporaryDirectory(prefix="mxd-changes.") as state:
        measure(build, "the same with a state", {"a.test": HEAD},
                "--state", state)
    measure(build, "a zone of 10,000 names", {"a.test": large})
    measure(build, "a small zone beside 10,000",
            {"a.test": HEAD, **others})
    measure(build, "the same with TLSA", {"a.test": HEAD + TLSA, **others})
    measure_queries(build)


if __name__ == "__main__":
    main()
