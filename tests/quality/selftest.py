"""selftest.py: each static check fails on what it is for, and only then.

Makes a small tree, checks that all pass, then plants one violation at a time.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

CLEAN = {
    "src/base/one.h": "int one(int number);\n",
    "src/base/one.c": '#include "base/one.h"\n\nint\none(int number)\n'
                      "{\n\treturn number + 1;\n}\n",
    "src/dns/two.h": "int two(int number);\n",
    "src/dns/two.c": '#include "dns/two.h"\n#include "base/one.h"\n\nint\n'
                     "two(int number)\n{\n\treturn one(number);\n}\n",
    "tests/.keep": "",
    "bench/.keep": "",
}


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mxd-quality.")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in (".clang-format", ".clang-tidy", "src/meson.build"):
            self.write(name, (ROOT / name).read_text())
        for name, text in CLEAN.items():
            self.write(name, text)
        self.build()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def build(self):
        """Libraries and compile_commands.json, as meson would leave them."""
        build = self.root / "build"
        shutil.rmtree(build, ignore_errors=True)
        (build / "src").mkdir(parents=True)
        commands = []
        for source in sorted((self.root / "src").rglob("*.c")):
            folder = source.parent.name
            output = build / f"{folder}_{source.stem}.o"
            command = ["cc", "-std=gnu17", f"-I{self.root / 'src'}", "-c",
                       str(source), "-o", str(output)]
            commands.append({"directory": str(build), "file": str(source),
                             "command": " ".join(command)})
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            subprocess.run(["ar", "qc", f"{build}/src/libmxd_{folder}.a",
                            str(output)], check=True)
        (build / "compile_commands.json").write_text(json.dumps(commands))

    def run_check(self, check, *arguments):
        program = [str(HERE / check)]
        if check.endswith(".py"):
            program.insert(0, sys.executable)
        done = subprocess.run(program + [str(self.root), *arguments],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def passes(self, check, *arguments):
        status, output = self.run_check(check, *arguments)
        self.assertEqual(status, 0, output)

    def fails(self, expected, check, *arguments):
        status, output = self.run_check(check, *arguments)
        self.assertNotEqual(status, 0, output)
        self.assertIn(expected, output)

    @property
    def build_path(self):
        return str(self.root / "build")

    def plant(self, name, old, new):
        text = (self.root / name).read_text()
        self.assertIn(old, text)
        self.write(name, text.replace(old, new, 1))


class Layers(Tree):
    def test_clean(self):
        "layers: a clean tree passes"
        self.passes("layers.py", self.build_path)

    def test_upward(self):
        "layers: an upward include fails"
        self.plant("src/base/one.c", '#include "base/one.h"',
                   '#include "base/one.h"\n#include "dns/two.h"')
        self.fails("src/base/one.c:2: base/ must not", "layers.py")

    def test_sideways(self):
        "layers: an include between equal ranks fails"
        self.write("src/check/a.h", "int a;\n")
        self.write("src/answer/b.c", '#include "check/a.h"\n')
        self.fails("src/answer/b.c:1: answer/ must not", "layers.py")

    def test_relative(self):
        "layers: an include not named from src/ fails"
        self.plant("src/base/one.c", "base/one.h", "one.h")
        self.fails("src/base/one.c:1", "layers.py")

    def test_reserved(self):
        "layers: uv.h, yaml.h and stdio.h fail where they are not allowed"
        for name, header in (("zone/x.c", "uv.h"), ("config/x.c", "yaml.h"),
                             ("net/x.c", "stdio.h"), ("base/x.c", "stdio.h")):
            with self.subTest(header=header, name=name):
                self.write(f"src/{name}", f"#include <{header}>\n")
                self.fails(f"src/{name}:1: <{header}>", "layers.py")
                (self.root / "src" / name).unlink()

    def test_reserved_allowed(self):
        "layers: uv.h, yaml.h and stdio.h pass where they are allowed"
        for name, header in (("net/x.c", "uv.h"), ("base/yamltree.c", "yaml.h"),
                             ("base/log.c", "stdio.h"), ("cli/x.c", "stdio.h")):
            self.write(f"src/{name}", f"#include <{header}>\n")
        self.passes("layers.py")

    def test_conditional(self):
        "layers: conditional code outside base/ and net/socket.c fails"
        self.write("src/zone/x.c", "#ifdef __linux__\n#endif\n")
        self.fails("src/zone/x.c:1: conditional", "layers.py")

    def test_folder(self):
        "layers: a folder without a rank fails"
        self.write("src/misc/x.c", "int x;\n")
        self.fails("src/misc/x.c:1", "layers.py")

    def test_library(self):
        "layers: a library that uses a symbol of a higher one fails"
        self.plant("src/base/one.c", "\treturn number",
                   "\textern int two(int number);\n\tnumber = two(number);\n"
                   "\treturn number")
        self.build()
        self.passes("layers.py")
        self.fails("libmxd_base.a: uses two of dns/", "layers.py",
                   self.build_path)


class Sizes(Tree):
    def body(self, lines):
        self.write("src/base/long.c", "int\nlong_one(int n)\n{\n"
                   + "\tn++;\n" * (lines - 3) + "\treturn n;\n}\n")

    def test_limit(self):
        "sizes: a function of 70 lines passes"
        self.body(70)
        self.passes("sizes.py")

    def test_over(self):
        "sizes: a function of 71 lines fails"
        self.body(71)
        self.fails("long_one has 71 lines", "sizes.py")


class Format(Tree):
    def test_clean(self):
        "format: a clean tree passes"
        self.passes("format")

    def test_spaces(self):
        "format: spaces for tabs fail"
        self.plant("src/base/one.c", "\treturn", "    return")
        self.fails("src/base/one.c:5", "format")


class Style(Tree):
    def test_clean(self):
        "style: a clean tree, a reason and a table pass"
        self.write("src/base/x.h",
                   "// clang-format off\n" + "x" * 90 + "\n"
                   "// clang-format on\n"
                   "// NOLINTNEXTLINE(cert-err34-c): digits only, seen above\n"
                   "// cppcheck-suppress nullPointer ; never null here\n")
        self.passes("style.py")

    def test_violations(self):
        "style: each of the rules fails on its violation"
        for text, expected in (
                ("/* " + "x" * 80 + " */", "columns"),
                ("\t" * 9 + "abcdefghi", "columns"),
                ("typedef struct x x_t;", "typedef"),
                ("// TODO later", "left to do"),
                ("x(); // NOLINT", "suppressed without"),
                ("x(); // NOLINT(cert-err34-c)", "suppressed without"),
                ("// cppcheck-suppress nullPointer", "suppressed without")):
            with self.subTest(text=text):
                self.write("src/base/x.h", f"\n{text}\n")
                self.fails("src/base/x.h:2: ", "style.py")
                self.fails(expected, "style.py")


class Tidy(Tree):
    def test_clean(self):
        "tidy: a clean tree passes"
        self.passes("tidy.py", self.build_path)

    def test_analyzer(self):
        "tidy: a null dereference fails"
        self.plant("src/base/one.c", "\treturn number",
                   "\tint *p = 0;\n\tif (number)\n\t\treturn *p;\n"
                   "\treturn number")
        self.build()
        self.fails("clang-analyzer-core.NullDereference", "tidy.py",
                   self.build_path)

    def test_bugprone(self):
        "tidy: a macro argument without parentheses fails"
        self.plant("src/dns/two.h", "int two", "#define TWICE(x) x * 2\nint two")
        self.build()
        self.fails("bugprone-macro-parentheses", "tidy.py", self.build_path)

    def test_parameters(self):
        "tidy: a function of six parameters fails"
        self.write("src/base/six.c", "int six(int a, int b, int c, int d, "
                   "int e, int f);\nint six(int a, int b, int c, int d, int e, "
                   "int f)\n{\n\treturn a + b + c + d + e + f;\n}\n")
        self.build()
        self.fails("readability-function-size", "tidy.py", self.build_path)

    def test_suppressed_at_its_line(self):
        "tidy: a finding suppressed at its line passes"
        self.plant("src/base/one.c", "\treturn number",
                   "\tint *p = 0;\n\tif (number)\n\t\treturn *p; "
                   "// NOLINT(clang-analyzer-core.NullDereference): planted\n"
                   "\treturn number")
        self.build()
        self.passes("tidy.py", self.build_path)


class Cppcheck(Tree):
    def test_clean(self):
        "cppcheck: a clean tree passes"
        self.passes("cppcheck", self.build_path)

    def test_bounds(self):
        "cppcheck: an array index out of bounds fails"
        self.plant("src/base/one.c", "\treturn number",
                   "\tint a[2] = {0, 0};\n\ta[2] = number;\n"
                   "\treturn a[0] + number")
        self.fails("arrayIndexOutOfBounds", "cppcheck", self.build_path)


class Manual(unittest.TestCase):
    PAGE = (".Dd January 1, 2026\n.Dt X 5\n.Os\n.Sh NAME\n.Nm x\n"
            ".Nd a page\n.Sh DESCRIPTION\nSee\n.Xr no-such-page 8 .\n")

    def run_check(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".5") as page:
            page.write(text)
            page.flush()
            done = subprocess.run([HERE / "manual", page.name],
                                  capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_clean(self):
        "manual: a page that refers to one not yet installed passes"
        status, output = self.run_check(self.PAGE)
        self.assertEqual(status, 0, output)

    def test_violations(self):
        "manual: an unknown macro, a long line and bad input fail"
        for text in (".Foo bar\n", "x" * 90 + " x\n", ".Bl -tag\n.El x\n"):
            with self.subTest(text=text):
                status, output = self.run_check(self.PAGE + text)
                self.assertNotEqual(status, 0, output)


if __name__ == "__main__":
    os.execv(sys.executable, [sys.executable, str(HERE.parent / "tap.py"),
                              __file__])
