"""Other name servers to compare mxd with: NSD and Knot, from Debian.

    with Nsd(folder) as nsd:
        answer = nsd.ask("example.com", "MX")

`folder` holds the zones, ORIGIN.zone each ("root.zone" is the root's).  A
peer runs in the foreground on a free port of 127.0.0.1, with a configuration
of its own in a folder that goes when it ends.
"""

from pathlib import Path

from harness import Ended, Server
from nameservers import NAME_SERVERS, Running


def origin(path):
    return "." if path.stem == "root" else path.stem


class Peer(Running, Server):
    name = None
    ready = None
    failed = ("error:",)

    def __init__(self, folder):
        super().__init__(NAME_SERVERS[self.name],
                         {origin(path): path.resolve()
                          for path in sorted(Path(folder).glob("*.zone"))})

    @classmethod
    def installed(cls):
        return NAME_SERVERS[cls.name].installed()

    def __enter__(self):
        try:
            # Between finding a free port and taking it, another may have it.
            for attempt in range(5):
                try:
                    self.launch()
                    self.wait_for_log(self.ready)
                    break
                except Ended:
                    if attempt == 4:
                        raise
            for complaint in self.failed:
                assert complaint not in self.log(), self.log()
        except BaseException:
            self.stop()
            self.remove()
            raise
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        self.remove()
        return False


class Nsd(Peer):
    name = "nsd"
    ready = "nsd started"


class Knot(Peer):
    name = "knot"
    ready = "server started in the foreground"

    def wait_for_log(self, text, seconds=60):
        super().wait_for_log(text, seconds)
        # Zones are loaded in the background.
        for name in self.zones:
            label = name if name.endswith(".") else name + "."
            super().wait_for_log(f"[{label}] loaded", seconds)
