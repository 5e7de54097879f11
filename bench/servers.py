"""Who is measured: mxd, its peers, and the least that a server can do."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "support"))

from nameservers import (NAME_SERVERS, NameServer,  # noqa: E402,F401
                         Running)

# Answers what it is asked by the octets of the question: no DNS server, but
# what the kernel takes for itself.
FLOOR = "echo"


def servers(build):
    """{name: NameServer}: mxd and the floor are those of a build."""
    return {
        "mxd": NameServer(
            str(build / "src/cli/mxd"), ("serve", "-c", "$folder/mxd.yaml"),
            {"mxd.yaml": """\
listen: [$address@$port]
workers: 1
tcp-connections: 1000
log-level: $log
zones: [$source]
"""},
            version=("--version",), log=("info", "error")),
        **NAME_SERVERS,
        FLOOR: NameServer(str(build / "bench/echo"), ("$port",)),
    }
