"""A page of a list, as a conversation: what to ask of the database next, given what it answered; the same for both.

One index leads and gives candidates in the sequence of the list; whatever else must fit is looked at for each of them.
Where the leading index answers everything, one statement is the page. Else the walk has a budget: when so many
candidates were looked at, the page ends where the walk did, and says so. Metadata the orders themselves are asked for.
"""

from typing import Any, NamedTuple

from triplicate.app.ports import Page, Stored
from triplicate.store.asking import Question, Steps
from triplicate.store.driver import Row, Values
from triplicate.store.list_statements import Shape, statement
from triplicate.store.metadata import tells
from triplicate.store.search import Search

BUDGET = 5000
"""How many candidates a page may look at."""
FIRST = 200
"""How many it looks at first; should they not do, four times as many each time."""

Place = tuple[int, ...]


class Walk(NamedTuple):
    """Which candidates to walk along, until how many fit. `metadata` is what an order's own must have in them."""

    shape: Shape
    search: Search
    values: Values
    limit: int
    metadata: dict[str, Any]


class Reached(NamedTuple):
    """What a walk found, and where it stopped (None: at the end)."""

    orders: list[Stored]
    place: Place | None


def page(walk: Walk, start: Place) -> Steps[Page]:
    """One statement where the leading index answers everything, else a walk within the budget."""
    if walk.shape.whole and not walk.metadata:
        many = walk.limit + 1
        rows = yield Question(statement(walk.shape, walk.search), {**walk.values, **_below(start), "many": many})
        orders = [Stored(*row[2:]) for row in rows[: walk.limit]]
        return Page(orders, place_of(walk.shape, rows[walk.limit - 1]) if len(rows) == many else None, False)
    reached = yield from walked(walk, start, BUDGET)
    return ended(walk, reached)


def walked(walk: Walk, start: Place, budget: int) -> Steps[Reached]:
    """Until the limit is reached, the candidates end, or the budget is spent."""
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
    """The order of a row, if it fits in all that was asked for."""
    *_, document = row
    if document is None or (walk.metadata and not tells(document, walk.metadata)):
        return ()
    return (Stored(*row[2:]),)
