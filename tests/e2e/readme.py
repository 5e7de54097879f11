"""What README.md and docs/ show is what happens.

Blocks of README.md marked `console` are run from the top to the end, in one
shell and one folder, and what they print must be what stands there.  Blocks
marked `zone NAME` are the files that they use.  Ports are put in place of those
that the page names, and times in log lines are not compared.

    readme.py --write

puts what is printed now into the page, to be looked at before it is kept.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from harness import ROOT, free_port, program

README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
PORT = re.compile(r"(?<=@)53\d\d\b|(?<=-p )53\d\d\b")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ", re.M)

# `mxd serve` without --listen would take the ports that the page names.
WRAPPER = """#!/bin/sh
case "$*" in
serve*--listen* | serve*-c*) ;;
serve*) shift; set -- serve --listen 127.0.0.1@{port} "$@" ;;
esac
exec {program} "$@"
"""


class Page:
    """A shell that runs the page's commands, one after the other."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="mxd-readme.")
        self.folder = Path(self.temporary.name)
        self.ports = {}
        (self.folder / "zones").symlink_to(ROOT / "zones")
        self.wrap()
        self.shell = subprocess.Popen(
            ["bash", "--norc"], cwd=self.folder, text=True,
            env=dict(os.environ, LC_ALL="C",
                     PATH=f"{self.folder}/bin:{os.environ['PATH']}"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        # What `./dev run` does, once it has built the program.
        self.run("mxd serve zones/ &")

    def wrap(self):
        wrapper = self.folder / "bin" / "mxd"
        wrapper.parent.mkdir()
        wrapper.write_text(WRAPPER.format(port=self.port("5300"),
                                          program=shlex.quote(program())))
        wrapper.chmod(0o755)

    def port(self, shown):
        """The free port that stands for the one shown."""
        if shown not in self.ports:
            self.ports[shown] = str(free_port())
        return self.ports[shown]

    def hide(self, text):
        """The output, with the ports and without the times of this run."""
        for shown, used in self.ports.items():
            text = text.replace(used, shown)
        return TIME.sub("", text)

    def run(self, command):
        """What the command prints, on both streams."""
        used = PORT.sub(lambda match: self.port(match[0]), command)
        background = used.endswith("&")
        if background:
            used = used.removesuffix("&")
            used += " >/dev/null &" if "2>" in used else " >/dev/null 2>&1 &"
        self.shell.stdin.write(f"{used}\n_status=$?\nprintf '\\n%s\\n' @end@\n"
                               "(exit $_status)\n")
        self.shell.stdin.flush()
        lines = iter(self.shell.stdout.readline, "@end@\n")
        output = "".join(lines).removesuffix("\n")
        if background:
            self.await_server(command)
        return self.hide(output)

    def await_server(self, command):
        """Wait for the server that a command has started."""
        shown = PORT.search(command)
        address = f"127.0.0.1@{self.port(shown[0] if shown else '5300')}"
        for _ in range(20):
            if subprocess.run([program(), "health", address],
                              capture_output=True).returncode == 0:
                return
        raise AssertionError(f"does not answer: {command}")

    def close(self):
        self.shell.stdin.write("kill $(jobs -p)\nwait\n")
        self.shell.stdin.close()
        self.shell.wait(60)
        self.shell.stdout.close()
        self.temporary.cleanup()


def replay(page, text):
    """A console block as it is when it is run now."""
    shown = []
    for line in text.splitlines():
        if line.startswith("$ "):
            output = page.run(line.removeprefix("$ "))
            shown += [line + "\n", output]
    return "".join(shown)


def verbs():
    """The table of verbs, from what `mxd help` lists."""
    usage = subprocess.run([program(), "help"], capture_output=True, text=True,
                           check=True).stdout
    rows = re.findall(r"^  (\w+) +(\S.*)$", usage, re.M)
    return "".join(f"| `{name}` | {brief} |\n" for name, brief in rows)


class Readme(unittest.TestCase):
    maxDiff = None

    def test_console(self):
        "README: what is shown is what is printed"
        page = Page()
        self.addCleanup(page.close)
        blocks = 0
        for kind, name, text in BLOCK.findall(README.read_text()):
            if kind == "zone":
                (page.folder / name).write_text(text)
            elif kind == "console":
                self.assertEqual(replay(page, text), text)
                blocks += 1
        self.assertGreater(blocks, 0)

    def test_verbs(self):
        "README: the verbs are those of `mxd help`"
        self.assertIn(f"|---|---|\n{verbs()}\n", README.read_text())

    def test_dev(self):
        "README: the verbs of ./dev exist"
        usage = subprocess.run([ROOT / "dev", "help"], capture_output=True,
                               text=True, check=True).stdout
        named = set(re.findall(r"\./dev (\w+)", README.read_text()))
        self.assertLessEqual(named, set(re.findall(r"\./dev (\w+)", usage)))
        self.assertGreater(len(named), 1)

    def test_errors(self):
        "mxd(8): every extended error that is sent is explained"
        codes = (ROOT / "src/dns/codes.h").read_text()
        sent = re.findall(r"^\tEDE_\w+ = (\d+),", codes, re.M)
        page = (ROOT / "docs/man/mxd.8.in").read_text()
        self.assertEqual(re.findall(r"^@error (\d+)$", page, re.M), sent)
        self.assertGreater(len(sent), 4)

    def test_links(self):
        "README, CHANGES and docs: what is linked to is there"
        for path in (README, ROOT / "CHANGES.md", *(ROOT / "docs").glob("*.md")):
            for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
                self.assertTrue((path.parent / target).exists(),
                                f"{path.name}: {target}")

    def test_paths(self):
        "README, CHANGES and docs: the files that are named exist"
        named = re.compile(r"`((?:src|tests|docs|zones|bench)/[\w./-]+)`")
        for path in (README, ROOT / "CHANGES.md", *(ROOT / "docs").glob("*.md")):
            for target in named.findall(path.read_text()):
                self.assertTrue((ROOT / target).exists(),
                                f"{path.name}: {target}")


def write():
    page = Page()

    def renewed(match):
        kind, name, text = match.groups()
        if kind == "zone":
            (page.folder / name).write_text(text)
        if kind != "console":
            return match[0]
        return f"```console\n{replay(page, text)}```"

    text = BLOCK.sub(renewed, README.read_text())
    page.close()
    text = re.sub(r"(\| verb \| .* \|\n\|---\|---\|\n)(?:\|.*\|\n)*",
                  lambda match: match[1] + verbs(), text)
    README.write_text(text)


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    write()
