"""Words on PostgreSQL: which of its two indexes is walked, and when it is better to gather all that fits.

Along the index of whole words if few begin like that, in all of it that does if that is little, else along all orders;
and if that finds too little, where all that was asked for meets, should that be little.
"""

from typing import Literal

from triplicate.app.ports import Page, Stored
from triplicate.store.asking import Question, Steps
from triplicate.store.driver import Values
from triplicate.store.list_statements import statement
from triplicate.store.tsvector import TsVector
from triplicate.store.walking import BUDGET, FIRST, Place, Reached, Walk, ended, fitting, page, place_of, walked

SPELLED_AT_ONCE = 32
"""So many whole words are walked along at the same time."""
SORTED_AT_ONCE = 20_000
"""So many entries of the index of whole words are sorted for a page: it takes a millisecond for some thousands."""
MET_AT_ONCE = 2000
"""So many matches are fetched and sorted; where there are more, walking finds some soon."""
_DENSE = 2
"""Where so many of the first candidates fit, walking on is quicker than finding all that fit."""


def sought(walk: Walk, search: TsVector, words: tuple[str, ...], start: Place) -> Steps[Page]:
    """A page of the orders that have these words; the shape of the walk is that along all orders."""
    walk = yield from _along(walk, search, max(words, key=len))
    if walk.shape.whole:
        return (yield from page(walk, start))
    reached = yield from walked(walk, start, FIRST)
    if reached.place is None or len(reached.orders) == walk.limit:
        return ended(walk, reached)
    if len(reached.orders) < _DENSE:
        met = yield Question(search.meeting, {**walk.values, "many": MET_AT_ONCE + 1})
        if len(met) <= MET_AT_ONCE:
            left = sorted((place for (place,) in met if walk.values["low"] <= place < reached.place[0]), reverse=True)
            return ended(walk, (yield from _among(walk, left, reached.orders)))
    rest = walk._replace(limit=walk.limit - len(reached.orders))
    orders, place = yield from walked(rest, reached.place, BUDGET - FIRST)
    return ended(walk, Reached(reached.orders + orders, place))


def _along(walk: Walk, search: TsVector, word: str) -> Steps[Walk]:
    """The walk along what begins with a word, if there is not too much of it."""
    beginning = search.beginning(word)
    rows = yield Question(search.spelled, {**beginning, "many": SPELLED_AT_ONCE + 1})
    if len(rows) <= SPELLED_AT_ONCE:
        return _led(walk, "words", {"spelled": [one for (one,) in rows]})
    ((many,),) = yield Question(search.counted, {**beginning, "many": SORTED_AT_ONCE + 1})
    return _led(walk, "beginnings", beginning) if many <= SORTED_AT_ONCE else walk


def _led(walk: Walk, lead: Literal["words", "beginnings"], values: Values) -> Walk:
    """Words as such say nothing of the account, nor of the other words that were asked for."""
    rest = walk.shape.words if walk.shape.words > 1 or walk.shape.bound else 0
    return walk._replace(shape=walk.shape._replace(lead=lead, words=rest), values={**walk.values, **values})


def _among(walk: Walk, left: list[int], orders: list[Stored]) -> Steps[Reached]:
    """The orders at known positions that fit, after those that were found before."""
    walk = walk._replace(shape=walk.shape._replace(lead="known", words=0))
    many = walk.limit if walk.shape.whole else FIRST
    while left:
        some, left = left[:many], left[many:]
        rows = yield Question(statement(walk.shape, walk.search), {**walk.values, "positions": some})
        for row in rows:
            orders += fitting(walk, row)
            if len(orders) == walk.limit:
                return Reached(orders, place_of(walk.shape, row))
    return Reached(orders, None)
