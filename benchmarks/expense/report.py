"""The costs as text for a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from expense.measuring import Cost
from harness.table import columns

HEAD = ("", "CPU ms", "of it system", "many at a time", "a replay", "statements", "pages", "bytes")
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
        "-" if cost.pages is None else f"{cost.pages:.1f}",
        f"{cost.bytes:,.0f}",
    )


def _parts(cost: Cost) -> str:
    """CPU by area, under the profiler, and by statement."""
    areas = [(f"{cost.kind}, {cost.database}: CPU by area, profiled", "ms")]
    areas += [(area, f"{spent:.3f}") for area, spent in cost.area_ms.items()]
    statements = [("CPU by statement", "ms")]
    statements += [(sql, f"{spent:.3f}") for sql, spent in list(cost.statement_ms.items())[:TOP]]
    return f"{columns(areas)}\n\n{columns(statements)}"
