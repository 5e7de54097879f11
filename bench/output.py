"""Where results go: terminal, files, docs/performance.md."""

import datetime
import json
import os
import platform
from pathlib import Path

import plot
import report
import targets
from servers import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "performance.svg"
BEGIN = "<!-- figures: ./dev bench --docs writes from here -->"
END = "<!-- figures: to here -->"


def machine():
    """What figures depend on."""
    model = [line.split(":", 1)[1].strip() for line in
             Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
             if line.startswith("model name")]
    return {"date": datetime.date.today().isoformat(),
            "processor": model[0] if model else platform.machine(),
            "processors": len(os.sched_getaffinity(0)),
            "kernel": platform.release()}


def tables(results):
    found = [report.work_rows(results, work) for work in results.samples
             if work != "growth"]
    judged = list(targets.judge(results))
    if judged:
        found.append(report.target_rows(judged))
    return found


def remarks(results):
    return results.remarks + list(report.complaints(results))


def as_markdown(results):
    parts = ["\n".join(report.markdown(table)) for table in tables(results)]
    said = remarks(results)
    if said:
        parts.append("\n".join(f"- {remark}" for remark in said))
    for what, lines in results.process:
        parts.append(f"In process, {what}:\n\n```\n" + "\n".join(lines) +
                     "\n```")
    return "\n\n".join(parts) + "\n"


def show(results, out):
    """Print, and write results.md, .json and .svg into a folder."""
    for table in tables(results):
        print("\n".join(report.aligned(table)), end="\n\n")
    for what, lines in results.process:
        print(f"{what}\n" + "".join(f"  {line}\n" for line in lines))
    for remark in remarks(results):
        print(remark)
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.md").write_text(as_markdown(results), encoding="utf-8")
    (out / "results.json").write_text(json.dumps(
        {"facts": results.facts, "versions": results.versions,
         "samples": results.samples, "process": results.process},
        indent=1) + "\n", encoding="utf-8")
    plot.draw(results, out / "results.svg")
    print(f"results in {out}")


def document(results):
    """Write the figures of docs/performance.md between their marks."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    facts = "".join(f"- {what}: {value}\n"
                    for what, value in results.facts.items())
    facts += "".join(f"- {name}: {version}\n"
                     for name, version in results.versions.items())
    picture = ""
    if plot.draw(results, PICTURE):
        picture = f"![CPU a query]({PICTURE.name})\n\n"
    DOCUMENT.write_text(
        f"{before}{BEGIN}\n\n{facts}\n{picture}{as_markdown(results)}\n"
        f"{END}{after}", encoding="utf-8")
