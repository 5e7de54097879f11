"""Programs in the foreground: started, watched, ended.

Nothing but the standard library: tests and benchmarks both use it.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

# Never reached unless something is wrong: no test depends on timing.
PATIENCE = 60


class Ended(Exception):
    """The program ended before it was ready."""


class Child:
    """A program in the foreground, its error stream kept in a file."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mxd-e2e."))
        self.error_path = self.folder / "stderr"
        self.process = None

    def start(self, command, **options):
        with open(self.error_path, "ab") as errors:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL,
                stderr=errors, **{"stdout": subprocess.PIPE, **options})

    @property
    def pid(self):
        return self.process.pid

    def running(self):
        return self.process.poll() is None

    def log(self):
        """What was written to the error stream until now."""
        return self.error_path.read_text(errors="replace")

    def wait_for_log(self, text, seconds=PATIENCE):
        """Wait until `text` was written to the error stream."""
        end = time.monotonic() + seconds
        while text not in self.log():
            if not self.running() and text not in self.log():
                raise Ended(f"ended before saying {text!r}:\n{self.log()}")
            if time.monotonic() > end:
                raise AssertionError(f"not said: {text!r}:\n{self.log()}")
            time.sleep(0.01)

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=PATIENCE):
        """Wait until it ends by itself; returns its exit status."""
        return self.process.wait(seconds)

    def stop(self):
        """End it; returns its exit status."""
        if self.process is None:
            return None
        if self.running():
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        return self.process.returncode

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def resident(self):
        """Octets of memory that it has in use."""
        with open(f"/proc/{self.pid}/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        raise AssertionError("no VmRSS in /proc")


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def free_port(address="127.0.0.1"):
    """A port that is free for UDP and TCP, for programs that want a number."""
    for _ in range(100):
        with socket.socket(family(address), socket.SOCK_STREAM) as tcp, \
                socket.socket(family(address), socket.SOCK_DGRAM) as udp:
            tcp.bind((address, 0))
            port = tcp.getsockname()[1]
            try:
                udp.bind((address, port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free for UDP and TCP")
