"""The examples of the rules: tests/rules/<id>/good.zone and bad.zone as C.

    examples.py FOLDER OUTPUT DEPFILE

Lines that only the tests read ("; expect", "; profile") are left out, and in
comments which case of the tests they are ("R1:").
"""

import re
import sys
from pathlib import Path

HEAD = """/* Made by examples.py from tests/rules/. */
#include "check/example.h"

#include <string.h>

"""
FOOT = """
const struct rule_example *
rule_example(const char *id)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (strcmp(rows[i].id, id) == 0)
			return &rows[i];
	}
	return NULL;
}
"""


def condensed(path):
    text = re.sub(rb"^; (expect|profile) .*\n?", b"", path.read_bytes(),
                  flags=re.MULTILINE)
    text = re.sub(rb"^; [MRS]\d+(, [MRS]\d+)*: ", b"; ", text,
                  flags=re.MULTILINE)
    return re.sub(rb"\n{3,}", b"\n\n", text).strip(b"\n") + b"\n"


def array(name, octets):
    values = ", ".join(str(octet) for octet in octets + b"\0")
    return f"static const unsigned char {name}[] = {{{values}}};\n"


def main(folder, output, depfile):
    folder = Path(folder)
    examples = [entry for entry in sorted(folder.iterdir())
                if (entry / "good.zone").exists()
                and (entry / "bad.zone").exists()]
    used = [folder, *(entry for entry in folder.iterdir() if entry.is_dir())]
    texts = rows = ""
    for number, entry in enumerate(examples):
        for kind in ("good", "bad"):
            path = entry / f"{kind}.zone"
            texts += array(f"{kind}_{number}", condensed(path))
            used.append(path)
        rows += (f'\t{{"{entry.name}", (const char *)good_{number}, '
                 f"(const char *)bad_{number}}},\n")
    Path(output).write_text(
        f"{HEAD}{texts}\nstatic const struct rule_example rows[] = {{\n"
        f"{rows}}};\n{FOOT}", encoding="ascii")
    names = " ".join(str(path).replace(" ", "\\ ") for path in used)
    Path(depfile).write_text(f"{output}: {names}\n", encoding="utf-8")


main(*sys.argv[1:])
