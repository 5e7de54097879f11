"""docs/check-compared.md: what other programs find in broken zones.

The page is made from runs of all of them.  When one says something else, write
it anew and look at what became of it:

    MXD_WRITE_MANUAL=1 meson test -C build compared
"""

import json
import os
import tempfile
import unittest
from pathlib import Path

import network
from checkers import CHECKERS, MANDATORY
from harness import ROOT, run_mxd, sanitized

PAGE = ROOT / "docs/check-compared.md"
BROKEN = ROOT / "tests/compared/broken.example.zone"
# It takes named-checkzone a minute to say that it ran out of space.
TOO_LONG = "zone-rrset-size"
# What has a rule of its own with mxd, which then tells of nothing else.
INSTEAD = {
    "mx-exchange-hostname": {"mx-exchange-is-address"},
    "mx-exchange-no-address": {"mx-exchange-is-address"},
    "zone-glue-missing": {"zone-ns-address", "zone-ns-alias"},
}
RULES = [row.split()[0] for row in
         run_mxd("check", "--list")[1].splitlines()[1:]]
READERS = [checker for checker in CHECKERS.values()
           if checker.name != "zonemaster-cli"]
ZONEMASTER = CHECKERS["zonemaster-cli"]

HEAD = """\
# `mxd check` beside other checkers

Which faults of a zone other programs find, in the words of [mxd's rules](rules.md): from a run of
each, by `tests/e2e/compared.py`, which fails when this page is not what they say. They are those of
Debian 12: {commands}.

Three of them read the zone's text, as mxd does. Zonemaster asks the servers of a zone, from the root
on. It cannot be asked about a text, and here is no Internet: the test gives it a network of its own
with a root, the zone's parent, and the zone's servers, all of them mxd, the zone served by
`--allow`. What it asks of other parts of the Internet (which networks the addresses belong to,
reverse zones, DNSSEC from the root on) finds nothing there, and a zone that no server loads
({mandatory}) cannot be shown to it at all.

A program *finds* a fault if it says anything that leads to it, at whatever level; of what Zonemaster
says, what tells that all is well is left out. It looks at the MX records of the apex only. Where
named-checkzone gives up at an error, it does not look for what else is wrong.

"""


def rules_by_mxd(path):
    report = json.loads(run_mxd("check", "--format", "json", "--profile",
                                "public", path)[1])
    return {finding.get("rule") for finding in report["findings"]}


def mark(found):
    return "found" if found else "–"


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def block(lines):
    return ["", "```", *lines, "```", ""]


def of_one_zone(finds, by_mxd):
    """One zone, seen by all."""
    yield f"## One broken zone\n\n`{BROKEN.relative_to(ROOT)}`:"
    yield from block(BROKEN.read_text().splitlines())
    yield from table(
        ["fault", *CHECKERS, "mxd check"],
        [[f"`{rule}`", *(mark(rule in finds[name].rules) for name in CHECKERS),
          mark(rule in by_mxd)]
         for rule in RULES
         if rule in by_mxd or any(rule in find.rules
                                  for find in finds.values())])
    yield "\nWhat each of them says:\n"
    for name, checker in CHECKERS.items():
        yield f"`{checker.command()}`:"
        yield from block(finds[name].lines or ["(nothing)"])
    yield "`mxd check`:"
    yield from block(run_mxd("check", BROKEN.relative_to(ROOT))[1]
                     .splitlines())


def of_the_rules(finds):
    """finds[rule][checker]: of that rule's own zone."""
    known = [rule for rule in finds
             if any(rule in find.rules for find in finds[rule].values())]
    alone = [f"`{rule}`" for rule in finds if rule not in known]
    yield f"""\
## The zone of each rule

Each rule of mxd's has a zone that breaks it, in its folder of `tests/rules/`. What is found there by those
that read texts, but for `{TOO_LONG}`, as named-checkzone takes a minute to say of so many records that
it ran out of space:
"""
    yield from table(
        ["rule", *(checker.name for checker in READERS)],
        [[f"`{rule}`", *(mark(rule in finds[rule][checker.name].rules)
                         for checker in READERS)] for rule in known])
    yield (f"\nThe other {len(alone)} only mxd finds: "
           f"{', '.join(alone)}.\n")


def of_others(finds):
    """finds[checker]: what its messages are about besides."""
    yield ("## What mxd has no rule for\n\nIn all these zones the others also "
           "speak of what no rule of mxd's is about:\n")
    for name, others in finds.items():
        yield f"- {name}: {'; '.join(sorted(others)) or 'nothing'}."
    yield """
mxd judges what stands in zones, for mail. It asks nobody: whether servers answer, whether parent
and child agree, and whether a zone's signatures are right is what Zonemaster is for.
"""


class Compared(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if sanitized():
            raise unittest.SkipTest("other builds of mxd find the same")
        missing = [name for name, checker in CHECKERS.items()
                   if not checker.installed()]
        if missing:
            raise unittest.SkipTest(f"not installed: {', '.join(missing)}")
        if not network.enter():
            raise unittest.SkipTest("no network of its own to be had")
        folder = tempfile.TemporaryDirectory(prefix="mxd-compared.")
        cls.addClassCleanup(folder.cleanup)
        ZONEMASTER.folder = Path(folder.name)
        cls.one = {name: checker.find(BROKEN)
                   for name, checker in CHECKERS.items()}
        cls.each = {
            rule: {checker.name:
                   checker.find(ROOT / "tests/rules" / rule / "bad.zone")
                   for checker in READERS}
            for rule in RULES if rule != TOO_LONG}

    def finds(self):
        """All that was found, by whom."""
        yield from self.one.items()
        for by_name in self.each.values():
            yield from by_name.items()

    def page(self):
        others = {name: set() for name in CHECKERS}
        for name, find in self.finds():
            others[name] |= find.others
        head = HEAD.format(
            commands=", ".join(f"`{checker.command()}`"
                               for checker in CHECKERS.values()),
            mandatory=", ".join(f"`{rule}`" for rule in MANDATORY))
        return head + "\n".join((
            *of_one_zone(self.one, rules_by_mxd(BROKEN)),
            *of_the_rules(self.each), *of_others(others)))

    def test_sorted(self):
        """each message of each program is known to be about something"""
        self.assertEqual([(name, line) for name, find in self.finds()
                          for line in find.unsorted], [])

    def test_found(self):
        """whatever others find, mxd finds"""
        zones = {BROKEN: self.one}
        for rule, by_name in self.each.items():
            zones[ROOT / "tests/rules" / rule / "bad.zone"] = by_name
        for path, by_name in zones.items():
            mine = rules_by_mxd(path)
            for name, find in by_name.items():
                with self.subTest(zone=path, by=name):
                    self.assertEqual(
                        [rule for rule in find.rules
                         if not mine & ({rule} | INSTEAD.get(rule, set()))],
                        [])

    def test_page(self):
        """docs/check-compared.md is what they say"""
        page = self.page()
        if os.environ.get("MXD_WRITE_MANUAL"):
            PAGE.write_text(page, encoding="utf-8")
        self.assertEqual(PAGE.read_text(encoding="utf-8"), page)


if __name__ == "__main__":
    unittest.main()
