"""The run as text: creating by connections and beside the native API, then both at two sizes."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from cards.creating import KEYS, LINKS, NATIVE, Created
from cards.finding import Found
from harness.table import MET, columns, ratio
from harness.verdict import Bar
from harness.wrk import BUSY
from placing.rounds import Round

MOST = 1.5
CHECKED = """\
Every answer had the status that it should. Afterwards there were exactly as many more orders, events, debits, pieces,
keys and kept answers in each database as answers had been given, numbers had no gaps, and the balance was lower by
exactly what those orders cost."""


class Median(NamedTuple):
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_share: float
    cpu_ms: float


class Ratio(NamedTuple):
    """Medians at both sizes, and how many times as much one costs at the large one, in time and in the server's CPU.

    Not in time where the server was not busy: it waited for the machine then, and not as long at either size.
    """

    what: str
    small: Median
    large: Median
    times: float | None
    times_cpu: float


def middle(rounds: Sequence[Round]) -> Median:
    return Median(
        per_second=median(one.per_second for one in rounds),
        p50_ms=median(one.p50_ms for one in rounds),
        p99_ms=median(one.p99_ms for one in rounds),
        cpu_share=median(one.cpu_share for one in rounds),
        cpu_ms=median(one.cpu_share / one.per_second for one in rounds) * 1000,
    )


def ratios(created: Sequence[Created], found: Sequence[Found]) -> list[Ratio]:
    return [
        *(
            _ratio(
                f"{one.database}, create {one.kind.name}",
                [few for few, _ in one.pairs],
                [many for _, many in one.pairs],
            )
            for one in created
        ),
        *(_found(one) for one in found),
    ]


def _found(one: Found) -> Ratio:
    """Of the rounds in which the server was busy; of all, and not judged, where either has none."""
    small, large = ([round_ for round_ in rounds if round_.cpu_share >= BUSY] for rounds in (one.small, one.large))
    what = f"{one.database}, find {one.case.name}"
    return _ratio(what, small, large) if small and large else _ratio(what, one.small, one.large)._replace(times=None)


def bars(seen: Sequence[Ratio]) -> list[Bar]:
    return [Bar(one.what, f"<= {MOST:g}", one.times, None if one.times is None else one.times <= MOST) for one in seen]


def report(facts: Mapping[str, Any], created: Sequence[Created], found: Sequence[Found]) -> str:
    seen = ratios(created, found)
    parts = [_heading(facts)]
    if created:
        parts += [_creating(created), CHECKED]
    return "\n\n".join((*parts, _sizes(facts, seen, bars(seen))))


def _ratio(what: str, small: Sequence[Round], large: Sequence[Round]) -> Ratio:
    few, many = middle(small), middle(large)
    return Ratio(what, few, many, few.per_second / many.per_second, many.cpu_ms / few.cpu_ms)


def _creating(created: Sequence[Created]) -> str:
    head = ("created", "orders/s", "p50 ms", "p99 ms", "CPU", "CPU ms each", "of native")
    return columns([head, *(row for one in created for row in _rows(one, created))])


def _rows(one: Created, created: Sequence[Created]) -> list[tuple[str, ...]]:
    beside = next(other for other in created if (other.database, other.kind) == (one.database, NATIVE))
    rows: list[tuple[str, ...]] = []
    for many, rounds in one.rounds.items():
        seen = middle(rounds)
        of = None if one.kind is NATIVE else seen.per_second / middle(beside.rounds[many]).per_second
        what = f"{one.database}, {one.kind.name}, {many:2} connections"
        rows.append(
            (what, f"{seen.per_second:,.0f}", *_times(seen), f"{seen.cpu_share:.0%}", f"{seen.cpu_ms:.2f}", ratio(of))
        )
    return rows


def _sizes(facts: Mapping[str, Any], seen: Sequence[Ratio], judged: Sequence[Bar]) -> str:
    small, large = facts["orders"]
    head = (
        f"{small:,} and {large:,} orders",
        "per s",
        "per s",
        "p50 ms",
        "p99 ms",
        "CPU ms each",
        "x CPU",
        "x",
        f"at most {MOST}",
    )
    rows = [
        (
            one.what,
            f"{one.small.per_second:,.0f}",
            f"{one.large.per_second:,.0f}",
            *_times(one.large),
            f"{one.large.cpu_ms:.2f}",
            ratio(one.times_cpu),
            ratio(one.times),
            MET[bar.met],
        )
        for one, bar in zip(seen, judged, strict=True)
    ]
    return columns([head, *rows])


def _times(seen: Median) -> tuple[str, str]:
    return f"{seen.p50_ms:.1f}", f"{seen.p99_ms:.1f}"


def _heading(facts: Mapping[str, Any]) -> str:
    about, (small, large) = facts["machine"], facts["orders"]
    return "\n".join(
        (
            f"Printags' create and find at {small:,} and at {large:,} orders",
            f"{LINKS.name}: five pieces, four of them with a link; {KEYS.name}: five with a record and keys each;",
            f"{NATIVE.name}: what {LINKS.name} has, through POST /v1/orders",
            f"rounds of {facts['seconds']} s in rotation; each commit on disk before it is answered",
            facts["layout"],
            f"{about['processor']}, Python {about['python']}, SQLite {about['sqlite']}",
        )
    )
