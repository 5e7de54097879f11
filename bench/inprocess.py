"""What the parts of mxd cost without a socket: programs of their own."""

import subprocess

import data

# What is measured, program, kind of data, its size, when quick; None: none.
STEPS = (
    ("answers, warm", "answer", None),
    ("answers of a million records", "answer", ("big", 250_000, 25_000)),
    ("loading a million records", "load", ("big", 250_000, 25_000)),
    ("checking a million records of mail", "check",
     ("mail", 125_000, 12_500)),
    ("changes of records", "commit", None),
    ("checking ten thousand zones", "check", ("many", 10_000, 1_000)),
)


def run(args, say):
    """[(what, lines of text)]"""
    found = []
    for what, program, kind in STEPS:
        say(f"process: {what}")
        command = [args.build / "bench" / program]
        if kind:
            name, size, quick_size = kind
            made = data.make(args.build / "data", name,
                             quick_size if args.quick else size)
            paths = list(made.zones.values())
            command.append(paths[0] if len(paths) == 1
                           else made.folder / "zones")
            if program == "answer":
                command.append(made.questions)
        done = subprocess.run(command, check=False, text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        lines = done.stdout.splitlines()
        if done.returncode != 0:
            lines.append(f"{program} failed with {done.returncode}")
        found.append((what, lines))
    say("")
    return found
