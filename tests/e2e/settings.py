"""Each setting of mxd.yaml does what mxd.yaml(5) says.

A setting of the sample mxd.yaml owes a method here: test_ and its name.
"""

import re
import time
import unittest
from pathlib import Path

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.reversename

from api_client import Lab
from harness import (PATIENCE, ROOT, Mxd, frame, has_control, read_framed,
                     run_mxd)
from upstream import Upstream
from upstream import answer as said

ZONE = "zones/example.com.zone"
BROKEN = "zones/broken/mx-exchange-alias.zone"

# One warning: the exchange has no address.
WARNED = "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n@ MX 1 none\n"
# A TXT answer of more than 512 octets and fewer than 1232.
LONG = (WARNED.replace("@ MX 1 none\n", "") +
        "".join(f'long TXT "{n} {"x" * 200}"\n' for n in range(4)))


def options(answer, kind):
    """The options of this type in the answer's OPT."""
    return [option for option in answer.options if option.otype == kind]


def asking(name, rdtype, *sent, size=4096):
    """A query with EDNS options."""
    return dns.message.make_query(name, rdtype, use_edns=0, payload=size,
                                  options=list(sent))


def texts(answer):
    """The character-strings of a TXT answer."""
    return [text.decode() for rrset in answer.answer for rdata in rrset
            for text in rdata.strings]


def cookie(octets):
    return dns.edns.GenericOption(dns.edns.OptionType.COOKIE, octets)


