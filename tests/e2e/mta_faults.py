"""What Postfix and Exim make of a DNS that fails: mail waits, and flows when the
fault ends.

The stage is that of mta.py. docs/mta-behaviour.md has what the runs showed; each
fault in its table is one of FAULTS here.
"""

import re
import shutil
import time
import unittest

import mta as senders
from api_client import Lab
from harness import ROOT, has_control

stage = None

# domain -> the rules that its MX meets
FAULTS = {
    "servfail": [{"action": "rcode", "rcode": "SERVFAIL"}],
    "silence": [{"action": "drop"}],
    # Truncation alone is no fault: TCP has the answer.
    "truncation": [{"action": "truncate"}, {"action": "tcp-reset"}],
    "garbage": [{"action": "garbage", "octets": 60}],
}


class Stage(senders.Stage):
    def start(self):
        for name in FAULTS:
            for mta in ("postfix", "exim"):
                self.put(f"zones/{name}-{mta}.test.zone", senders.HEAD
                         + "@ MX 10 a\na A 10.99.0.1\n")
        # The stub resolver gives up after a second, not after ten.
        self.put("resolv.conf", "nameserver 127.0.0.1\n"
                                "options timeout:1 attempts:1\n")
        self.mxd = Lab(str(self.folder / "zones"), listen=("127.0.0.1@53",))
        self.mxd.__enter__()
        mail = self.folder / "mail"
        mail.mkdir()
        mail.chmod(0o777)
        self.sink("10.99.0.1", mail)

    def sink(self, host, mail):
        self.sinks.append(senders.subprocess.Popen(
            ["smtp-sink", "-u", "nobody", "-d", f"{host}_", f"{host}:25",
             "100"], cwd=mail, stderr=senders.subprocess.DEVNULL))


def setUpModule():
    global stage
    senders.need(has_control(), "faults change by the control API")
    stage = senders.stage = Stage()
    unittest.addModuleCleanup(shutil.rmtree, stage.folder, True)
    unittest.addModuleCleanup(stage.stop)
    stage.start()


class Page(unittest.TestCase):
    def test_page(self):
        """docs/mta-behaviour.md has each fault"""
        text = (ROOT / "docs/mta-behaviour.md").read_text()
        self.assertEqual(re.findall(r"^\| `([a-z]+)` \|", text, re.M),
                         list(FAULTS))


class Waits:
    """Mail under each fault, and when it has ended."""

    def test_faults(self):
        """mail waits under each fault and flows when it ends"""
        ids = {}
        for fault, rules in FAULTS.items():
            domain = f"{fault}-{self.mta}.test"
            ids[domain] = []
            for rule in rules:
                answer = stage.mxd.call("POST", "/v1/faults",
                                        {**rule, "name": domain,
                                         "type": "MX"})
                self.assertEqual(answer.status, 201, answer.text)
                ids[domain].append(answer.data["fault"]["id"])
            self.send(f"user@{domain}")
        for domain in ids:
            with self.subTest(domain=domain):
                recipient = f"user@{domain}"
                senders.wait_until(lambda: self.became(recipient) or
                                   stage.delivered(recipient))
                self.assertEqual(self.verdict(recipient), "defer",
                                 self.story(recipient))
                self.assertFalse(stage.delivered(recipient))
        hits = {rule["id"]: rule["hits"]
                for rule in stage.mxd.call("GET", "/v1/faults").data["items"]}
        for domain, made in ids.items():
            with self.subTest(domain=domain):
                self.assertTrue(all(hits[i] > 0 for i in made), hits)
                for i in made:
                    stage.mxd.call("DELETE", f"/v1/faults/{i}")
        for domain in ids:
            recipient = f"user@{domain}"
            with self.subTest(domain=domain):
                senders.wait_until(lambda: self.flush() or
                                   stage.delivered(recipient), 30)
                self.assertEqual(sum(stage.delivered(recipient).values()), 1,
                                 self.story(recipient))


class Postfix(Waits, senders.Postfix):
    test_places = test_spread = None

    def verdict(self, recipient):
        return self.became(recipient)[0]

    def flush(self):
        senders.run("postqueue", "-c", stage.folder / "postfix" / "etc", "-f",
                    check=False)
        time.sleep(1)


class Exim(Waits, senders.Exim):
    test_places = test_spread = None

    def verdict(self, recipient):
        return self.became(recipient)

    def flush(self):
        senders.run("/usr/sbin/exim4", "-C", stage.folder / "exim4/exim.conf",
                    "-qff", check=False)
        time.sleep(1)


if __name__ == "__main__":
    unittest.main()
