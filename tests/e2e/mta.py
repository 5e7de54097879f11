"""Where Postfix, Exim and OpenSMTPD really deliver is where `mxd route --mta`
says.

Everything runs in a network and mount namespace of its own: mxd is the only
DNS server, on port 53, and smtp-sink stands at the addresses of the exchanges,
which are local by a route (so that no sender takes them for its own).  Exim and
OpenSMTPD, whose packages conflict with Postfix's, are unpacked beside it.
"""

import ctypes
import json
import os
import re
import shutil
import smtplib
import subprocess
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

from harness import Mxd, run_mxd, sanitized

NEW_NETWORK_AND_MOUNTS = 0x40000000 | 0x00020000
HEAD = "$TTL 60\n@ SOA ns h 1 7200 3600 1209600 60\n@ NS ns\nns A 10.99.0.53\n"
LONG = "a-mail-host-with-a-name-as-long-as-can-be-{:02d}"
SELF = "sender.test."
USERS = {"Debian-exim": 65500, "opensmtpd": 65501, "opensmtpq": 65502}
HOSTS = [f"10.99.0.{i}" for i in range(1, 5)]  # with a sink; .9 has none


def down(count):
    """Hosts that are down, and one more that is not."""
    return "".join(f"@ MX {i} h{i}\nh{i} A 10.99.0.{10 + i}\n"
                   for i in range(1, count + 1)) + "@ MX 20 b\nb A 10.99.0.2\n"


ZONES = {
    "order.test": "@ MX 20 b\n@ MX 10 a\na A 10.99.0.1\nb A 10.99.0.2\n"
                  "sub TXT nothing\nhost A 10.99.0.3\n",
    "backup.test": "@ MX 10 a\n@ MX 20 b\na A 10.99.0.9\nb A 10.99.0.2\n",
    "equal.test": "@ MX 10 a\n@ MX 10 b\n@ MX 10 c\na A 10.99.0.1\n"
                  "b A 10.99.0.2\nc A 10.99.0.3\n",
    "null.test": "@ MX 0 .\n@ A 10.99.0.1\n",
    "bare.test": "@ A 10.99.0.3\n",
    "noaddress.test": "@ MX 10 a\na TXT nothing\n",
    "over512.test": "".join(f"@ MX {i} {LONG.format(i)}\n"
                            f"{LONG.format(i)} A 10.99.0.{1 if i == 1 else 2}\n"
                            for i in range(1, 9)),
    "over1232.test": "".join(f"@ MX {i} {LONG.format(i)}\n"
                             f"{LONG.format(i)} A 10.99.0."
                             f"{1 if i == 1 else 2}\n"
                             for i in range(1, 31)),
    "wild.test": "* MX 10 a\na A 10.99.0.4\n",
    "other.test": "@ MX 10 a.order.test.\n",
    "alias.test": "@ MX 10 a\na CNAME b\nb A 10.99.0.4\n",
    "half.test": "@ MX 10 a\n@ MX 20 b\na TXT nothing\nb A 10.99.0.2\n",
    # Postfix tries five addresses of one message; those count that are down.
    "four.test": down(4),
    "five.test": down(5),
    "down.test": "@ MX 10 a\na A 10.99.0.9\n",
    "broken.test": "@ MX ten a\n",
    # Those that the sender is an exchange of: 127.0.0.1 is where it listens.
    "behind.test": f"@ MX 10 a\n@ MX 20 {SELF}\n@ MX 30 b\n"
                   "a A 10.99.0.1\nb A 10.99.0.2\n",
    "keep.test": f"@ MX 10 a\n@ MX 20 {SELF}\n@ MX 30 b\n"
                 "a A 10.99.0.9\nb A 10.99.0.2\n",
    "loop.test": f"@ MX 10 {SELF}\n@ MX 20 b\nb A 10.99.0.2\n",
    "primary.test": f"@ MX 10 a\n@ MX 20 {SELF}\na TXT nothing\n",
    # So that a name for which there is no zone does not exist.
    "test": "sender A 127.0.0.1\n",
}
SINGLE = ["order.test", "host.order.test", "sub.order.test",
          "no.order.test", "unknown.test", "backup.test", "null.test",
          "bare.test", "noaddress.test", "over512.test", "over1232.test",
          "any.wild.test", "other.test", "alias.test", "half.test",
          "four.test", "five.test", "down.test", "broken.test"]
