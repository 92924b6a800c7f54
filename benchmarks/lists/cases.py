"""What is asked for: filters as the native API takes them, and where in the list a page may begin."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from triplicate.api import cursors
from triplicate.api.parameters import QueryRule, parse_parameters
from triplicate.core import times
from triplicate.dialects.native.orders.parameters import ListParameters
from triplicate.store.search import sort_keys

from lists import orders

Place = Literal["first", "middle", "deep", "random"]
PLACES: tuple[Place, ...] = ("first", "middle", "deep", "random")
DEPTH = {"first": 0.0, "middle": 0.5, "deep": 0.93}
"""How much of what is found lies before the page: of the 400 orders of a fixed value, 28 follow the deep one. A random
page begins anywhere before that."""
JITTER = 100
"""The others begin somewhere within so many orders: a warm neighbourhood at either size, not always the same page."""

PAGE = 20
Query = dict[str, str]
Ask = Callable[[int, Random, Place], Query]


@dataclass(frozen=True)
class Case:
    """`ask` makes the query for so many orders, and a page is to hold `orders` of them.

    Where none is to be found, the whole scan budget is spent; that is shown, and has no bar.
    """

    name: str
    ask: Ask
    orders: int = PAGE
    places: tuple[Place, ...] = PLACES

    @property
    def judged(self) -> bool:
        return self.orders > 0


def cases() -> list[Case]:
    return [
        Case("no filter", paged({})),
        Case("stage", paged({"stage": "shipped"})),
        Case("account", paged({"account": orders.LARGE})),
        Case("account and stage", paged({"account": orders.LARGE, "stage": "shipped"})),
        Case("dates, a tenth of all", paged(window(0.4, 0.5), 0.4, 0.5)),
        Case("dates, 400 orders", some_dates),
        Case("e-mail, fixed", paged({"email": "fixed@example.com"})),
        Case("e-mail, shared", paged({"email": "shared@example.com"})),
        Case("SKU, fixed", paged({"sku": "SKU-FIXED"})),
        Case("SKU, shared", paged({"sku": "SKU-SHARED"})),
        Case("tracking number", tracking, 1),
        Case("reference, of one", reference, 1),
        Case("reference, fixed", paged({"reference": "FRAME-CONTRACT"})),
        Case("word, fixed", paged({"q": "Quillon"})),
        Case("word, shared", paged({"q": "lindq"})),
        Case("word, of every order", paged({"q": "example"})),
        Case("unpaid, origin axim", paged({"payment": "unpaid", "origin": "axim"}), 0, ("first",)),
        Case("word po, stage shipped", paged({"q": "po", "stage": "shipped"}), 0, ("first",)),
    ]


def listing_of(query: Query) -> ListParameters:
    return parse_parameters(ListParameters, {}, list(query.items()), QueryRule.STRICT)


def paged(query: Query, since: float = 0.0, until: float = 1.0) -> Ask:
    """A page somewhere in what is found between two shares of the time, newest first."""

    def ask(count: int, random: Random, place: Place) -> Query:
        if place == "first":
            return query
        depth = _depth(count, random, place)
        at = orders.moment(until - (until - since) * depth)
        cursor = cursors.encode_cursor("newest", (sort_keys.first_position(sort_keys.to_milliseconds(at)),))
        return {**query, "cursor": cursor or ""}

    return ask


def window(since: float, until: float) -> Query:
    return {
        "created_since": times.from_datetime(orders.moment(since)),
        "created_until": times.from_datetime(orders.moment(until)),
    }


def some_dates(count: int, random: Random, place: Place) -> Query:
    since, until = 0.5 - orders.FIXED / count, 0.5
    return paged(window(since, until), since, until)(count, random, place)


def tracking(count: int, random: Random, place: Place) -> Query:
    """That of an order at this depth, which is the only one."""
    index = _index(count, random, place)
    while not orders.is_sent(orders.order(index, count)):
        index -= 1
    return {"tracking": orders.tracking_number(index)}


def reference(count: int, random: Random, place: Place) -> Query:
    """That of an order at this depth, which is the only one."""
    index = _index(count, random, place)
    while orders.order(index, count).reference == "FRAME-CONTRACT":
        index -= 1
    return {"reference": orders.order(index, count).reference or ""}


def _index(count: int, random: Random, place: Place) -> int:
    return count - 1 - int(count * max(0.0, _depth(count, random, place)))


def _depth(count: int, random: Random, place: Place) -> float:
    """How much of what is found lies before the page."""
    if place == "random":
        return DEPTH["deep"] * random.random()
    return DEPTH[place] - JITTER / count * random.random()
