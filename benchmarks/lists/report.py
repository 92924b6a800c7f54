"""The run as text: of each case what a page costs at both sizes, and how much more at the large one."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from harness.table import MET, columns
from lists.cases import PLACES, Case
from lists.measuring import Cost

MOST = 1.5
ABOUT = """\
A fixed value is found on 400 orders at either size, a shared one on every 25th. Times are medians in ms, of pages of 20
(tracking number and reference of one: 1): at the beginning of what is found, after half of it, after 93 %, at random.
x is large over small, and judged (random pages: over HTTP only). The last two cases fit no index, and no order: the
page ends when the scan budget is spent (scanned)."""
HTTP = "GET /v1/orders"


class Seen(NamedTuple):
    """One table: through what, on which database."""

    through: str
    database: str
    costs: Mapping[Case, Sequence[Cost]]
    counts: Mapping[str, tuple[float, float]]


def report(facts: Mapping[str, Any], tables: Sequence[Seen]) -> str:
    about, (small, large) = facts["machine"], facts["orders"]
    heading = (
        f"Pages of 20 at {small:,} and at {large:,} orders, {facts['samples']} samples of each in turn\n"
        f"{about['processor']}, Python {about['python']}, SQLite {about['sqlite']}\n{ABOUT}"
    )
    return "\n\n".join((heading, *map(_table, tables)))


def _table(seen: Seen) -> str:
    head = [word for place in PLACES for word in (place, "large", "x")]
    rows = [_row(case, costs, seen.through == HTTP) for case, costs in seen.costs.items()]
    counts = "\n".join(
        f"{what}: {small:.3f} and {large:.3f} ms, x {large / small:.2f}" for what, (small, large) in seen.counts.items()
    )
    title = f"{seen.through} on {seen.database}"
    text = f"{title}\n\n{columns([('', *head, f'at most {MOST}'), *rows])}"
    return f"{text}\n\n{counts}" if counts else text


def _row(case: Case, costs: Sequence[Cost], random_too: bool) -> tuple[str, ...]:
    at = {cost.place: (f"{cost.small_ms:.3f}", f"{cost.large_ms:.3f}", f"{cost.ratio:.2f}") for cost in costs}
    cells = [cell for place in PLACES for cell in at.get(place, ("", "", ""))]
    return (case.name, *cells, verdict(case, costs, random_too))


def verdict(case: Case, costs: Sequence[Cost], random_too: bool) -> str:
    """Of the worst place."""
    if not case.judged:
        return "scanned"
    ratios = [cost.ratio for cost in costs if random_too or cost.place != "random"]
    return MET[max(ratios) <= MOST]