OWN = ["behind.test", "keep.test", "loop.test", "primary.test"]
DOWN = ["a.backup.test", "a.down.test", "a.keep.test"] + [
    f"h{i}.{zone}.test" for zone in ("four", "five") for i in range(1, 6)]
SPREAD = 45
# What the logs of Postfix and OpenSMTPD say.
VERDICTS = {"sent": "deliver", "deferred": "defer", "bounced": "bounce",
            "Ok": "deliver", "TempFail": "defer", "PermFail": "bounce"}
stage = None


def need(condition, why):
    if not condition:
        raise unittest.SkipTest(why)


def run(*words, **options):
    options = {"check": True, **options}
    return subprocess.run([str(word) for word in words],
                          capture_output=True, text=True, **options)


def unpack(folder, name):
    """Where the programs of a Debian package are, unpacked."""
    try:
        run("apt-get", "download", name, cwd=folder)
        package = next(folder.glob(f"{name}_*.deb"))
        run("dpkg", "-x", package, folder / name)
    except (subprocess.CalledProcessError, FileNotFoundError, StopIteration):
        raise unittest.SkipTest(f"the package {name} is not to be had") from None
    return folder / name / "usr" / "sbin"


class Stage:
    """The namespace, the zones, mxd and the sinks."""

    def __init__(self):
        need(not sanitized(), "other builds of mxd route the same")
        need(os.geteuid() == 0, "only root can make namespaces")
        for program in ("postfix", "smtp-sink", "ip", "mount"):
            need(shutil.which(program), f"there is no {program}")
        self.folder = Path(tempfile.mkdtemp(prefix="mxd-mta.", dir="/var/tmp"))
        self.folder.chmod(0o755)
        self.sinks = []
        self.mxd = None
        self.enter([unpack(self.folder, "exim4-daemon-light"),
                    unpack(self.folder, "opensmtpd")])

    def enter(self, programs):
        libc = ctypes.CDLL(None, use_errno=True)
        need(libc.unshare(NEW_NETWORK_AND_MOUNTS) == 0,
             "namespaces cannot be made here")
        self.put("resolv.conf", "nameserver 127.0.0.1\noptions edns0\n")
        self.put("passwd", Path("/etc/passwd").read_text() + "".join(
            f"{name}:x:{uid}:{uid}::/nonexistent:/bin/false\n"
            for name, uid in USERS.items()))
        self.put("group", Path("/etc/group").read_text() + "".join(
            f"{name}:x:{uid}:\n" for name, uid in USERS.items()))
        layers = ":".join(str(path) for path in programs)
        try:
            run("mount", "--make-rprivate", "/")
            for name in ("resolv.conf", "passwd", "group"):
                run("mount", "--bind", self.folder / name, f"/etc/{name}")
            run("mount", "-t", "overlay", "overlay", "-o",
                f"lowerdir={layers}:/usr/sbin", "/usr/sbin")
            # What OpenSMTPD has at fixed places.
            for place in ("/var/spool", "/var/lib", "/run"):
                run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", place)
            Path("/var/lib/opensmtpd/empty").mkdir(parents=True)
            run("ip", "link", "set", "lo", "up")
            run("ip", "route", "add", "local", "10.99.0.0/24", "dev", "lo")
            # Without an address beyond the loopback's, OpenSMTPD's resolver
            # finds none (AI_ADDRCONFIG).
            run("ip", "link", "add", "wire", "type", "veth", "peer", "end")
            run("ip", "address", "add", "10.98.0.1/24", "dev", "wire")
            run("ip", "link", "set", "wire", "up")
        except subprocess.CalledProcessError as error:
            raise unittest.SkipTest(f"cannot set the namespace up: "
                                    f"{error.stderr}") from None

    def put(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def start(self):
        for origin, text in ZONES.items():
            self.put(f"zones/{origin}.zone", HEAD + text)
        self.mxd = Mxd("--allow", "mx-exchange-alias",
                       str(self.folder / "zones"), listen=("127.0.0.1@53",))
        self.mxd.__enter__()
        mail = self.folder / "mail"
        mail.mkdir()
        mail.chmod(0o777)
        for host in HOSTS:
            self.sinks.append(subprocess.Popen(
                ["smtp-sink", "-u", "nobody", "-d", f"{host}_", f"{host}:25",
                 "100"], cwd=mail, stderr=subprocess.DEVNULL))

    def delivered(self, recipient):
        """How many messages for it came to each address."""
        counts = Counter()
        for path in (self.folder / "mail").iterdir():
            if f"<{recipient}>" in path.read_text(errors="replace"):
                counts[path.name.split("_")[0]] += 1
        return counts

    def stop(self):
        for sink in self.sinks:
            sink.kill()
            sink.wait()
        if self.mxd:
            self.mxd.__exit__(None, None, None)


def setUpModule():
    global stage
    stage = Stage()
    unittest.addModuleCleanup(shutil.rmtree, stage.folder, True)
    unittest.addModuleCleanup(stage.stop)
    stage.start()


def wait_until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)


