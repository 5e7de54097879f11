"""Other name servers to compare mxd with: NSD and Knot, from Debian.

    with Nsd(folder) as nsd:
        answer = nsd.ask("example.com", "MX")

`folder` holds the zones, ORIGIN.zone each ("root.zone" is the root's).  A
peer runs in the foreground on a free port of 127.0.0.1, without rights it
needs not, with a configuration of its own in a folder that goes when it ends.
"""

import shutil
from pathlib import Path

from harness import Ended, Server, free_port


def origin(path):
    return "." if path.stem == "root" else path.stem


class Peer(Server):
    program = None
    ready = None
    failed = ()

    def __init__(self, folder):
        super().__init__()
        self.zones = {origin(path): path.resolve()
                      for path in sorted(Path(folder).glob("*.zone"))}

    @classmethod
    def installed(cls):
        return shutil.which(cls.program) or shutil.which(
            cls.program, path="/usr/sbin:/usr/local/sbin")

    def __enter__(self):
        try:
            # Between finding a free port and taking it, another may have it.
            for attempt in range(5):
                self.port = free_port(self.address)
                try:
                    self.start(self.command(), cwd=self.folder)
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

    def configure(self, text):
        path = self.folder / f"{self.program}.conf"
        path.write_text(text)
        return path


class Nsd(Peer):
    program = "nsd"
    ready = "nsd started"
    failed = ("error:",)

    def command(self):
        lines = [f"""\
server:
  ip-address: {self.address}@{self.port}
  server-count: 1
  username: ""
  zonesdir: "{self.folder}"
  database: ""
  pidfile: ""
  xfrdir: "{self.folder}"
  xfrdfile: "{self.folder}/xfrd.state"
  zonelistfile: "{self.folder}/zone.list"
  ipv4-edns-size: 1232
  rrl-ratelimit: 0
  minimal-responses: no
  hide-version: yes
remote-control:
  control-enable: no
"""]
        for name, path in self.zones.items():
            lines.append(f'zone:\n  name: "{name}"\n  zonefile: "{path}"\n')
        config = self.configure("".join(lines))
        return [self.installed(), "-d", "-c", config]


class Knot(Peer):
    program = "knotd"
    ready = "server started in the foreground"
    failed = ("error:",)

    def command(self):
        lines = [f"""\
server:
  rundir: {self.folder}
  listen: {self.address}@{self.port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  udp-max-payload: 1232
  answer-rotation: off
database:
  storage: {self.folder}
log:
  - target: stderr
    any: info
template:
  - id: default
    zonefile-sync: -1
    journal-content: none
    semantic-checks: off
zone:
"""]
        for name, path in self.zones.items():
            lines.append(f'  - domain: "{name}"\n    file: "{path}"\n')
        config = self.configure("".join(lines))
        return [self.installed(), "-c", config]

    def wait_for_log(self, text, seconds=60):
        super().wait_for_log(text, seconds)
        # Zones are loaded in the background.
        for name in self.zones:
            label = name if name.endswith(".") else name + "."
            super().wait_for_log(f"[{label}] loaded", seconds)
