"""The benchmarks run, and what they say is made of what they measured.

No figure is judged here: only that there is one.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from harness import PATIENCE, ROOT, program

sys.path.append(str(ROOT / "bench"))

import instructions  # noqa: E402
import report  # noqa: E402
import targets  # noqa: E402

BUILD = Path(program()).resolve().parents[2]


class Benchmarks(unittest.TestCase):

    def test_lab(self):
        """a short run measures mxd and the floor, and no answer is wrong"""
        with tempfile.TemporaryDirectory(prefix="mxd-e2e.") as folder:
            done = subprocess.run(
                [sys.executable, ROOT / "bench/bench.py", BUILD, "lab",
                 "--quick", "--polite", "--servers", "mxd,echo",
                 "--out", folder],
                capture_output=True, text=True, timeout=PATIENCE,
                check=False, stdin=subprocess.DEVNULL, env={**os.environ})
            self.assertEqual(done.returncode, 0, done.stderr)
            found = json.loads(Path(folder, "results.json").read_text())
            text = Path(folder, "results.md").read_text()
        mxd = found["samples"]["lab"]["mxd"]
        for measure in ("udp_cpu", "udp_qps", "tcp_cpu", "piped_cpu",
                        "start", "pss"):
            self.assertGreater(min(mxd[measure]), 0, measure)
        for measure in ("udp_wrong", "tcp_wrong", "piped_wrong"):
            self.assertEqual(max(mxd[measure]), 0, measure)
        # Two exchanges with an A and an AAAA each, and OPT.
        self.assertEqual(mxd["udp_additional"], [5])
        self.assertEqual(list(found["samples"]["lab"]), ["mxd", "echo"])
        self.assertIn("| UDP, CPU a query, ns |", text)


class Reports(unittest.TestCase):

    def results(self, **figures):
        results = report.Results()
        for server, samples in figures.items():
            for sample in samples:
                results.add("lab", server, {"udp_cpu": sample})
        return results

    def test_median(self):
        """a figure is the median, with half the range beside it"""
        results = self.results(mxd=[90, 300, 100])
        self.assertEqual(report.work_rows(results, "lab"),
                         [["lab", "mxd"],
                          ["UDP, CPU a query, ns", "100 ±105%"]])

    def test_targets(self):
        """a target is met by a ratio to the server it names"""
        results = self.results(mxd=[95], nsd=[100], knot=[100])
        judged = {target.reference: met for target, *_, met
                  in targets.judge(results)}
        self.assertEqual(judged, {"nsd": True, "knot": False})

    def test_additional(self):
        """a peer that leaves work out is named"""
        results = report.Results()
        results.add("lab", "mxd", {"udp_additional": 5})
        results.add("lab", "nsd", {"udp_additional": 1, "udp_lost": 0.5,
                                   "udp_busy": 0.2})
        self.assertEqual(list(report.complaints(results)), [
            "lab: nsd: up to 50.00% of answers by udp were lost",
            "lab: nsd: not saturated by udp, busy for 20% of the time",
            "lab: nsd gave 1.0 additional records an answer by udp, "
            "mxd 5.0"])

    def test_instructions(self):
        """instructions that change by more than 5 % are told"""
        kept = instructions.kept()
        self.assertEqual(list(instructions.changes(kept)), [])
        more = kept["mxd"] * 1.06
        self.assertEqual(list(instructions.changes({"mxd": more})),
                         [f"instructions: mxd: {more:.0f} a query, +6.0% "
                          "against instructions.txt"])


if __name__ == "__main__":
    unittest.main()
