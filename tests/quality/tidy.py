"""tidy.py ROOT BUILD: clang-tidy on all sources of src/ that BUILD compiles.

Each finding is an error, see .clang-tidy.  A source that passed is not looked
at again until something changes in it, in what it includes or in the checks.
"""

import hashlib
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

NOT_FINDINGS = ("warnings generated", "Suppressed ", "Use -header-filter")


def commands(root, build):
    """source -> how it is compiled"""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = Path(entry["directory"], entry["file"]).resolve()
        if source.is_relative_to(root / "src"):
            found[source] = entry
    return found


def preprocessed(entry):
    """What the compiler sees, and the comments, which suppress findings."""
    words = [word for word in shlex.split(entry["command"])
             if word not in ("-c", "-MD")]
    for option in ("-o", "-MF", "-MQ"):
        if option in words:
            at = words.index(option)
            del words[at:at + 2]
    return subprocess.run(words + ["-E", "-C"], cwd=entry["directory"],
                          capture_output=True, check=True).stdout


def examine(source, build, cache, key):
    """Its findings, an empty text if there are none."""
    mark = cache / hashlib.sha256(key).hexdigest()
    if mark.exists():
        return ""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", build, source],
                          capture_output=True, text=True)
    if done.returncode == 0:
        mark.touch()
        return ""
    said = (done.stdout + done.stderr).splitlines()
    return "\n".join(line for line in said
                     if not any(part in line for part in NOT_FINDINGS))


def main(root, build):
    root, build = Path(root).resolve(), Path(build).resolve()
    cache = build / "tidy"
    cache.mkdir(exist_ok=True)
    rules = (root / ".clang-tidy").read_bytes() + subprocess.run(
        ["clang-tidy", "--version"], capture_output=True, check=True).stdout

    def check(item):
        source, entry = item
        key = rules + entry["command"].encode() + preprocessed(entry)
        return examine(source, build, cache, key)

    sources = sorted(commands(root, build).items())
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        findings = [text for text in threads.map(check, sources) if text]
    print("\n".join(findings))
    print(f"{len(sources)} sources, {len(findings)} with findings")
    return 1 if findings or not sources else 0


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    sys.exit(main(*sys.argv[1:]))
