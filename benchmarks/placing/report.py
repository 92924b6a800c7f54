"""The run as text: orders per second by connections, beside the commits of the same database and the textbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from harness.table import MET, columns, ratio
from harness.verdict import Bar, at_least
from placing.rounds import Ledger, Round

PER_SECOND = 500.0


@dataclass(frozen=True)
class Result:
    """Medians of the rounds of one, at so many connections (None: of replays)."""

    kind: str
    database: str
    connections: int | None
    rounds: Sequence[Round]
    per_second: float
    of_commits: float | None = None
    over_textbook: float | None = None


def summarise(ledgers: Sequence[Ledger]) -> list[Result]:
    speeds = {
        (one.placer.kind, one.placer.database, many): median(round.per_second for round in rounds)
        for one in ledgers
        for many, rounds in _rounds(one)
    }

    def over(one: Ledger, many: int | None, kind: str) -> float | None:
        other = speeds.get((kind, one.placer.database, many))
        same = one.placer.kind == kind
        return None if other is None or same else speeds[one.placer.kind, one.placer.database, many] / other

    return [
        Result(
            kind=one.placer.kind,
            database=one.placer.database,
            connections=many,
            rounds=rounds,
            per_second=speeds[one.placer.kind, one.placer.database, many],
            of_commits=over(one, many, "commits"),
            over_textbook=over(one, many, "textbook") if one.placer.kind == "triplicate" else None,
        )
        for one in ledgers
        for many, rounds in _rounds(one)
    ]


def _rounds(one: Ledger) -> list[tuple[int | None, list[Round]]]:
    replays: list[tuple[int | None, list[Round]]] = [(None, one.replays)] if one.replays else []
    return [*one.rounds.items(), *replays]


def bars(results: Sequence[Result]) -> list[Bar]:
    return [
        at_least(f"triplicate sqlite, {one.connections} connections: orders/s", PER_SECOND, one.per_second)
        for one in results
        if (one.kind, one.database) == ("triplicate", "sqlite") and one.connections
    ]


def report(facts: Mapping[str, Any], results: Sequence[Result], judged: Sequence[Bar]) -> str:
    head = ("", "orders/s", "lowest", "highest", "p50 ms", "p99 ms", "CPU", "CPU ms each", "of commits", "x textbook")
    rows = [head, *map(_row, results)]
    bar_rows = [("bar", "limit", "seen", ""), *((b.what, b.limit, f"{b.value:,.0f}", MET[b.met]) for b in judged)]
    return "\n\n".join((_heading(facts), columns(rows), CHECKED, columns(bar_rows)))


CHECKED = (
    "Every answer was 201. Afterwards there were exactly as many more orders, events and kept answers in each\n"
    "database as answers had been given, running numbers and events of Triplicate had no gaps, and orders that\n"
    "were read at once after they were placed were as answered."
)


def _heading(facts: Mapping[str, Any]) -> str:
    about = facts["machine"]
    return "\n".join(
        (
            f"Placing an order of three lines, each under an idempotency key of its own, on {facts['orders']:,} orders",
            f"rounds of {facts['seconds']} s in rotation; each commit on disk before it is answered",
            facts["layout"],
            f"{about['processor']}, Python {about['python']}, SQLite {about['sqlite']}",
        )
    )


def _row(one: Result) -> tuple[str, ...]:
    what = "replays" if one.connections is None else f"{one.connections:2} connections"
    speeds = [round.per_second for round in one.rounds]
    return (
        f"{one.kind} {one.database}, {what}",
        f"{one.per_second:,.0f}",
        f"{min(speeds):,.0f}",
        f"{max(speeds):,.0f}",
        f"{median(round.p50_ms for round in one.rounds):.1f}",
        f"{median(round.p99_ms for round in one.rounds):.1f}",
        f"{median(round.cpu_share for round in one.rounds):.0%}",
        f"{median(round.cpu_share / round.per_second for round in one.rounds) * 1000:.2f}",
        ratio(one.of_commits),
        ratio(one.over_textbook),
    )
