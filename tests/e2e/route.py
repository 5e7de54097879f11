"""`mxd route`: the ladder of a sender, from zones and from a server."""

import contextlib
import json
import socket
import tempfile
import threading
import time
import unittest
from pathlib import Path

from harness import Mxd, free_port, run_mxd

ALIAS = "zones/broken/mx-exchange-alias.zone"
HEAD = """$TTL 3600
@ SOA ns hostmaster 1 7200 3600 1209600 3600
@ NS ns
ns A 192.0.2.53
"""


def route(*words, status=0):
    """What it prints; its exit status must be that one."""
    got, out, errors = run_mxd("route", *words)
    assert got == status, (words, got, out, errors)
    return out


class FromZones(unittest.TestCase):
    def test_order(self):
        """the lowest preference comes first, with the addresses"""
        self.assertEqual(
            route("user@backup.example", "--zones", "zones"),
            "backup.example. as rfc5321: 3 MX, the lowest preference first\n"
            "   10  mail1.backup.example.  192.0.2.21, 2001:db8::21\n"
            "   20  mail2.backup.example.  192.0.2.22, 2001:db8::22\n"
            "   30  mail3.backup.example.  192.0.2.23, 2001:db8::23\n"
            "deliver: mail1.backup.example.\n")

    def test_group(self):
        """equal preferences are marked as picked at random"""
        out = route("shared.example", "--zones", "zones")
        self.assertEqual(out.count("   10* "), 3)
        self.assertIn("* equal preference: picked at random\n", out)
        self.assertIn("deliver: mail1.shared.example. or ", out)

    def test_bounce(self):
        """a null MX bounces, and so does a name that is not there"""
        self.assertIn("bounce: 556 5.1.10: ",
                      route("nomail.example", "--zones", "zones", status=2))
        self.assertIn("bounce: 550 5.1.2: ",
                      route("no.example.com", "--zones", "zones", status=2))

    def test_implicit(self):
        """without MX the domain is its own exchange"""
        out = route("mail.example.com", "--zones", "zones")
        self.assertIn("its own exchange", out)
        self.assertIn("deliver: mail.example.com.\n", out)

    def test_alias(self):
        """real senders follow an exchange that is an alias"""
        words = ("alias.example", "--zones", ALIAS, "--allow",
                 "mx-exchange-alias")
        self.assertIn("bounce: 550 5.4.4: ", route(*words, status=2))
        for mta in ("postfix", "exim", "opensmtpd"):
            self.assertIn("deliver: mail.alias.example.\n",
                          route(*words, "--mta", mta))

    def test_refused(self):
        """a zone that is not served fails for a while"""
        out = route("alias.example", "--zones", ALIAS, "--zones", "zones",
                    status=1)
        self.assertIn("defer: 451 4.4.3: ", out)

    def test_down(self):
        """the backup takes over; without one the mail waits"""
        words = ("backup.example", "--zones", "zones")
        down = [word for i in (1, 2, 3)
                for word in ("--down", f"mail{i}.backup.example")]
        self.assertIn("deliver: mail2.backup.example.\n",
                      route(*words, *down[:2]))
        self.assertIn("defer: 451 4.4.1: ", route(*words, *down, status=1))

    def test_me(self):
        """a backup sends to the primary only, which sends to nobody"""
        words = ("backup.example", "--zones", "zones", "--me")
        out = route(*words, "mail2.backup.example")
        self.assertIn("(not used: the sender itself)", out)
        self.assertIn("deliver: mail1.backup.example.\n", out)
        self.assertIn("bounce: 554 5.4.6: ",
                      route(*words, "mail1.backup.example", status=2))

    def test_backup_alone(self):
        """a backup whose primary has no address knows no way"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.example.zone"
            path.write_text(HEAD + "@ MX 10 no\n@ MX 20 ns\n")
            words = ("a.example", "--zones", str(path), "--me", "ns.a.example")
            self.assertIn("bounce: 550 5.4.4: ", route(*words, status=2))
            self.assertIn("defer: 4.4.4: ",
                          route(*words, "--mta", "postfix", status=1))

    def test_limit(self):
        """Postfix tries five addresses of one message"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.example.zone"
            path.write_text(HEAD + "@ MX 20 ns\n" + "".join(
                f"@ MX {i} h{i}\nh{i} A 192.0.2.{i}\n" for i in range(5)))
            words = ["a.example", "--zones", str(path)]
            for i in range(5):
                words += ["--down", f"h{i}.a.example"]
            self.assertIn("deliver: ns.a.example.\n", route(*words))
            out = route(*words, "--mta", "postfix", status=1)
            self.assertIn("(not tried: the sender tries 5 addresses)", out)
            self.assertIn("defer: 4.4.1: ", out)

    def test_walk(self):
        """a seed gives the same walk, another seed another one"""
        words = ("shared.example", "--zones", "zones", "--format", "json",
                 "--walk", "3000", "--seed")
        counts = []
        for seed in ("1", "1", "2"):
            hosts = json.loads(route(*words, seed))["groups"][0]
            counts.append([host["messages"] for host in hosts])
            self.assertEqual(sum(counts[-1]), 3000)
            self.assertTrue(all(850 < n < 1150 for n in counts[-1]))
        self.assertEqual(counts[0], counts[1])
        self.assertNotEqual(counts[0], counts[2])

    def test_histogram(self):
        """the bars are as long as the shares"""
        out = route("backup.example", "--zones", "zones", "--walk", "5")
        self.assertIn("5 messages:\n", out)
        self.assertIn(" 5 100.0% " + 40 * "#" + "\n", out)

    def test_json(self):
        """JSON has groups of hosts, and the verdict"""
        got = json.loads(route("backup.example", "--zones", "zones",
                               "--format", "json"))
        self.assertEqual(got["verdict"], "deliver")
        self.assertEqual([[host["name"] for host in group]
                          for group in got["groups"]],
                         [[f"mail{i}.backup.example."] for i in (1, 2, 3)])
        self.assertEqual(got["groups"][0][0]["addresses"],
                         ["192.0.2.21", "2001:db8::21"])
        got = json.loads(route("nomail.example", "--zones", "zones",
                               "--format", "json", status=2))
        self.assertEqual((got["verdict"], got["code"], got["groups"]),
                         ("bounce", "556 5.1.10", []))

    def test_idn(self):
        """a name beyond ASCII is looked up as its A-label"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "xn--bcher-kva.example.zone"
            path.write_text(HEAD + "@ MX 10 ns\n")
            for domain in ("bücher.example", "BÜCHER.example",
                           "xn--bcher-kva.example"):
                self.assertIn(
                    "deliver: ns.xn--bcher-kva.example.\n",
                    route(f"x@{domain}", "--zones", str(path)))

    def test_mistyped_down(self):
        """a host that is down in vain is told"""
        words = ("route", "backup.example", "--zones", "zones", "--down")
        self.assertEqual(run_mxd(*words, "MAIL1.backup.example")[2], "")
        self.assertEqual(
            run_mxd(*words, "mail1.backup.exmaple")[2],
            "mxd route: --down mail1.backup.exmaple.: that is none of the "
            "hosts\n")

    def test_misused(self):
        """what is wrong with the command line is told"""
        for words in ((), ("a.example",), ("a.example", "--zones", "zones",
                                           "--server", "127.0.0.1"),
                      ("x@", "--zones", "zones"),
                      ("x@[192.0.2.1]", "--zones", "zones"),
                      ("a..b", "--zones", "zones"),
                      ("x@exa mple", "--zones", "zones"),
                      ("<x@example.com>", "--zones", "zones"),
                      ("a.example", "--zones", "zones", "--mta", "qmail"),
                      ("a.example", "--zones", "zones", "--walk", "-1"),
                      ("a.example", "--zones", "zones", "--walk", "10000001"),
                      ("a.example", "--zones", "zones", "--format", "xml"),
                      ("a.example", "--zones", "zones", "--port", "0"),
                      ("a.example", "b.example", "--zones", "zones")):
            with self.subTest(words=words):
                status, out, errors = run_mxd("route", *words)
                self.assertEqual((status, out), (64, ""))
                self.assertIn("mxd ", errors)


class FromServer(unittest.TestCase):
    def test_same(self):
        """a server that serves the zones says the same as the zones"""
        with Mxd("zones") as server:
            for domain in ("example.com", "backup.example", "shared.example",
                           "sales.example.com", "mail.example.com"):
                for mta in ("rfc5321", "postfix", "exim", "opensmtpd"):
                    with self.subTest(domain=domain, mta=mta):
                        words = (domain, "--mta", mta)
                        self.assertEqual(
                            route(*words, "--server",
                                  f"127.0.0.1@{server.port}"),
                            route(*words, "--zones", "zones"))
            for domain in ("nomail.example", "no.example.com"):
                self.assertEqual(
                    route(domain, "--server", f"127.0.0.1@{server.port}",
                          status=2),
                    route(domain, "--zones", "zones", status=2))

    def test_large(self):
        """a set over what UDP takes is asked for again over TCP"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "large.example.zone"
            hosts = [f"mail-host-with-a-long-name-{i:03d}-{'x' * 25}"
                     for i in range(60)]
            path.write_text(
                HEAD + "".join(f"@ MX {i} {host}\n{host} A 192.0.2.1\n"
                               for i, host in enumerate(hosts)))
            with Mxd(str(path)) as server:
                got = route("large.example", "--server",
                            f"127.0.0.1@{server.port}")
            self.assertEqual(got, route("large.example", "--zones",
                                        str(path)))
            self.assertIn(": 60 MX, ", got)

    def test_refused(self):
        """a server that has no such zone is a failure for a while"""
        with Mxd("zones") as server:
            self.assertIn("defer: 451 4.4.3: ",
                          route("a.invalid", "--server",
                                f"127.0.0.1@{server.port}", status=1))

    def test_silent(self):
        """no server at all is told"""
        status, out, errors = run_mxd("route", "example.com", "--server",
                                      f"127.0.0.1@{free_port()}")
        self.assertEqual(status, 1)
        self.assertIn("defer: 451 4.4.3: ", out)
        self.assertIn("mxd route: no answer from 127.0.0.1@", errors)


    def test_dripping(self):
        """an answer over TCP that comes in pieces is taken, within the time"""
        for gap, octets, status, said in (
                (0.01, 40, 0, "deliver: mail.example.com."),
                (0.5, 1, 1, "timed out")):
            with self.subTest(gap=gap), Mxd("zones") as server, \
                    Dripping(server.port, gap, octets) as drip:
                got, out, errors = run_mxd("route", "example.com", "--server",
                                           f"127.0.0.1@{drip.port}")
                self.assertEqual(got, status)
                self.assertIn(said, out + errors)


