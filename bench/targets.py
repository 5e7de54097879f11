"""What mxd is to reach, in proportion to others in the same run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    work: str
    measure: str
    limit: float
    of: tuple = ()  # the best of these servers; none: `limit` is a figure
    title: str = ""

    @property
    def reference(self):
        return "/".join(self.of)


TARGETS = (
    Target("lab", "instructions", 1500, (),
           "lab, user instructions an MX query"),
    Target("lab", "instructions", 0.20, ("nsd",),
           "lab, user instructions an MX query"),
    Target("lab", "udp_user", 0.5, ("nsd",), "lab UDP, user CPU"),
    Target("lab", "udp_cpu", 1.0, ("nsd",), "lab UDP, all CPU"),
    Target("lab", "udp_cpu", 0.9, ("knot",), "lab UDP, all CPU"),
    Target("lab", "udp_cpu", 1.1, ("echo",), "lab UDP, all CPU"),
    Target("big", "udp_user", 0.35, ("nsd", "knot"),
           "big UDP, names at random, user CPU"),
    Target("big", "udp_cpu", 0.70, ("nsd", "knot"),
           "big UDP, names at random, all CPU"),
    Target("lab", "tcp_cpu", 0.75, ("knot",),
           "lab TCP, reused connections, all CPU"),
    Target("lab", "start", 0.5, ("knot",), "lab start to first answer"),
    Target("lab", "pss", 0.4, ("knot",), "lab PSS"),
    Target("big", "start", 0.35, ("nsd",), "big start to first answer"),
    Target("big", "per_record", 80, (), "big octets a record"),
    Target("many", "start", 0.5, ("nsd",), "many start to first answers"),
    Target("many", "pss", 0.6, ("knot",), "many PSS"),
    Target("growth", "tenfold", 11, (),
           "time to load 10 M records, of that for 1 M"),
    Target("growth", "per_record", 85, (), "10 M records, octets a record"),
)


def judge(results):
    """(target, mxd's figure, the other's, ratio, met), of what was measured."""
    for target in TARGETS:
        mxd = results.value(target.work, "mxd", target.measure)
        others = [results.value(target.work, server, target.measure)
                  for server in target.of]
        if mxd is None or None in others:
            continue
        other = min(others) if others else None
        ratio = mxd / other if other else mxd
        yield target, mxd, other, ratio, ratio <= target.limit
