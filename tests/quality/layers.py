"""layers.py ROOT [BUILD]: a folder uses itself and the folders below it.

The ranks are those of src/meson.build, read from there.  Includes are checked
in the sources; with a build folder, the symbols of its libraries too.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif)\b")
GUARD = re.compile(r"^\s*#\s*ifndef\s+MXD_\w+_H\s*$")

# Headers of the system that only some may include: header -> folders or files.
RESERVED = {
    "uv.h": ("net/", "control/", "api/", "cli/"),
    "ares.h": ("net/upstream_channel.",),
    "microhttpd.h": ("api/mhd.h",),
    "yaml.h": ("base/yamltree.c",),
    "idn2.h": ("base/idn.c",),
    "stdio.h": ("base/log.c", "base/diag.c", "base/diag.h", "base/source.c",
                "base/folder.c", "cli/"),
}
CONDITIONAL_FILES = ("base/", "net/socket.c")


def read_ranks(root):
    """folder -> rank, from the list in src/meson.build; the program is last."""
    text = (root / "src" / "meson.build").read_text()
    lists = ast.literal_eval(
        re.search(r"^ranks = (\[.*?^\])", text, re.M | re.S).group(1))
    ranks = {folder: rank
             for rank, folders in enumerate(lists) for folder in folders}
    ranks["cli"] = len(lists)
    return ranks


def may_use(ranks, user, used):
    return user == used or ranks[used] < ranks[user]


def complain_of_include(src, ranks, name, kind, header):
    folder = name.split("/")[0]
    if kind == "<":
        allowed = RESERVED.get(header, ("",))
        if not name.startswith(allowed):
            return f"<{header}> is for {', '.join(allowed)}"
        return None
    used = header.split("/")[0]
    if used not in ranks or not (src / header).is_file():
        return f'"{header}" is not a header of src/, named from there'
    if not may_use(ranks, folder, used):
        return f'{folder}/ must not include "{header}"'
    return None


def check_sources(root, ranks):
    src = root / "src"
    for path in sorted(src.rglob("*.[ch]")):
        name = path.relative_to(src).as_posix()
        if name.split("/")[0] not in ranks:
            yield f"src/{name}:1: folder without a rank in src/meson.build"
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                complaint = complain_of_include(src, ranks, name, *match.groups())
                if complaint:
                    yield f"src/{name}:{number}: {complaint}"
            elif (CONDITIONAL.match(line) and not GUARD.match(line)
                  and not name.startswith(CONDITIONAL_FILES)):
                yield (f"src/{name}:{number}: conditional code is for "
                       f"{', '.join(CONDITIONAL_FILES)}")


def symbols(library, option):
    output = subprocess.run(["nm", "--format=posix", option, library],
                            capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in output.splitlines()
            if len(line.split()) > 1}


def check_libraries(build, ranks):
    libraries = {folder: build / "src" / f"libmxd_{folder}.a"
                 for folder in ranks if folder != "cli"}
    libraries["cli"] = build / "src" / "cli" / "libmxd_cli.a"
    libraries = {folder: path for folder, path in libraries.items()
                 if path.is_file()}
    if not libraries:
        yield f"{build}: no library to look into"
    home = {symbol: folder for folder, path in libraries.items()
            for symbol in symbols(path, "--defined-only")}
    for folder, path in libraries.items():
        for symbol in sorted(symbols(path, "--undefined-only")):
            owner = home.get(symbol, folder)
            if not may_use(ranks, folder, owner):
                yield f"{path.name}: uses {symbol} of {owner}/"


def main(root, build=None):
    ranks = read_ranks(Path(root))
    complaints = list(check_sources(Path(root), ranks))
    if build:
        complaints += check_libraries(Path(build), ranks)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
