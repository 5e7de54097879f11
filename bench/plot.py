"""CPU time a query as a picture, drawn by gnuplot if that is there."""

import shutil
import subprocess

# work, way, title
GROUPS = (
    ("lab", "udp", "lab, UDP"),
    ("lab", "tcp", "lab, TCP"),
    ("big", "udp", "big, UDP"),
    ("many", "udp", "many, UDP"),
)
# BIND and, where it has to look names up, PowerDNS would dwarf the others.
TALLEST = 12_000
HEAD = """\
set terminal svg size 960,420 background "white" font "sans-serif,12"
set output "{path}"
set style data histograms
set style histogram rowstacked gap 1
set style fill solid 0.8 noborder
set boxwidth 0.8
set grid ytics lc rgb "#cccccc"
set yrange [0:{tallest}]
set ylabel "CPU a query, ns"
set xtics rotate by -45 nomirror
set bmargin 6
set key top left
"""


def draw(results, path):
    """Returns whether there is a picture."""
    blocks, plots = [], []
    for number, (work, way, title) in enumerate(GROUPS):
        rows = []
        for server in results.samples.get(work, {}):
            user = results.value(work, server, f"{way}_user")
            system = results.value(work, server, f"{way}_system")
            if user is not None:
                rows.append(f"{server} {user:.0f} {system:.0f}\n")
        if not rows:
            continue
        blocks.append(f"$data{number} << END\n{''.join(rows)}END\n")
        legend = ("title 'user'", "title 'system'") if not plots \
            else ("notitle", "notitle")
        plots.append(
            f"newhistogram '{title}' offset 0,-2.5, "
            f"$data{number} using 2:xtic(1) {legend[0]} lc rgb '#2a6f97', "
            f"'' using 3 {legend[1]} lc rgb '#a9d6e5'")
    if not plots or not shutil.which("gnuplot"):
        return False
    script = HEAD.format(path=path, tallest=TALLEST) + "".join(blocks) + \
        "plot " + ", ".join(plots) + "\n"
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
    return True