def route(domain, mta):
    """What mxd says: the verdict, and the addresses of the first group."""
    words = ["route", domain, "--mta", mta, "--server", "127.0.0.1@53",
             "--format", "json"]
    words += [word for host in DOWN for word in ("--down", host)]
    if domain in OWN:
        words += ["--me", SELF]
    got = json.loads(run_mxd(*words)[1])
    for group in got["groups"]:
        hosts = [host for host in group
                 if host["tried"] and host["state"] != "down"]
        if hosts:
            return got, {address for host in hosts
                         for address in host["addresses"]}
    return got, set()


class Sender:
    """What is the same with all of them."""

    def send(self, recipient, count=1):
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as smtp:
            for _ in range(count):
                smtp.sendmail("<>", [recipient], "Subject: a test\n\nx\n")

    def test_places(self):
        """each domain's mail goes where the route says, or stays or bounces"""
        for domain in SINGLE + OWN:
            self.send(f"{self.mta}@{domain}")
        for domain in SINGLE + OWN:
            recipient = f"{self.mta}@{domain}"
            with self.subTest(domain=domain):
                said, addresses = route(domain, self.mta)
                wait_until(lambda: stage.delivered(recipient) or
                           self.became(recipient))
                got = stage.delivered(recipient)
                if said["verdict"] == "deliver":
                    self.assertEqual((set(got), sum(got.values())),
                                     (addresses, 1), self.story(recipient))
                else:
                    self.assertFalse(got)
                    self.assertEqual(self.became(recipient),
                                     self.expected(domain, said),
                                     self.story(recipient))

    def expected(self, _, said):
        """The verdict, as far as the log tells it."""
        return said["verdict"]

    def story(self, recipient):
        """What the log has of it."""
        return "\n".join(line for line in self.log().splitlines()
                         if recipient in line)

    def spread(self):
        """Where many messages went that may go to three places."""
        recipient = f"{self.mta}@equal.test"
        self.send(recipient, SPREAD)
        wait_until(lambda: sum(stage.delivered(recipient).values()) == SPREAD)
        got = stage.delivered(recipient)
        self.assertEqual(sum(got.values()), SPREAD)
        return got

    def test_spread(self):
        """equal preferences share the mail"""
        got = self.spread()
        self.assertEqual(set(got), route("equal.test", self.mta)[1])
        # One in three, within what chance does once in many thousand runs.
        self.assertTrue(all(2 <= n <= 33 for n in got.values()), got)


