"""The run as text for a person and as JSON for a program."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from harness.verdict import Bar, Result
from harness.wrk import BUSY

HEAD = "req/s lowest highest p50_ms p99_ms bytes CPU rounds CPU_µs x_hello x_stored textbook_x"
RULE = (
    f"Speeds are medians of the rounds in which the server used at least {BUSY:.0%} of its core. (*) marks who has no\n"
    "such round: its speeds are medians of all its rounds. CPU µs is what one answer took of the server's processor,\n"
    "the median of all rounds; ratios and bars are of that, so a neighbour on the machine spoils them less."
)
MET = {True: "met", False: "MISSED", None: "not decided"}


def report(facts: Mapping[str, Any], results: Sequence[Result], bars: Sequence[Bar]) -> str:
    return "\n\n".join((heading(facts), results_table(results), RULE, bars_table(bars)))


def heading(facts: Mapping[str, Any]) -> str:
    about = facts["machine"]
    return "\n".join(
        (
            f"GET of one order: hot, at random out of {facts['hot']}; cold, all {facts['orders']:,} in turn",
            f"wrk, 1 thread, {facts['connections']} connections, rounds of {facts['seconds']} s in rotation",
            facts["layout"],
            f"{about['processor']}, Python {about['python']}, "
            f"SQLite {about['sqlite']}, PostgreSQL {about['postgresql'] or '-'}",
        )
    )


def results_table(results: Sequence[Result]) -> str:
    head = (column.replace("_", " ") for column in HEAD.split())
    return columns([("", *head), *map(result_row, results)])


def result_row(result: Result) -> tuple[str, ...]:
    return (
        result.name,
        f"{result.requests_per_second:,.0f}" + ("" if result.counted else " (*)"),
        f"{result.lowest:,.0f}",
        f"{result.highest:,.0f}",
        f"{result.p50_ms:.2f}",
        f"{result.p99_ms:.2f}",
        f"{result.bytes_per_answer:,.0f}",
        f"{result.cpu_share:.0%}",
        f"{result.counted}/{len(result.rounds)}",
        f"{result.cpu_us:.1f}",
        ratio(result.over_hello),
        ratio(result.over_stored),
        ratio(result.over_textbook),
    )


def bars_table(bars: Sequence[Bar]) -> str:
    rows = [(bar.what, bar.limit, ratio(bar.value), MET[bar.met]) for bar in bars]
    return columns([("bar", "limit", "seen", ""), *rows])


def ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(aligned(row, widths)).rstrip() for row in rows)


def aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    return [first.strip().ljust(widths[0]), *others]


def write_json(path: Path, facts: Mapping[str, Any], results: Sequence[Result], bars: Sequence[Bar]) -> None:
    run = {**facts, "results": [asdict(result) for result in results], "bars": [asdict(bar) for bar in bars]}
    path.write_text(json.dumps(run, indent=2) + "\n")