class Dripping:
    """In front of a server: all is truncated over UDP; its answers come over
    TCP, some octets at a time, with a gap between them."""

    def __init__(self, port, gap, octets):
        self.server, self.gap, self.octets = port, gap, octets
        self.port = free_port()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.tcp = socket.create_server(("127.0.0.1", self.port))

    def truncate(self):
        with contextlib.suppress(OSError):
            while True:
                query, client = self.udp.recvfrom(65535)
                if not client:
                    return  # it was shut down
                self.udp.sendto(query[:2] + b"\x82" + query[3:], client)

    def drip(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.tcp.accept()
                with client, contextlib.suppress(ConnectionError):
                    self.pass_on(client)

    def pass_on(self, client):
        with socket.create_connection(("127.0.0.1", self.server)) as server:
            server.sendall(client.recv(65535))
            prefix = server.recv(2, socket.MSG_WAITALL)
            answer = prefix + server.recv(int.from_bytes(prefix, "big"),
                                          socket.MSG_WAITALL)
        for at in range(0, len(answer), self.octets):
            client.sendall(answer[at:at + self.octets])
            time.sleep(self.gap)

    def __enter__(self):
        for work in (self.truncate, self.drip):
            threading.Thread(target=work, daemon=True).start()
        return self

    def __exit__(self, *_):
        for listener in (self.udp, self.tcp):
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


class Host:
    """A mail host that says those lines, one after each line it hears."""

    def __init__(self, *replies):
        self.replies = replies
        self.heard = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.talk, daemon=True)

    def talk(self):
        with contextlib.suppress(ConnectionError):  # mxd hangs up at nonsense
            self.converse()

    def converse(self):
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rwb") as stream:
            for reply in self.replies:
                stream.write(reply)
                stream.flush()
                line = stream.readline()
                if not line:
                    return
                self.heard.append(line)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.join(10)
        self.listener.close()


