"""What was measured as tables: text for a terminal, or Markdown."""

from statistics import median

# measure, what it is, unit, factor to that unit, digits
MEASURES = (
    ("udp_cpu", "UDP, CPU a query", "ns", 1, 0),
    ("udp_user", "... of it user", "ns", 1, 0),
    ("udp_system", "... of it system", "ns", 1, 0),
    ("udp_qps", "UDP, queries a second", "k", 1e-3, 1),
    ("tcp_cpu", "TCP, CPU a query", "ns", 1, 0),
    ("tcp_user", "... of it user", "ns", 1, 0),
    ("tcp_system", "... of it system", "ns", 1, 0),
    ("tcp_qps", "TCP, queries a second", "k", 1e-3, 1),
    ("piped_cpu", "TCP, 4 at a time, CPU a query", "ns", 1, 0),
    ("piped_qps", "TCP, 4 at a time, queries a second", "k", 1e-3, 1),
    ("dnsperf_cpu", "UDP by dnsperf, CPU a query", "ns", 1, 0),
    ("dnsperf_qps", "UDP by dnsperf, queries a second", "k", 1e-3, 1),
    ("instructions", "user instructions a query", "", 1, 0),
    ("start", "start to first answer", "ms", 1, 1),
    ("load_cpu", "CPU until then", "ms", 1, 1),
    ("reload", "SIGHUP to the changed answer", "ms", 1, 1),
    ("reload_cpu", "CPU of it", "ms", 1, 1),
    ("reload_read", "octets read for it", "KiB", 1 / 1024, 1),
    ("pss", "PSS", "MiB", 1 / 2 ** 20, 1),
    ("tenfold", "time to load ten times as much", "", 1, 2),
    ("per_record", "octets a record", "", 1, 1),
)
# The split of CPU time is counted in ticks: it is that of all rounds.
BY_TICKS = {"udp_user", "udp_system", "tcp_user", "tcp_system"}
BUSY_ENOUGH = 0.93


def middle(measure, samples):
    if measure in BY_TICKS:
        return sum(samples) / len(samples)
    return median(samples)


class Results:
    """samples[work][server][measure] is a list, one number a round."""

    def __init__(self):
        self.samples = {}
        self.versions = {}
        self.facts = {}
        self.process = []  # (what, lines of text)
        self.remarks = []

    def add(self, work, server, found):
        into = self.samples.setdefault(work, {}).setdefault(server, {})
        for measure, value in found.items():
            into.setdefault(measure, []).append(value)

    def value(self, work, server, measure):
        """The median, or None."""
        samples = self.samples.get(work, {}).get(server, {}).get(measure)
        return middle(measure, samples) if samples else None

    def spread(self, work, server, measure):
        """Half the range, in proportion to the median."""
        samples = self.samples[work][server][measure]
        value = self.value(work, server, measure)
        return (max(samples) - min(samples)) / 2 / value if value else 0


def aligned(rows):
    """Columns for a terminal: the first to the left, others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        yield "  ".join([row[0].ljust(widths[0])] +
                        [cell.rjust(width) for cell, width in
                         zip(row[1:], widths[1:])]).rstrip()


def markdown(rows):
    yield "| " + " | ".join(rows[0]) + " |"
    yield "|---" + "|---:" * (len(rows[0]) - 1) + "|"
    for row in rows[1:]:
        yield "| " + " | ".join(row) + " |"


def cell(results, work, server, row):
    measure, _, _, factor, digits = row
    value = results.value(work, server, measure)
    if value is None:
        return ""
    spread = results.spread(work, server, measure)
    return f"{value * factor:.{digits}f}" + \
        (f" ±{spread:.0%}" if spread else "")


def work_rows(results, work):
    """One line a measure, one column a server; median ± half the range."""
    by_server = results.samples[work]
    rows = [[work, *by_server]]
    for row in MEASURES:
        measure, title, unit, _, _ = row
        if any(measure in found for found in by_server.values()):
            rows.append([f"{title}, {unit}" if unit else title,
                         *(cell(results, work, server, row)
                           for server in by_server)])
    return rows


def in_unit(measure, value):
    for name, _, unit, factor, digits in MEASURES:
        if name == measure:
            return f"{value * factor:.{digits}f} {unit}".rstrip()
    return f"{value:.2f}"


def target_rows(judged):
    rows = [["target", "mxd", "of", "ratio", "wanted", "met"]]
    for target, mxd, other, ratio, met in judged:
        rows.append([
            target.title, in_unit(target.measure, mxd),
            f"{target.reference} {in_unit(target.measure, other)}"
            if other else "",
            f"{ratio:.2f}" if other else "",
            f"≤ {target.limit:g}", "yes" if met else "no"])
    return rows


def complaints(results):
    """What must be known to trust the figures: a list of sentences."""
    for work, by_server in results.samples.items():
        for server, found in by_server.items():
            yield from of_server(results, work, server, found)


def of_server(results, work, server, found):
    for way in ("udp", "tcp", "piped", "dnsperf"):
        for what in ("wrong", "lost"):
            most = max(found.get(f"{way}_{what}", [0]))
            if most > 0:
                yield (f"{work}: {server}: up to {most:.2%} of answers by "
                       f"{way} were {what}")
        busy = median(found.get(f"{way}_busy", [1]))
        if busy < BUSY_ENOUGH:
            yield (f"{work}: {server}: not saturated by {way}, busy for "
                   f"{busy:.0%} of the time")
        ours = results.value(work, "mxd", f"{way}_additional")
        theirs = results.value(work, server, f"{way}_additional")
        if ours and theirs and server != "echo" and theirs < ours:
            yield (f"{work}: {server} gave {theirs:.1f} additional records "
                   f"an answer by {way}, mxd {ours:.1f}")
