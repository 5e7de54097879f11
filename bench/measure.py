"""What a server costs: CPU time, memory, time to its first answer.

CPU time is that of all processes of a server, by the scheduler's clock
(nanoseconds).  How it splits into user and system time is counted by the
kernel in ticks (4 ms at 250 Hz): good for a share over seconds, not for one
query.  Threads that have ended are in it.
"""

import json
import os
import socket
import struct
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 300
FIRST_ANSWERS = 100  # of as many questions at most the first is waited for
RESEND = 0.005
WARM_SECONDS = 0.1
MX = 15


# --- processes ----------------------------------------------------------------

def processes(pid):
    """A process and all below it."""
    yield pid
    for _, children in of_tasks(pid, "children"):
        for child in children.split():
            yield from processes(int(child))


def of_tasks(pid, name):
    """(thread, what its file says); they come and go meanwhile."""
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            yield int(task), Path(f"/proc/{pid}/task/{task}/{name}") \
                .read_text(encoding="ascii")
        except (FileNotFoundError, ProcessLookupError):
            continue


def clock(pid, which):
    """A CPU clock of another process (see clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | which)


class Cpu:
    """CPU seconds: all, and by ticks user and all; seconds runnable."""

    def __init__(self, pid):
        all_of_it = list(processes(pid))
        self.total = sum(clock(process, 2) for process in all_of_it)
        self.user_ticks = sum(clock(process, 1) for process in all_of_it)
        self.ticks = sum(clock(process, 0) for process in all_of_it)
        self.waited = sum(waited(process) for process in all_of_it)


def waited(pid):
    """Seconds for which threads could have run, but others did."""
    return sum(int(stat.split()[1])
               for _, stat in of_tasks(pid, "schedstat")) / 1e9


def pss(pid):
    """Octets, those shared with others in proportion."""
    return sum(int(line.split()[1]) * 1024
               for process in processes(pid)
               for line in Path(f"/proc/{process}/smaps_rollup")
               .read_text(encoding="ascii").splitlines()
               if line.startswith("Pss:"))


# --- processors ---------------------------------------------------------------

polite = False  # whether others go first all the same
EVERYWHERE = os.sched_getaffinity(0)
SERVER_CPUS = {min(EVERYWHERE)}
CLIENT_CPUS = EVERYWHERE - SERVER_CPUS or EVERYWHERE


def pin(pid, cpus):
    for process in processes(pid):
        for task, _ in of_tasks(process, "stat"):
            try:
                os.sched_setaffinity(task, cpus)
            except ProcessLookupError:
                continue


@contextmanager
def before_others():
    """On processors of our own, before all else on this machine if allowed.

    Yields whether it is.
    """
    os.sched_setaffinity(0, CLIENT_CPUS)
    allowed = not polite
    try:
        if allowed:
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        allowed = False
    try:
        yield allowed
    finally:
        if allowed:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        os.sched_setaffinity(0, EVERYWHERE)


# --- the server's first answers -----------------------------------------------

def query(name, number):
    labels = [label for label in name.split(".") if label]
    wire = b"".join(bytes([len(label)]) + label.encode() for label in labels)
    return (struct.pack("!6H", number, 0, 1, 0, 0, 0) + wire + b"\0" +
            struct.pack("!2H", MX, 1))


def first_questions(data):
    """Some of the names that are asked, spread over all."""
    names = [line.split()[0] for line in
             data.questions.read_text(encoding="ascii").splitlines()]
    step = max(1, len(names) // FIRST_ANSWERS) if len(data.zones) > 1 \
        else len(names)
    return [query(name, number) for number, name in enumerate(names[::step])]


def is_right(answer):
    return answer[2] & 0x80 and answer[3] & 15 == 0 and \
        answer[6:8] != b"\0\0"


def wait_for_answers(port, queries, alive, resend=RESEND):
    """Ask until each query was answered right."""
    end = time.monotonic() + PATIENCE
    left = dict(enumerate(queries))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", port))
        while left:
            if time.monotonic() > end or not alive():
                raise RuntimeError("the server does not answer")
            try:
                for wire in left.values():
                    sock.send(wire)
                sock.settimeout(resend)
                while left:
                    answer = sock.recv(65535)
                    if is_right(answer):
                        left.pop(int.from_bytes(answer[:2], "big"), None)
            except ConnectionRefusedError:
                time.sleep(0.0002)
            except TimeoutError:
                pass


class Trial:
    """One run of a server, and what was measured."""

    def __init__(self, running, ask, data, resend):
        self.running, self.ask_program, self.data = running, ask, data
        self.resend = resend
        self.found = {}

    @property
    def pid(self):
        return self.running.pid

    def start(self):
        """Start it, on all processors, and wait for the first answers."""
        queries = first_questions(self.data)
        os.sched_setaffinity(0, EVERYWHERE)
        begin = time.perf_counter()
        self.running.launch(stdout=subprocess.DEVNULL)
        os.sched_setaffinity(0, CLIENT_CPUS)
        wait_for_answers(self.running.port, queries, self.running.running,
                         self.resend)
        self.found["start"] = (time.perf_counter() - begin) * 1e3
        self.found["load_cpu"] = Cpu(self.pid).total * 1e3
        self.found["pss"] = pss(self.pid)
        pin(self.pid, SERVER_CPUS)

    def ask(self, *arguments):
        done = subprocess.run(
            [self.ask_program, *map(str, arguments), str(self.running.port),
             self.data.questions], capture_output=True, check=True)
        return json.loads(done.stdout)

    def load(self, way, seconds, *arguments):
        """CPU, queries a second and what was wrong at saturation."""
        self.ask("-s", WARM_SECONDS, *arguments)
        before = Cpu(self.pid)
        got = self.ask("-s", seconds, *arguments)
        after = Cpu(self.pid)
        answered = max(got["right"] + got["wrong"], 1)
        cpu = (after.total - before.total) / answered * 1e9
        ticks = max(after.ticks - before.ticks, 1e-9)
        user = cpu * (after.user_ticks - before.user_ticks) / ticks
        runnable = got["seconds"] - (after.waited - before.waited)
        self.found.update({
            f"{way}_cpu": cpu,
            f"{way}_user": user,
            f"{way}_system": cpu - user,
            f"{way}_qps": got["right"] / got["seconds"],
            f"{way}_busy": (after.total - before.total) / runnable,
            f"{way}_octets": got["octets"] / answered,
            f"{way}_additional": got["additional"] / answered,
            f"{way}_wrong": got["wrong"] / answered,
            f"{way}_lost": got["lost"] / answered,
        })

    def dnsperf(self):
        """The same by a load generator that others wrote."""
        before = Cpu(self.pid)
        done = subprocess.run(
            ["dnsperf", "-s", "127.0.0.1", "-p", str(self.running.port),
             "-d", self.data.questions, "-l", "1", "-q", "128", "-e"],
            capture_output=True, check=True, text=True)
        said = dict(line.split(":", 1) for line in done.stdout.splitlines()
                    if ":" in line)
        answered = int(said["  Queries completed"].split()[0])
        self.found.update({
            "dnsperf_cpu": (Cpu(self.pid).total - before.total) /
            max(answered, 1) * 1e9,
            "dnsperf_qps": float(said["  Queries per second"]),
            "dnsperf_lost": int(said["  Queries lost"].split()[0]) /
            max(answered, 1),
        })


@contextmanager
def trial(running, ask, data, resend=RESEND):
    run = Trial(running, ask, data, resend)
    try:
        run.start()
        yield run
    finally:
        running.stop()
        running.remove()
