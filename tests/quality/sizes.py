"""sizes.py ROOT: functions of at most 70 lines, files that can be read.

Fails on a function over 70 lines; names files over 500 lines, which want a
split.  A function is what lies between a brace in the first column and the
next closing one, signature not counted: the format check guarantees the rest.
"""

import sys
from pathlib import Path

FUNCTION_MAX = 70
FILE_MAX = 500


def functions(lines):
    """(first line, name, length with both braces)"""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            name = next((above for above in reversed(lines[:start - 1])
                         if above[:1].isalpha() or above[:1] == "_"), "?")
            yield start, name.split("(")[0], number - start + 1
            start = None


def main(root):
    root = Path(root)
    failed, count, longest = 0, 0, 0
    paths = sorted(path for folder in ("src", "tests", "bench")
                   for path in (root / folder).rglob("*.[ch]"))
    for path in paths:
        name = path.relative_to(root)
        lines = path.read_text().splitlines()
        if len(lines) > FILE_MAX:
            print(f"{name}: note: {len(lines)} lines, wants a split")
        for start, function, length in functions(lines):
            count, longest = count + 1, max(longest, length)
            if length > FUNCTION_MAX:
                print(f"{name}:{start}: {function} has {length} lines, "
                      f"more than {FUNCTION_MAX}")
                failed += 1
    print(f"{len(paths)} files, {count} functions, the longest of "
          f"{longest} lines")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