class Settings(unittest.TestCase):
    def chaos(self, mxd, name):
        return mxd.ask(name, "TXT", rdclass=dns.rdataclass.CH)

    def settles(self, mxd, name, mine):
        """Texts of class CH: by default and where empty REFUSED."""
        self.assertEqual(texts(self.chaos(mxd, name)), [mine])
        for config in ("", f'{name.replace(".", "-")}: ""\n'):
            with Mxd(ZONE, config=config) as silent:
                self.assertEqual(self.chaos(silent, name).rcode(),
                                 dns.rcode.REFUSED)

    def waits(self, holds):
        """Until it holds, for as long as a slow machine may need."""
        end = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    def test_every_setting_has_a_test(self):
        "every setting of the sample mxd.yaml has a test here"
        sample = (ROOT / "mxd.yaml").read_text()
        names = re.findall(r"^#?([a-z-]+):", sample, re.M)
        self.assertGreater(len(names), 10)
        for name in names:
            self.assertTrue(hasattr(self, "test_" + name.replace("-", "_")),
                            name)

    def test_listen(self):
        "listen: each address of the list is answered"
        config = "listen: [127.0.0.1@0, 127.0.0.2@0]\n"
        with Mxd(ZONE, listen=(), config=config) as mxd:
            self.assertEqual([address for address, _ in mxd.endpoints],
                             ["127.0.0.1", "127.0.0.2"])
            for mxd.address, mxd.port in mxd.endpoints:
                self.assertTrue(mxd.ask("example.com", "MX").answer)

    def test_zones(self):
        "zones: relative to the file's folder, with and without an origin"
        mxd = Mxd(config="zones: [more, org.test=x.txt]\n")
        (mxd.folder / "more").mkdir()
        for name in ("more/com.test.zone", "x.txt"):
            (mxd.folder / name).write_text(LONG)
        with mxd:
            for name in ("com.test", "org.test"):
                self.assertTrue(mxd.ask(name, "SOA").answer, name)

    def test_allow(self):
        "allow: a zone that breaks the rule is served, and a note says so"
        with Mxd(BROKEN, config="allow: mx-exchange-alias\n") as mxd:
            self.assertRegex(mxd.log(), r"note: .* \[mx-exchange-alias\]")
            self.assertEqual(mxd.said["zones"], 1)

    def test_rules(self):
        "rules: a level of one's own decides whether a zone is served"
        with Mxd(BROKEN, config="rules: {mx-exchange-alias: warn}\n") as mxd:
            self.assertRegex(mxd.log(), r"warning: .* \[mx-exchange-alias\]")
            self.assertEqual(mxd.said["zones"], 1)
        with Mxd(BROKEN, "--rules", "mx-exchange-alias=off") as mxd:
            self.assertNotIn("[mx-exchange-alias]", mxd.log())

    def test_strict(self):
        "strict: a warning refuses the zone, and nothing is served"
        for word, status in (("yes", 2), ("no", 0)):
            mxd = Mxd(ZONE, config=f"strict: {word}\n", exit_status=status,
                      ready=not status)
            path = mxd.folder / "warned.test.zone"
            path.write_text(WARNED)
            mxd.arguments.append(path)
            with mxd:
                if status:
                    self.assertEqual(mxd.wait(), status)

    def test_workers(self):
        "workers: so many threads answer"
        for workers in (1, 3):
            with Mxd(ZONE, config=f"workers: {workers}\n") as mxd:
                mxd.ask("example.com", "MX")
                threads = len(list(Path(f"/proc/{mxd.pid}/task").iterdir()))
                if workers == 1:
                    one = threads
        self.assertEqual(threads - one, 2)

    def test_nsid(self):
        "nsid: sent to those who ask for it, if there is one"
        query = asking("example.com", "MX", dns.edns.GenericOption(3, b""))
        for config, expected in (("nsid: lab 1\n", [b"lab 1"]), ("", [])):
            with Mxd(ZONE, config=config) as mxd:
                said = options(mxd.send(query), dns.edns.OptionType.NSID)
                self.assertEqual([option.to_wire() for option in said],
                                 expected)
                self.assertFalse(options(mxd.ask("example.com", use_edns=0),
                                         dns.edns.OptionType.NSID))

    def test_version_bind(self):
        "version-bind: the answer to version.bind and version.server"
        with Mxd(ZONE, config="version-bind: mine\n") as mxd:
            self.settles(mxd, "version.bind", "mine")
            self.assertEqual(texts(self.chaos(mxd, "version.server")),
                             ["mine"])

    def test_id_server(self):
        "id-server: the answer to id.server and hostname.bind"
        with Mxd(ZONE, config="id-server: mine\n") as mxd:
            self.settles(mxd, "id.server", "mine")
            self.assertEqual(texts(self.chaos(mxd, "hostname.bind")),
                             ["mine"])

    def test_udp_size(self):
        "udp-size: the largest answer over UDP, and what OPT says"
        for size, cut in ((512, True), (1232, False)):
            mxd = Mxd(config=f"zones: long.test=x.zone\nudp-size: {size}\n")
            (mxd.folder / "x.zone").write_text(LONG)
            with mxd:
                answer = mxd.send(asking("long.long.test", "TXT"))
                self.assertEqual(bool(answer.flags & dns.flags.TC), cut)
                self.assertEqual(answer.payload, size)
                plain = mxd.ask("long.long.test", "TXT")
                self.assertTrue(plain.flags & dns.flags.TC)

    def test_cookie_secret(self):
        "cookie-secret: a server with the same secret knows the cookie"
        secret = "cookie-secret: 00112233445566778899aabbccddeeff\n"
        other = "cookie-secret: 00112233445566778899aabbccddee00\n"
        with Mxd(ZONE, config=secret) as mxd:
            answer = mxd.send(asking("example.com", "MX", cookie(b"12345678")))
            mine = options(answer, dns.edns.OptionType.COOKIE)[0].to_wire()
        for config, known in ((secret, True), (other, False), ("", False)):
            with Mxd(ZONE, config=config) as mxd:
                # An empty question is BADCOOKIE if the cookie is not known.
                query = asking("example.com", "MX", cookie(mine))
                query.question = []
                self.assertEqual(mxd.send(query).rcode() == dns.rcode.NOERROR,
                                 known)

    def test_tcp_idle_timeout(self):
        "tcp-idle-timeout: closes, and is announced in units of 100 ms"
        keepalive = dns.edns.GenericOption(11, b"")
        with Mxd(ZONE, config="tcp-idle-timeout: 1\n") as mxd:
            with mxd.tcp() as sock:
                query = asking("example.com", "MX", keepalive)
                sock.sendall(frame(query.to_wire()))
                answer = dns.message.from_wire(read_framed(sock))
                self.assertEqual([option.to_wire() for option
                                  in options(answer, 11)], [b"\0\x0a"])
                self.assertIsNone(read_framed(sock))

    def ask_on(self, sock):
        """The answer on a connection; None when it was closed."""
        try:
            sock.sendall(frame(asking("example.com", "MX").to_wire()))
            return read_framed(sock)
        except ConnectionError:
            return None

    def closes_the_oldest(self, config):
        """Of three connections two may stay."""
        with Mxd(ZONE, config=config) as mxd:
            socks = []
            for _ in range(3):
                socks.append(mxd.tcp())
                self.addCleanup(socks[-1].close)
                self.assertTrue(self.ask_on(socks[-1]))
            self.assertEqual([bool(self.ask_on(sock)) for sock in socks],
                             [False, True, True])

    def test_tcp_connections(self):
        "tcp-connections: one more closes the one that is idle for longest"
        self.closes_the_oldest("tcp-connections: 2\n")

    def test_tcp_connections_per_client(self):
        "tcp-connections-per-client: the same for one client"
        self.closes_the_oldest("tcp-connections-per-client: 2\n")

    def test_refused_names_zones(self):
        "refused-names-zones: REFUSED says which zones there are"
        for word, text in (("yes", "example.com."), ("no", None)):
            with Mxd(ZONE, config=f"refused-names-zones: {word}\n") as mxd:
                answer = mxd.send(asking("elsewhere.test", "MX"))
                self.assertEqual(answer.rcode(), dns.rcode.REFUSED)
                said = options(answer, dns.edns.OptionType.EDE)
                self.assertEqual([(e.code, e.text) for e in said],
                                 [(20, text)])

    def test_include_anywhere(self):
        "include-anywhere: $INCLUDE may leave the zone file's folder"
        for word, status in (("yes", 0), ("no", 2)):
            mxd = Mxd(config=f"zones: z/a.test.zone\n"
                             f"include-anywhere: {word}\n",
                      exit_status=status, ready=not status)
            (mxd.folder / "z").mkdir()
            (mxd.folder / "z" / "a.test.zone").write_text(
                LONG + "$INCLUDE ../more\n")
            (mxd.folder / "more").write_text("more A 192.0.2.7\n")
            with mxd:
                if status:
                    self.assertEqual(mxd.wait(), status)
                else:
                    self.assertTrue(mxd.ask("more.a.test").answer)

    @unittest.skipUnless(has_control(), "built without the control API")
    def test_query_log(self):
        "query-log: each query is a line of that file"
        with Mxd(ZONE, config="query-log: q.jsonl\n") as mxd:
            mxd.ask("example.com", "MX")
            path = mxd.folder / "q.jsonl"
            mxd.process.terminate()
            mxd.process.wait(PATIENCE)
            self.assertIn('"type":"MX"', path.read_text())

    @unittest.skipUnless(has_control(), "built without the control API")
    def test_queries(self):
        "queries: so many are remembered of each worker, or none"
        for number in (0, 2):
            with Lab(ZONE, config=f"queries: {number}\n") as lab:
                for _ in range(3):
                    lab.ask("example.com", "MX")
                answer = lab.get("/v1/queries")
                if number == 0:
                    self.assertEqual(answer.status, 409)
                else:
                    self.assertEqual(len(answer.data["items"]), number)

    @unittest.skipUnless(has_control(), "built without the control API")
    def test_control(self):
        "control: HTTP is answered there, and nowhere without it"
        with Lab(ZONE, control="", config="control: 127.0.0.1@0\n") as lab:
            self.assertNotIn("control", lab.said)
        lab = Mxd(ZONE, config="control: unix:run/mxd.sock\n")
        (lab.folder / "run").mkdir()
        with lab:
            self.assertEqual(lab.said["control"],
                             f"unix:{lab.folder}/run/mxd.sock")

    @unittest.skipUnless(has_control(), "built without the control API")
    def test_control_tokens(self):
        "control-tokens: relative to the file's folder, and asked for"
        lab = Lab(ZONE, config="control-tokens: tokens\n")
        (lab.folder / "tokens").write_text("secret\n")
        with lab:
            self.assertEqual(lab.get("/v1").status, 401)
            lab.headers = {"Authorization": "Bearer secret"}
            self.assertEqual(lab.get("/v1").status, 404)

    @unittest.skipUnless(has_control(), "built without the control API")
    def test_control_host(self):
        "control-host: one more name for Host"
        for config, status in (("control-host: [a.lab, b]\n", 200), ("", 421)):
            with Lab(ZONE, config=config) as lab:
                for name in ("a.lab", "b"):
                    answer = lab.get("/livez", headers={"Host": name})
                    self.assertEqual(answer.status, status)

    def test_watch(self):
        "watch: a file that changes is read again, a wrong one is not served"
        good = "@ SOA ns h {0} 60 60 60 60\n@ NS ns\nns A 192.0.2.{0}\n"
        mxd = Mxd(config="zones: [w]\nwatch: yes\n")
        folder = mxd.folder / "w"
        folder.mkdir()
        path = folder / "w.test.zone"

        def write(text):
            fresh = folder / ".fresh"
            fresh.write_text(text)
            fresh.rename(path)

        write(good.format(1))
        with mxd:
            for serial in (2, 3):
                write(good.format(serial))
                self.waits(lambda: mxd.ask("w.test", "SOA").answer[0][0]
                           .serial == serial)
            write(good.format(4) + "x A wrong\n")
            self.waits(lambda: "zone w.test. is not renewed" in mxd.log())
            self.assertEqual(mxd.ask("w.test", "SOA").answer[0][0].serial, 3)
            (folder / "v.test.zone").write_text(good.format(5))
            self.waits(lambda: mxd.ask("v.test", "SOA").answer)
            reloads = mxd.log().count(" files changed ")
            (folder / "v.test.zone").touch()
            (folder / "other").write_text("nothing")
            time.sleep(0.5)
            self.assertEqual(mxd.log().count(" files changed "), reloads)

    @unittest.skipUnless(has_control(), "built without the control API")
    def test_state(self):
        "state: a folder beside the file, of one mxd at a time"
        with Mxd(ZONE, config="state: kept\n") as mxd:
            folder = mxd.folder / "kept"
            self.assertTrue((folder / "mxd.state").exists())
            self.assertRegex(mxd.log(), "state read .* zones=0")
            with Mxd(ZONE, "--state", str(folder), exit_status=1,
                     ready=False) as other:
                self.assertEqual(other.wait(), 1)
                self.assertIn("locked", other.log())

    @unittest.skipUnless(has_control(), "built without the control API")
    def test_challtestsrv(self):
        "challtestsrv: its routes are there, or not"
        body = {"host": "a.test", "addresses": ["192.0.2.1"]}
        for word, status in (("yes", 200), ("no", 404)):
            with Lab(ZONE, config=f"challtestsrv: {word}\n") as lab:
                self.assertEqual(lab.call("POST", "/add-a", body).status,
                                 status)

    def test_log_level(self):
        "log-level: what is beyond it is not logged"
        for level, logged in (("info", True), ("warning", False)):
            with Mxd(ZONE, config=f"log-level: {level}\n") as mxd:
                mxd.ask("example.com", "MX")
                self.assertEqual(" info " in mxd.log(), logged)

    def outside(self, config, name="elsewhere.test", rdtype="MX"):
        with Mxd(ZONE, config=config) as mxd:
            return mxd.send(asking(name, rdtype))

    def test_outside(self):
        "outside: names in no zone are refused, or do not exist"
        for word, rcode in (("refused", dns.rcode.REFUSED),
                            ("nxdomain", dns.rcode.NXDOMAIN)):
            answer = self.outside(f"outside: {word}\n")
            self.assertEqual(answer.rcode(), rcode)
        # RFC 2308: what is denied with an SOA may be kept.
        self.assertEqual([(str(rrset.name), rrset.ttl)
                          for rrset in answer.authority], [(".", 10)])
        for config, text in (("outside: forward\n", "no server to forward"),
                             ("outside: sink\n", "there is no sink")):
            with Mxd(ZONE, config=config, exit_status=64,
                     ready=False) as mxd:
                self.assertEqual(mxd.wait(), 64)
                self.assertIn(text, mxd.log())

    def test_sink(self):
        "sink: every other domain's MX is a host at these addresses"
        config = "sink: [192.0.2.25, 2001:db8::25]\n"
        for word, rcode in (("", dns.rcode.REFUSED),
                            ("outside: sink\n", dns.rcode.NOERROR)):
            answer = self.outside(config + word)
            self.assertEqual([str(rdata) for rdata in answer.answer[0]],
                             ["0 mail-sink.internal."])
            self.assertEqual([str(rrset[0]) for rrset in answer.additional],
                             ["192.0.2.25", "2001:db8::25"])
            answer = self.outside(config + word, rdtype="A")
            self.assertEqual((answer.rcode(), answer.answer), (rcode, []))
        for name in ("25.2.0.192.in-addr.arpa",
                     dns.reversename.from_address("2001:db8::25")):
            answer = self.outside(config, name, "PTR")
            self.assertEqual(str(answer.answer[0][0]), "mail-sink.internal.")
        # The zones that are served are as they are.
        answer = self.outside(config, "example.com")
        self.assertEqual(str(answer.answer[0][0]), "10 mail.example.com.")

    def test_forward(self):
        "forward: that server is asked for names in no zone"
        with Upstream(lambda q, tcp: [said(q, "A 192.0.2.1")]) as upstream:
            answer = self.outside(f"forward: {upstream.endpoint}\n",
                                  "a.test", "A")
        self.assertEqual(str(answer.answer[0][0]), "192.0.2.1")

    def test_forward_limit(self):
        "forward-limit: one more than may wait is told at once"
        with Upstream(lambda q, tcp: []) as upstream:
            config = f"forward: {upstream.endpoint}\nforward-limit: 1\n"
            with Mxd(ZONE, config=config) as mxd, mxd.udp() as sock:
                sock.send(asking("a.test", "A").to_wire())
                answer = mxd.send(asking("b.test", "A"))
                self.assertEqual([e.code for e in options(
                    answer, dns.edns.OptionType.EDE)], [0])

    def test_forward_timeout(self):
        "forward-timeout: seconds until a silent server is given up"
        with Upstream(lambda q, tcp: []) as upstream:
            began = time.monotonic()
            answer = self.outside(f"forward: {upstream.endpoint}\n"
                                  "forward-timeout: 1\n", "a.test", "A")
            self.assertEqual(answer.rcode(), dns.rcode.SERVFAIL)
            self.assertLess(time.monotonic() - began, 3.5)

    def test_ad(self):
        "ad: answers of the zone claim to be validated, and the log says so"
        with Mxd(ZONE, config="ad: example.com\n") as mxd:
            for name, flags, claimed in (
                    ("example.com", dns.flags.AD, True),
                    ("example.com", 0, False),
                    ("elsewhere.test", dns.flags.AD, False),
                    (".", dns.flags.AD, True)):
                query = dns.message.make_query(name, "NS")
                query.flags |= flags
                self.assertEqual(bool(mxd.send(query).flags & dns.flags.AD),
                                 claimed, name)
            self.assertIn("this is for a lab", mxd.log())
        with Mxd(ZONE) as mxd:
            self.assertNotIn("lab", mxd.log())

    def test_unknown(self):
        "a setting that does not exist ends the start, with its place"
        with Mxd(ZONE, config="udp-szie: 1\n", exit_status=64,
                 ready=False) as mxd:
            self.assertEqual(mxd.wait(), 64)
            self.assertRegex(mxd.log(), r"mxd\.yaml:1:1: error: .*udp-size")

    def test_faults(self):
        "some queries are answered wrongly"
        config = "faults: [{name: example.com, action: nxdomain}]"
        with Mxd(ZONE, config=config) as mxd:
            self.assertEqual(mxd.ask("example.com", "MX").rcode(), 3)
            self.assertEqual(mxd.ask("mail.example.com", "A").rcode(), 0)

    def test_faults_delayed(self):
        "so many answers wait, others are lost"
        config = ("faults: [{action: delay, delay: 100ms}]\n"
                  "faults-delayed: 1")
        with Mxd(ZONE, config=config) as mxd, mxd.udp() as sock:
            sock.settimeout(1)
            query = dns.message.make_query("example.com", "MX").to_wire()
            for _ in range(3):
                sock.send(query)
            sock.recv(4096)
            with self.assertRaises(TimeoutError):
                sock.recv(4096)

    def test_sample(self):
        "the sample mxd.yaml serves the sample zones"
        status, out, errors = run_mxd("serve", "-c", "mxd.yaml", "--listen",
                                      "192.0.2.1@1")
        self.assertEqual((status, out), (1, ""), errors)
        with Mxd("-c", "mxd.yaml") as mxd:
            self.assertTrue(mxd.ask("example.com", "MX").answer)