class Postfix(Sender, unittest.TestCase):
    mta = "postfix"
    port = 2525

    @classmethod
    def setUpClass(cls):
        base = stage.folder / "postfix"
        for name in ("etc", "queue", "data"):
            (base / name).mkdir(parents=True)
        shutil.chown(base / "data", "postfix")
        cls.path = base / "log"
        settings = {
            "compatibility_level": "3.6", "queue_directory": base / "queue",
            "data_directory": base / "data", "maillog_file": cls.path,
            "maillog_file_prefixes": stage.folder,
            "inet_interfaces": "127.0.0.1", "inet_protocols": "ipv4",
            "myhostname": "sender.test", "mydestination": "",
            "mynetworks": "127.0.0.0/8", "alias_maps": "",
            "smtp_connection_cache_on_demand": "no", "smtp_host_lookup": "dns",
            "smtputf8_enable": "no", "local_recipient_maps": "",
        }
        (base / "etc" / "main.cf").write_text(
            "".join(f"{name} = {value}\n" for name, value in settings.items()))
        services = Path("/usr/share/postfix/master.cf.dist").read_text()
        lines = [line.split() for line in services.splitlines()
                 if line and line[0] not in "# \t"]
        for line in lines:
            line[4] = "n"  # no chroot
            if line[0] == "smtp" and line[1] == "inet":
                line[0] = f"127.0.0.1:{cls.port}"
        (base / "etc" / "master.cf").write_text(
            "".join(" ".join(line) + "\n" for line in lines
                    if line[-1] in ("smtpd", "smtp", "cleanup", "qmgr",
                                    "bounce", "tlsmgr", "error", "discard",
                                    "trivial-rewrite", "postlogd", "anvil",
                                    "scache", "defer", "pickup", "flush",
                                    "verify", "proxymap", "showq", "local")))
        run("postfix", "-c", base / "etc", "start")
        cls.addClassCleanup(run, "postfix", "-c", base / "etc", "stop")
        wait_until(cls.listens)

    @classmethod
    def listens(cls):
        try:
            smtplib.SMTP("127.0.0.1", cls.port, timeout=5).quit()
            return True
        except OSError:
            return False

    def log(self):
        return self.path.read_text(errors="replace")

    def expected(self, _, said):
        return said["verdict"], said["code"]

    def became(self, recipient):
        """The verdict and the status code of the log."""
        found = re.search(rf"to=<{recipient}>.* dsn=([0-9.]+), status=(\w+)",
                          self.log())
        return found and (VERDICTS[found[2]], found[1])


class Exim(Sender, unittest.TestCase):
    mta = "exim"
    port = 2526

    @classmethod
    def setUpClass(cls):
        base = stage.folder / "exim4"
        for name in ("spool", "log"):
            (base / name).mkdir(parents=True)
            os.chown(base / name, 65500, 65500)
        cls.base = base
        config = stage.put("exim4/exim.conf", f"""primary_hostname = sender.test
spool_directory = {base}/spool
log_file_path = {base}/log/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = {cls.port}
tls_advertise_hosts =
disable_ipv6 = true
smtp_accept_max_per_connection = 1000
smtp_accept_queue_per_connection = 0
acl_smtp_rcpt = accept
begin routers
dns:
  driver = dnslookup
  transport = smtp
  no_more
begin transports
smtp:
  driver = smtp
  connection_max_messages = 1
begin retry
* * F,1h,1m
""")
        process = subprocess.Popen(
            ["/usr/sbin/exim4", "-C", config, "-bdf", "-q10m"],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.terminate)
        wait_until(lambda: Postfix.listens.__func__(cls))

    def log(self):
        path = self.base / "log" / "mainlog"
        return path.read_text(errors="replace") if path.exists() else ""

    def became(self, recipient):
        """The verdict of the log."""
        found = re.search(rf"^.* (\S+) (\*\*|==) {recipient}[: ].*$",
                          self.log(),
                          re.MULTILINE)
        if not found:
            return None
        if found[2] == "**":
            return "bounce"
        return "freeze" if "points to local host" in found[0] else "defer"


class OpenSmtpd(Sender, unittest.TestCase):
    mta = "opensmtpd"
    port = 2527

    @classmethod
    def setUpClass(cls):
        cls.path = stage.folder / "opensmtpd.log"
        config = stage.put("smtpd.conf", f"""listen on 127.0.0.1 port {cls.port}
action "out" relay
action "own" relay backup mx "{SELF[:-1]}"
match from any for domain {{ {", ".join(OWN)} }} action "own"
match from any for any action "out"
""")
        with open(cls.path, "w") as log:
            process = subprocess.Popen(
                ["/usr/sbin/smtpd", "-d", "-v", "-f", config],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.terminate)
        wait_until(lambda: Postfix.listens.__func__(cls))

    def log(self):
        return self.path.read_text(errors="replace")

    def test_spread(self):
        """equal preferences share the connections, and one takes much mail"""
        self.assertLessEqual(set(self.spread()),
                             route("equal.test", self.mta)[1])

    def expected(self, domain, said):
        # Before 7.0 it looks for the address of the root and waits.
        old = run("smtpd", "-h", check=False).stderr.startswith("version: "
                                                                "OpenSMTPD 6.")
        return "defer" if domain == "null.test" and old else said["verdict"]

    def became(self, recipient):
        """The verdict of the log."""
        found = re.search(rf'to=<{recipient}> .*result="(\w+)"', self.log())
        return found and VERDICTS[found[1]]


if __name__ == "__main__":
    unittest.main()
