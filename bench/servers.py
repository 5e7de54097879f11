"""Who is measured: mxd, its peers, and the least that a server can do."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "support"))

from nameservers import (NAME_SERVERS, NameServer,  # noqa: E402,F401
                         Running)

# Sends the question back, as long as mxd's answer to an MX query of `lab`: no
# DNS server, but what the kernel takes for itself.
FLOOR = "echo"
FLOOR_OCTETS = 172


def mxd(build, workers=1, more=""):
    return NameServer(
        str(build / "src/cli/mxd"), ("serve", "-c", "$folder/mxd.yaml"),
        {"mxd.yaml": f"""\
listen: [$address@$port]
workers: {workers}
log-level: $log
zones: [$source]
{more}"""},
        version=("--version",), log=("info", "error"))


def variants(build):
    """{name: NameServer}: mxd otherwise, to be named by --servers."""
    return {
        "watched": mxd(build, more="control: 127.0.0.1@0\n"),
        "unwatched": mxd(build, more="control: 127.0.0.1@0\nqueries: 0\n"),
    }


def servers(build):
    """{name: NameServer}: mxd and the floor are those of a build."""
    return {
        "mxd": mxd(build),
        **NAME_SERVERS,
        FLOOR: NameServer(str(build / "bench/echo"), ("$port", str(FLOOR_OCTETS))),
    }
