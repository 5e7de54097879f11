"""Count the single tests of the builds given, from meson's logs.

Prints each failure, then one last line, `N passed, M failed`.  A program that
speaks TAP counts test by test, any other one counts as one test.  A build
without a log did not build, or ran nothing: that is a failure too.
"""

import json
import re
import sys
from pathlib import Path

TAP_PLAN = re.compile(r"^1\.\.(\d+)", re.M)
TAP_TEST = re.compile(r"^(not )?ok\b(?:[ \d]*)(?: ?- ?)?(.*)$")
TAP_SKIP = re.compile(r"#\s*skip\b", re.I)
DETAIL_LINES = 40


def count_tap(name, output):
    """(tests passed, tests skipped, failures with what was said of them)."""
    passed, skipped, failed = 0, 0, []
    detail = None
    for line in output.splitlines():
        match = TAP_TEST.match(line)
        if match is None:
            if detail is not None and line.startswith(" "):
                detail.append(line)
            continue
        detail = None
        bad, title = match.groups()
        if TAP_SKIP.search(title):
            skipped += 1
        elif bad:
            detail = [f"{name}: {title.strip()}"]
            failed.append(detail)
        else:
            passed += 1
    return passed, skipped, failed


def count(test):
    """The same for one program, whether it speaks TAP or not."""
    name, result = test["name"], test["result"]
    passed, skipped, failed = 0, 0, []
    output = test.get("stdout", "")
    if TAP_PLAN.search(output):
        passed, skipped, failed = count_tap(name, output)
    elif result == "OK":
        passed = 1
    elif result == "SKIP":
        skipped = 1
    if result not in ("OK", "SKIP", "EXPECTEDFAIL") and not failed:
        failed.append([f"{name}: {result.lower()} "
                       f"(exit {test['returncode']}), log above"])
    return passed, skipped, failed


def main(builds):
    total_passed, total_failed = 0, 0
    for build in builds:
        logs = sorted(Path(build, "meson-logs").glob("testlog*.json"))
        tests = [json.loads(line) for log in logs for line in log.open()]
        passed, skipped, failed = 0, 0, []
        for test in tests:
            p, s, f = count(test)
            passed, skipped, failed = passed + p, skipped + s, failed + f
        if not tests:
            failed.append(["no test ran"])
        print(f"{build}: {passed} passed, {len(failed)} failed, "
              f"{skipped} skipped")
        for title, *detail in failed:
            print(f"  FAIL {title}")
            for line in detail[:DETAIL_LINES]:
                print(f"      {line}")
        total_passed += passed
        total_failed += len(failed)
    print(f"{total_passed} passed, {total_failed} failed")
    return 1 if total_failed or not total_passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
