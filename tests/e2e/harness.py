"""Start mxd, and other programs, for a test; talk to them; end them.

    with Mxd("zones/example.com.zone") as mxd:
        answer = mxd.ask("example.com", "MX")

mxd runs with --ready-json on a free port of 127.0.0.1, in a folder of its
own that goes when it ends.  What it logs is in mxd.log().  Leaving the block
ends it by SIGTERM and fails the test unless it exits with 0.
"""

import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

import dns.flags
import dns.message
import dns.query

ROOT = Path(os.environ.get("MXD_SOURCE_ROOT",
                           Path(__file__).resolve().parents[2]))
sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))

from child import (PATIENCE, Child, Ended, family,  # noqa: E402
                   free_port)


def program():
    """The path of mxd."""
    return os.environ["MXD"]


def has_control():
    """Whether mxd is built with the control API."""
    return os.environ.get("MXD_CONTROL") == "yes"


def sanitized():
    """Whether mxd is likely built with sanitizers."""
    return "ASAN_OPTIONS" in os.environ


class Server(Child):
    """A name server on self.address, self.port, UDP and TCP."""

    address = "127.0.0.1"
    port = None

    def udp(self):
        """A connected UDP socket."""
        sock = socket.socket(family(self.address), socket.SOCK_DGRAM)
        sock.settimeout(PATIENCE)
        sock.connect((self.address, self.port))
        return sock

    def tcp(self):
        """A connected TCP socket."""
        sock = socket.create_connection((self.address, self.port), PATIENCE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def ask(self, name, rdtype="A", *, tcp=False, rd=False, **options):
        """Ask one question; options are those of dns.message.make_query."""
        query = dns.message.make_query(name, rdtype, **options)
        if not rd:
            query.flags &= ~dns.flags.RD
        return self.send(query, tcp=tcp)

    def send(self, query, *, tcp=False):
        """Send one message and return the answer to it."""
        way = dns.query.tcp if tcp else dns.query.udp
        return way(query, self.address, PATIENCE, port=self.port)

    def exchange(self, octets):
        """Send octets over UDP and return those that come back."""
        with self.udp() as sock:
            sock.send(octets)
            return sock.recv(65535)


class Mxd(Server):
    """mxd serve."""

    def __init__(self, *arguments, config=None, listen=("127.0.0.1@0",),
                 environment=None, exit_status=0, ready=True):
        super().__init__()
        self.arguments = [program(), "serve", "--ready-json"]
        for endpoint in listen:
            self.arguments += ["--listen", endpoint]
        if config is not None:
            path = self.folder / "mxd.yaml"
            path.write_text(config)
            self.arguments += ["-c", path]
        self.arguments += arguments
        self.environment = environment
        self.exit_status = exit_status
        self.ready = ready
        self.said = {}

    def __enter__(self):
        try:
            self.start(self.arguments, cwd=ROOT,
                       env={**os.environ, **(self.environment or {})})
            if self.ready:
                self.wait_until_ready()
        except BaseException:
            self.stop()
            self.remove()
            raise
        return self

    def __exit__(self, kind, value, trace):
        status = self.stop()
        log = self.log()
        self.remove()
        if value is not None:
            value.add_note(log)
        elif status != self.exit_status:
            raise AssertionError(f"mxd ended with {status}:\n{log}")
        return False

    def wait_until_ready(self):
        line = self.read_line()
        try:
            self.said = json.loads(line)
        except ValueError:
            raise Ended(f"no ready line but {line!r}, status "
                        f"{self.process.poll()}:\n{self.log()}") from None
        self.endpoints = [split_endpoint(e) for e in self.said["listen"]]
        self.address, self.port = self.endpoints[0]

    def read_line(self):
        """One line of standard output, without waiting for ever."""
        line = b""
        out = self.process.stdout
        while not line.endswith(b"\n"):
            if not select.select([out], [], [], PATIENCE)[0]:
                break
            octets = os.read(out.fileno(), 1)
            if not octets:
                break
            line += octets
        return line.decode()

    def reload(self):
        self.signal(signal.SIGHUP)


def run_mxd(*arguments, config=None, environment=None):
    """Run mxd to its end; returns (status, standard output, errors)."""
    done = subprocess.run(
        [program(), *(str(word) for word in arguments)], cwd=ROOT,
        env={**os.environ, **(environment or {})}, capture_output=True,
        stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)
    return (done.returncode, done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"))


def run(*command):
    """Run a client; returns what it prints, errors included."""
    done = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        timeout=PATIENCE, check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"})
    return done.stdout.decode(errors="replace")


def split_endpoint(endpoint):
    address, port = endpoint.rsplit("@", 1)
    return address, int(port)


def frame(octets):
    """A message as it travels over TCP."""
    return struct.pack("!H", len(octets)) + octets


def read_exactly(sock, length):
    """`length` octets, fewer only at the end of the stream."""
    octets = bytearray()
    while len(octets) < length:
        more = sock.recv(length - len(octets))
        if not more:
            break
        octets += more
    return bytes(octets)


def read_framed(sock):
    """The next message of a TCP stream, or None at its end."""
    head = read_exactly(sock, 2)
    if len(head) < 2:
        return None
    return read_exactly(sock, struct.unpack("!H", head)[0])
