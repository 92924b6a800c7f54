"""The costs as text for a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from expense.measuring import Cost
from harness.table import columns

HEAD = ("", "CPU ms", "of it system", "many at a time", "a replay", "statements", "pages", "many at a time", "bytes")
TOP = 12


def report(facts: Mapping[str, Any], costs: Sequence[Cost]) -> str:
    about = facts["machine"]
    heading = (
        f"One placed order, mean of {facts['orders']:,} one after the other, at {facts['before']:,} orders; "
        f"many at a time: {facts['connections']}\n"
        f"{about['processor']}, Python {about['python']}, SQLite {about['sqlite']}"
    )
    return "\n\n".join((heading, columns([HEAD, *map(_row, costs)]), *map(_parts, costs)))


def _row(cost: Cost) -> tuple[str, ...]:
    return (
        f"{cost.kind}, {cost.database}",
        f"{cost.cpu_ms:.2f}",
        f"{cost.system_ms:.2f}",
        f"{cost.together_ms:.2f}",
        f"{cost.replay_ms:.2f}",
        f"{cost.statements:.1f}",
        f"{sum(cost.pages.values()):.1f}" if cost.pages else "-",
        "-" if cost.pages_together is None else f"{cost.pages_together:.1f}",
        f"{cost.bytes:,.0f}",
    )


def _parts(cost: Cost) -> str:
    """CPU by area, under the profiler, and by statement; pages by table and index."""
    name = f"{cost.kind}, {cost.database}"
    tables = (
        _table(f"{name}: CPU by area, profiled", "ms", cost.area_ms),
        _table(f"{name}: CPU by statement", "ms", cost.statement_ms),
        _table(f"{name}: pages by table or index", "pages", cost.pages),
    )
    return "\n\n".join(table for table in tables if table)


def _table(heading: str, unit: str, values: Mapping[str, float]) -> str:
    rows = [(name, f"{value:.3f}") for name, value in list(values.items())[:TOP]]
    return columns([(heading, unit), *rows]) if rows else ""
