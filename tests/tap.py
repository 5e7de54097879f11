"""tap.py FILE: run a module of unittest cases and report in TAP.

A test's name is its first line of documentation, else its method's name.
"""

import importlib.util
import sys
import time
import traceback
import unittest
from pathlib import Path


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.number = 0
        self.notes = []

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def line(self, verdict, test, remark=""):
        self.number += 1
        title = test.shortDescription() or test.id().split(".", 1)[-1]
        title = title.replace("#", "no. ")
        seconds = time.monotonic() - getattr(self, "started", time.monotonic())
        print(f"{verdict} {self.number} - {title} ({seconds:.2f}s){remark}",
              flush=True)

    def failed(self, test, error):
        self.line("not ok", test)
        for line in "".join(traceback.format_exception(*error)).splitlines():
            print(f"  {line}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line("ok", test)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.failed(test, error)

    def addError(self, test, error):
        super().addError(test, error)
        self.failed(test, error)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line("ok", test, f" # SKIP {reason}")

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.failed(subtest, error)


def main(path):
    path = Path(path).resolve()
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = TapResult()
    suite.run(result)
    # The plan comes last: failing sub-tests have lines of their own.
    print(f"1..{result.number}", flush=True)
    return 0 if result.wasSuccessful() and result.number else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
