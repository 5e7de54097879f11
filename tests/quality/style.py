"""style.py ROOT: what the formatter does not see of how we write.

No line over 80 columns (comments included, tables left alone), no typedef for
a struct, nothing left to do, no finding suppressed without its reason:
`NOLINT(check): reason`, `cppcheck-suppress id ; reason`.
"""

import re
import sys
from pathlib import Path

COLUMNS = 80
TAB = 8
RULES = (
    (re.compile(r"\btypedef\s+(struct|union|enum)\b"),
     "typedef hides what it names"),
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "left to do"),
    (re.compile(r"NOLINT(?!(NEXTLINE|BEGIN)?\([\w.,*-]+\):? \w+|END)"),
     "suppressed without a named check and a reason"),
    (re.compile(r"cppcheck-suppress(?!\s+\w+\s*;\s*\w+)"),
     "suppressed without a named check and a reason"),
)


def complaints(path):
    unformatted = False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if "clang-format off" in line or "clang-format on" in line:
            unformatted = "clang-format off" in line
        if not unformatted and len(line.expandtabs(TAB)) > COLUMNS:
            yield number, f"more than {COLUMNS} columns"
        for pattern, complaint in RULES:
            if pattern.search(line):
                yield number, complaint


def main(root):
    root = Path(root)
    failed = False
    for folder in ("src", "tests", "bench"):
        for path in sorted((root / folder).rglob("*.[ch]")):
            for number, complaint in complaints(path):
                print(f"{path.relative_to(root)}:{number}: {complaint}")
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
