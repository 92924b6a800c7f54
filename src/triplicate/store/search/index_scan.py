"""Bounded index scan: reads a list page by keyset pagination along one leading index, within a scan budget.

The leading index gives candidates in list order; the remaining conditions are checked on each. If the leading index
covers the query, one statement reads the page. Else, once the budget of candidates is spent, the page ends early and
says so. Metadata filters are checked on each candidate document.
"""

from typing import Any, NamedTuple

from triplicate.app.ports import Page, Stored
from triplicate.store.cursor import Row, Values
from triplicate.store.search.indexes import Search
from triplicate.store.search.metadata import tells
from triplicate.store.search.page_sql import Shape, statement
from triplicate.store.search.steps import Question, Steps

BUDGET = 5000
"""Maximum number of candidates examined per page."""
FIRST = 200
"""Candidates in the first batch; each further batch is four times as large."""

Place = tuple[int, ...]


class Walk(NamedTuple):
    """An index scan: the statement's shape and bind values, the page limit, and the metadata filter."""

    shape: Shape
    search: Search
    values: Values
    limit: int
    metadata: dict[str, Any]


class Reached(NamedTuple):
    """The matching orders, and the sort key where the scan stopped (None: no candidates are left)."""

    orders: list[Stored]
    place: Place | None


def page(walk: Walk, start: Place) -> Steps[Page]:
    """Reads a page: one statement if the leading index covers the query, else a scan within the budget."""
    if walk.shape.whole and not walk.metadata:
        many = walk.limit + 1
        rows = yield Question(statement(walk.shape, walk.search), {**walk.values, **_below(start), "many": many})
        orders = [Stored(*row[2:]) for row in rows[: walk.limit]]
        return Page(orders, place_of(walk.shape, rows[walk.limit - 1]) if len(rows) == many else None, False)
    reached = yield from walked(walk, start, BUDGET)
    return ended(walk, reached)


def walked(walk: Walk, start: Place, budget: int) -> Steps[Reached]:
    """Scans until the limit is reached, the candidates end, or the budget is spent."""
    orders: list[Stored] = []
    place, many = start, min(FIRST, walk.limit + 1) if walk.metadata else FIRST
    while budget > 0:
        many = min(many, budget)
        rows = yield Question(statement(walk.shape, walk.search), {**walk.values, **_below(place), "many": many})
        for row in rows:
            place = place_of(walk.shape, row)
            orders += fitting(walk, row)
            if len(orders) == walk.limit:
                return Reached(orders, place)
        if len(rows) < many:
            return Reached(orders, None)
        budget, many = budget - many, many * 4
    return Reached(orders, place)


def ended(walk: Walk, reached: Reached) -> Page:
    return Page(reached.orders, reached.place, reached.place is not None and len(reached.orders) < walk.limit)


def _below(place: Place) -> Values:
    *changed, position = place
    return {"before": position, "before_changed": changed[0] if changed else 0}


def place_of(shape: Shape, row: Row) -> Place:
    position, changed, *_ = row
    return (changed, position) if shape.lead == "changed" else (position,)


def fitting(walk: Walk, row: Row) -> tuple[Stored, ...]:
    """The order of a row if it meets all conditions, as a tuple of none or one."""
    *_, document = row
    if document is None or (walk.metadata and not tells(document, walk.metadata)):
        return ()
    return (Stored(*row[2:]),)
