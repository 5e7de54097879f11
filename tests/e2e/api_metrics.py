"""GET /metrics: what was asked, of what, how long it took, what was changed."""

import socket
import tempfile
import unittest
from pathlib import Path

from api_client import Lab

ZONE = "zones/example.com.zone"


class Counting(unittest.TestCase):
    def numbers(self, lab):
        """Sample -> value, of every line that is no comment."""
        answer = lab.get("/metrics")
        self.assertEqual(answer.status, 200)
        lines = [line for line in answer.text.splitlines()
                 if not line.startswith("#")]
        for line in lines:
            self.assertRegex(
                line, r'^mxd_\w+(\{\w+="[^"]+"(,\w+="[^"]+")*\})? '
                      r"[\d.]+$")
        return {key: float(value) for key, value in
                (line.rsplit(" ", 1) for line in lines)}

    def test_metrics(self):
        '"GET /metrics": what was asked, and what came of it, of all workers'
        with Lab(ZONE, config="workers: 3\n") as lab:
            for _ in range(30):
                lab.ask("example.com", "MX")
            for _ in range(5):
                lab.ask("nix.example.com", "A", tcp=True)
            lab.ask("elsewhere.test", "TYPE65280")
            with lab.udp() as sock:
                sock.send(b"no query")
            lab.ask("example.com", "MX")
            path = "/v1/zones/example.com/records"
            lab.call("POST", path, {"name": "a", "type": "A",
                                    "content": "192.0.2.1"})
            lab.call("POST", path, {"name": "@", "type": "MX",
                                    "content": "1 192.0.2.1"})
            lab.call("POST", "/v1/reload")
            found = self.numbers(lab)
            for sample, value in (
                    ('dns_requests_total{proto="udp",type="MX"}', 31),
                    ('dns_requests_total{proto="tcp",type="A"}', 5),
                    ('dns_requests_total{proto="udp",type="other"}', 1),
                    ('dns_responses_total{proto="udp",rcode="NOERROR"}', 31),
                    ('dns_responses_total{proto="tcp",rcode="NXDOMAIN"}', 5),
                    ('dns_responses_total{proto="udp",rcode="REFUSED"}', 1),
                    ('dns_unanswered_total{proto="udp"}', 1),
                    ("tcp_connections_total", 5), ("zones", 1),
                    ("zones_refused", 0), ("records", 19),
                    ('changes_total{result="done"}', 2),
                    ('changes_total{result="refused"}', 1),
                    ('dns_zone_requests_total{zone="example.com."}', 36),
                    ('dns_zone_requests_total{zone="none"}', 1),
                    ('dns_zone_requests_total{zone="other"}', 0),
                    ('dns_request_duration_seconds_count{proto="udp"}', 32),
                    ('dns_request_duration_seconds_count{proto="tcp"}', 5),
                    ('reloads_total{result="done"}', 1),
                    ('reloads_total{result="refused"}', 0)):
                self.assertEqual(found["mxd_" + sample], value, sample)

    def test_zone_counts(self):
        "a zone's count stays its own while others come, go and come back"
        with Lab(ZONE) as lab:
            def count(zone):
                return self.numbers(lab).get(
                    f'mxd_dns_zone_requests_total{{zone="{zone}"}}')

            def make(name):
                lab.call("POST", "/v1/zones", {"name": name})
                self.assertEqual(lab.ask(name, "SOA").rcode(), 0)

            make("a.test")
            make("z.test")
            lab.ask("example.com", "MX")
            self.assertEqual(lab.call("DELETE", "/v1/zones/a.test").status,
                             200)
            lab.ask("a.test", "SOA")
            self.assertEqual(count("a.test."), 1)
            self.assertEqual(count("none"), 1)
            make("a.test")
            lab.call("POST", "/v1/reload")
            lab.ask("z.test", "SOA")
            self.assertEqual(count("a.test."), 2)
            self.assertEqual(count("z.test."), 2)
            self.assertEqual(count("example.com."), 1)

    def test_zone_counts_end(self):
        "more zones than there are counts for are counted together"
        folder = tempfile.TemporaryDirectory(dir="/tmp")
        self.addCleanup(folder.cleanup)
        names = [f"z{i:04}.test" for i in range(1030)]
        for name in names:
            Path(folder.name, f"{name}.zone").write_text(
                "@ 60 SOA ns h 1 1h 1h 1w 1h\n@ 60 NS ns\nns 60 A 192.0.2.1\n")
        with Lab(folder.name) as lab:
            for name in names:
                lab.ask(name, "SOA")
            found = self.numbers(lab)
            own = [key for key in found if 'zone="z' in key]
            self.assertEqual(len(own), 1022)
            self.assertTrue(all(found[key] == 1 for key in own))
            self.assertEqual(
                found['mxd_dns_zone_requests_total{zone="other"}'], 8)

    def test_durations(self):
        "durations: each bound counts all that took no longer, waiting too"
        name = "mxd_dns_request_duration_seconds"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            config = (f"forward: [127.0.0.1@{silent.getsockname()[1]}]\n"
                      "forward-timeout: 1\n")
            with Lab(ZONE, config=config) as lab:
                for _ in range(20):
                    lab.ask("example.com", "MX")
                    lab.ask("example.com", "MX", tcp=True)
                for tcp in (False, True):
                    lab.ask("elsewhere.test", "MX", tcp=tcp, rd=True)
                found = self.numbers(lab)
        for proto in ("udp", "tcp"):
            buckets = [value for key, value in found.items() if
                       key.startswith(f'{name}_bucket{{proto="{proto}"')]
            self.assertEqual(buckets, sorted(buckets))
            self.assertEqual(len(buckets), 15)
            self.assertEqual(buckets[-1], 21)
            self.assertEqual(buckets[-3], 20)  # no longer than 0.5 s
            self.assertEqual(found[f'{name}_count{{proto="{proto}"}}'], 21)
            self.assertGreater(found[f'{name}_sum{{proto="{proto}"}}'], 0.9)
            self.assertLess(found[f'{name}_sum{{proto="{proto}"}}'], 3)

    def test_refused_reload(self):
        "a reload that is refused is counted as such"
        with Lab(ZONE, config="nsid: one\n") as lab:
            (lab.folder / "mxd.yaml").write_text("nside: two\n")
            self.assertEqual(lab.call("POST", "/v1/reload").status, 422)
            found = self.numbers(lab)
            self.assertEqual(found['mxd_reloads_total{result="refused"}'], 1)
            self.assertEqual(found['mxd_reloads_total{result="done"}'], 0)


if __name__ == "__main__":
    unittest.main()