class Probe(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "probed.example.zone"
        path.write_text(HEAD + "@ MX 10 here\nhere A 127.0.0.1\n"
                        "@ MX 20 away\naway A 127.0.0.2\n")
        self.words = ("probed.example", "--zones", str(path), "--probe",
                      "--me", "sender.example", "--port")

    def test_probe(self):
        """greeting, capabilities, STARTTLS, host after host; no mail"""
        with Host(b"220-hello\r\n220 here ESMTP\r\n",
                  b"250-here\r\n250-SIZE 1000\r\n250 STARTTLS\r\n",
                  b"221 bye\r\n") as host:
            out = route(*self.words, str(host.port))
        self.assertIn(f"""greeted on port {host.port}:
  here.probed.example. 127.0.0.1: 220 here ESMTP
    EHLO: SIZE 1000, STARTTLS
    STARTTLS: offered
  away.probed.example. 127.0.0.2: connection refused
""", out)
        self.assertEqual(host.heard, [b"EHLO sender.example\r\n",
                                      b"QUIT\r\n"])

    def test_json(self):
        """the same as JSON"""
        with Host(b"220 here\r\n", b"250 here\r\n") as host:
            got = json.loads(route(*self.words, str(host.port), "--format",
                                   "json"))["greeted"]
        self.assertEqual([(one["address"], one["ready"], one["starttls"])
                          for one in got],
                         [("127.0.0.1", True, False),
                          ("127.0.0.2", False, False)])

    def test_old(self):
        """a host that knows no EHLO is asked by HELO"""
        with Host(b"220 here\r\n", b"500-what\r\n500 was that\r\n",
                  b"250 here\r\n", b"221 bye\r\n") as host:
            out = route(*self.words, str(host.port))
        self.assertIn("""127.0.0.1: 220 here
    EHLO: refused; HELO is taken
    STARTTLS: not offered
""", out)
        self.assertEqual(host.heard, [b"EHLO sender.example\r\n",
                                      b"HELO sender.example\r\n",
                                      b"QUIT\r\n"])

    def test_hostile(self):
        """lines and replies without end, or cut off, are no greeting"""
        for reply, said in ((b"220-x\r\n" * 1000, "message too long"),
                            (b"2" * 5000, "message too long"),
                            (b"220 x\r\n250-y", "connection reset by peer"),
                            (b"\0\xff\x1b[m\r\n", "takes no mail")):
            with self.subTest(reply=reply[:8]), Host(reply) as host:
                self.assertIn(said, route(*self.words, str(host.port),
                                          status=1))

    def test_refusing(self):
        """a host that greets by 554 takes no mail: exit status 1"""
        with Host(b"554 go \x1b[31maway\r\n") as host:
            out = route(*self.words, str(host.port), status=1)
        self.assertIn("127.0.0.1: 554 go ?[31maway\n    takes no mail", out)
        self.assertEqual(host.heard, [b"QUIT\r\n"])


if __name__ == "__main__":
    unittest.main()
