"""What the lab's settings do to real senders: DANE by `ad` (Postfix), and the
sink (Postfix, Exim, OpenSMTPD).

The stage is that of mta.py: a network and mount namespace in which mxd is the
only DNS server.  At 10.99.0.1 stands a mail server that knows TLS, with one
certificate; at 10.99.0.2 the sink.
"""

import shutil
import socketserver
import ssl
import subprocess
import threading
import unittest

import mta as senders
from harness import Mxd, run_mxd

stage = None
ELSEWHERE = ["example.net", "a.deep.example.org", "museum.example",
             "xn--bcher-kva.example"]


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs; STARTTLS by the server's context."""

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def secure(self):
        self.say("220 go ahead")
        self.connection = self.server.context.wrap_socket(
            self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def data(self, recipients):
        self.say("354 go ahead")
        while self.rfile.readline() not in (b".\r\n", b""):
            pass
        secure = isinstance(self.connection, ssl.SSLSocket)
        self.server.taken += [(name, secure) for name in recipients]
        self.say("250 taken")

    def converse(self):
        recipients = []
        self.say("220 mail.test ESMTP")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"EHLO":
                self.say("250-mail.test\r\n250 STARTTLS")
            elif word == b"STAR":
                self.secure()
            elif word == b"RCPT":
                recipients.append(line.split(b"<")[1].split(b">")[0].decode())
                self.say("250 fine")
            elif word == b"DATA":
                self.data(recipients)
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def handle(self):
        try:
            self.converse()
        except OSError:
            pass  # a sender that does not like the certificate leaves
        finally:
            if isinstance(self.connection, ssl.SSLSocket):
                self.connection.close()


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address, certificate):
        super().__init__((address, 25), Mail)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.taken = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Stage(senders.Stage):
    def certificate(self, name):
        """A self-signed certificate with its key, in one file."""
        path = self.folder / f"{name}.pem"
        senders.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", f"/CN={name}", "-keyout", path, "-out",
                f"{path}.cert")
        with open(path, "a") as both:
            both.write((self.folder / f"{name}.pem.cert").read_text())
        return path

    def zone(self, domain, certificate):
        """A mail domain whose TLSA record is that certificate's."""
        status, text, errors = run_mxd(
            "new", domain, "--address", "10.99.0.1", "--mx", "10 mail",
            "--tlsa", f"{certificate}.cert")
        assert "TLSA" in text, (status, text, errors)
        self.put(f"zones/{domain}.zone", text)

    def start(self):
        mine, other = self.certificate("mine"), self.certificate("other")
        self.zone("right.test", mine)
        self.zone("wrong.test", other)
        self.zone("unclaimed.test", other)
        self.mxd = Mxd("--ad", "right.test", "--ad", "wrong.test",
                       "--sink", "10.99.0.2", self.folder / "zones",
                       listen=("127.0.0.1@53",))
        self.mxd.__enter__()
        self.server = MailServer("10.99.0.1", mine)
        mail = self.folder / "mail"
        mail.mkdir()
        mail.chmod(0o777)
        self.sinks.append(subprocess.Popen(
            ["smtp-sink", "-u", "nobody", "-d", "10.99.0.2_", "10.99.0.2:25",
             "100"], cwd=mail, stderr=subprocess.DEVNULL))

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        super().stop()


def setUpModule():
    global stage
    senders.need(shutil.which("openssl"), "there is no openssl")
    stage = senders.stage = Stage()
    unittest.addModuleCleanup(shutil.rmtree, stage.folder, True)
    stage.start()
    unittest.addModuleCleanup(stage.stop)


class Sink:
    domains = ELSEWHERE

    def test_sink(self):
        """the sink takes the mail of every domain that is in no zone"""
        for domain in self.domains:
            self.send(f"{self.mta}@{domain}")
        for domain in self.domains:
            recipient = f"{self.mta}@{domain}"
            senders.wait_until(lambda: stage.delivered(recipient))
            self.assertEqual(stage.delivered(recipient), {"10.99.0.2": 1},
                             self.log())


class Postfix(Sink, unittest.TestCase):
    mta = "postfix"
    port = 2525
    send = senders.Sender.send
    listens = classmethod(senders.Postfix.listens.__func__)
    log = senders.Postfix.log

    @classmethod
    def setUpClass(cls):
        senders.Postfix.setUpClass.__func__(cls)
        etc = stage.folder / "postfix" / "etc"
        senders.run("postconf", "-c", etc, "smtp_dns_support_level=dnssec",
                "smtp_tls_security_level=dane", "smtp_tls_loglevel=1")
        senders.run("postfix", "-c", etc, "reload")

    def taken(self, recipient):
        return [secure for name, secure in stage.server.taken
                if name == recipient]

    def test_right(self):
        """DANE: the right TLSA record verifies the server"""
        self.send("x@right.test")
        senders.wait_until(lambda: self.taken("x@right.test"))
        self.assertEqual(self.taken("x@right.test"), [True], self.log())
        self.assertIn("Verified TLS connection established to "
                      "mail.right.test", self.log())

    def test_wrong(self):
        """DANE: the wrong one defers the mail"""
        self.send("x@wrong.test")

        def lines():
            return [line for line in self.log().splitlines()
                    if "to=<x@wrong.test>" in line]

        senders.wait_until(lines)
        self.assertRegex(lines()[0], r"dsn=4\.7\.5, status=deferred "
                         r"\(Server certificate not (verified|trusted)\)")
        self.assertEqual(self.taken("x@wrong.test"), [])

    def test_unclaimed(self):
        """without AD a wrong TLSA record is not even looked at"""
        self.send("x@unclaimed.test")
        senders.wait_until(lambda: self.taken("x@unclaimed.test"))
        self.assertEqual(self.taken("x@unclaimed.test"), [True], self.log())
        self.assertRegex(self.log(), "(Untrusted|Anonymous) TLS connection "
                         "established to mail.unclaimed.test")

    def test_probe(self):
        """Postfix finds nobody who does not validate"""
        self.send("x@right.test")
        senders.wait_until(lambda: self.taken("x@right.test"))
        self.assertNotRegex(self.log(), "DNSSEC validation may be unavailable")


class Exim(Sink, unittest.TestCase):
    mta = "exim"
    port = 2526
    send = senders.Sender.send
    log = senders.Exim.log

    @classmethod
    def setUpClass(cls):
        senders.Exim.setUpClass.__func__(cls)


class OpenSmtpd(Sink, unittest.TestCase):
    mta = "opensmtpd"
    port = 2527
    domains = ELSEWHERE[:1]  # it takes seconds for each one more
    send = senders.Sender.send
    log = senders.OpenSmtpd.log

    @classmethod
    def setUpClass(cls):
        senders.OpenSmtpd.setUpClass.__func__(cls)


if __name__ == "__main__":
    unittest.main()
