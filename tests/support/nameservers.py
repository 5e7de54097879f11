"""Other name servers, from Debian: how each is told what to serve.

One row each.  All answer on one port of 127.0.0.1 by one thread or process,
without rights they need not, with all their files in one folder, and with
additional records wherever they know some.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from child import Child, free_port

ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class NameServer:
    """$folder, $address, $port, $log (how much is logged), $source (the folder
    of the zones) and $zones, made of one `zone` with $origin and $path for
    each, are put into `files` and `arguments`.
    """
    program: str
    arguments: tuple
    files: dict = field(default_factory=dict)
    zone: str = ""
    version: tuple = ("-v",)
    log: tuple = ("", "")  # $log: usual, and as little as can be

    def installed(self):
        """The path of the program, or None."""
        return shutil.which(self.program) or shutil.which(
            self.program, path="/usr/sbin:/usr/local/sbin")

    def configure(self, folder, port, zones, quiet=False):
        """Write the files for `zones`, {origin: path}; returns the command."""
        facts = {"folder": folder, "address": ADDRESS, "port": port,
                 "log": self.log[quiet],
                 "source": Path(next(iter(zones.values()))).parent}
        facts["zones"] = "".join(
            Template(self.zone).substitute(origin=origin, path=path)
            for origin, path in zones.items())
        for name, text in self.files.items():
            Path(folder, name).write_text(Template(text).substitute(facts))
        return [self.installed(), *(Template(word).substitute(facts)
                                    for word in self.arguments)]


NAME_SERVERS = {
    "nsd": NameServer(
        "nsd", ("-d", "-c", "$folder/nsd.conf"),
        {"nsd.conf": """\
server:
  ip-address: $address@$port
  server-count: 1
  username: ""
  zonesdir: "$folder"
  database: ""
  pidfile: ""
  xfrdir: "$folder"
  xfrdfile: "$folder/xfrd.state"
  zonelistfile: "$folder/zone.list"
  ipv4-edns-size: 1232
  rrl-ratelimit: 0
  minimal-responses: no
  hide-version: yes
remote-control:
  control-enable: no
$zones"""},
        'zone:\n  name: "$origin"\n  zonefile: "$path"\n'),

    "knot": NameServer(
        "knotd", ("-c", "$folder/knotd.conf"),
        {"knotd.conf": """\
server:
  rundir: $folder
  listen: $address@$port
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  udp-max-payload: 1232
  answer-rotation: off
database:
  storage: $folder
log:
  - target: stderr
    any: $log
template:
  - id: default
    zonefile-sync: -1
    journal-content: none
    semantic-checks: off
zone:
$zones"""},
        '  - domain: "$origin"\n    file: "$path"\n',
        version=("--version",), log=("info", "error")),

    "bind": NameServer(
        "named", ("-f", "-n", "1", "-c", "$folder/named.conf"),
        {"named.conf": """\
options {
	directory "$folder";
	listen-on port $port { $address; };
	listen-on-v6 { none; };
	pid-file none;
	session-keyfile none;
	lock-file none;
	max-udp-size 1232;
	minimal-responses no;
	recursion no;
	dnssec-validation no;
	notify no;
	querylog no;
};
controls { };
logging { category default { $log }; };
$zones"""},
        'zone "$origin" { type primary; file "$path"; };\n',
        log=("default_stderr;", "null;")),

    "pdns": NameServer(
        "pdns_server", ("--config-dir=$folder",),
        {"pdns.conf": """\
launch=bind
bind-config=$folder/zones.conf
local-address=$address
local-port=$port
socket-dir=$folder
daemon=no
guardian=no
setuid=
setgid=
receiver-threads=1
distributor-threads=1
udp-truncation-threshold=1232
security-poll-suffix=
version-string=anonymous
loglevel=$log
""",
         "zones.conf": """\
options { directory "$folder"; };
$zones"""},
        'zone "$origin" { type master; file "$path"; };\n',
        version=("--version",), log=("4", "0")),
}


class Running(Child):
    """One of these servers, which serves {origin: path}; `under` a program
    that runs it, if that is given.
    """

    address = ADDRESS
    port = None

    def __init__(self, server, zones, quiet=False, under=()):
        super().__init__()
        self.server, self.zones, self.quiet = server, zones, quiet
        self.under = under

    def launch(self, **options):
        self.port = free_port(self.address)
        self.start([*self.under,
                    *self.server.configure(self.folder, self.port, self.zones,
                                           self.quiet)],
                   cwd=self.folder, **options)
