"""Text search on PostgreSQL: chooses among index scans and a sorted GIN query by estimated selectivity.

Few words with the prefix: merge the index scans of each whole word. Few index entries: sort all entries of the prefix.
Else scan all orders; if that finds too few matches, and all matches together are few, sort those from the GIN index.
"""

from typing import Literal

from triplicate.app.ports import Page, Stored
from triplicate.store.cursor import Values
from triplicate.store.search.index_scan import (
    BUDGET,
    FIRST,
    Place,
    Reached,
    Walk,
    ended,
    fitting,
    page,
    place_of,
    walked,
)
from triplicate.store.search.page_sql import statement
from triplicate.store.search.steps import Question, Steps
from triplicate.store.search.tsvector import TsVector

SPELLED_AT_ONCE = 32
"""At most this many whole words are scanned and merged."""
SORTED_AT_ONCE = 20_000
"""At most this many entries of the word index are sorted for a page; some thousands take a millisecond."""
MET_AT_ONCE = 2000
"""At most this many GIN matches are fetched and sorted; with more, a scan finds some soon."""
_DENSE = 2
"""With this many matches in the first batch, continuing the scan is faster than fetching all matches."""


def sought(walk: Walk, search: TsVector, words: tuple[str, ...], start: Place) -> Steps[Page]:
    """A page of the orders that match all words as prefixes; `scan` starts as a scan of all orders."""
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
    """The scan led by a word prefix if it is selective enough, else the scan unchanged."""
    beginning = search.beginning(word)
    rows = yield Question(search.spelled, {**beginning, "many": SPELLED_AT_ONCE + 1})
    if len(rows) <= SPELLED_AT_ONCE:
        return _led(walk, "words", {"spelled": [one for (one,) in rows]})
    ((many,),) = yield Question(search.counted, {**beginning, "many": SORTED_AT_ONCE + 1})
    return _led(walk, "beginnings", beginning) if many <= SORTED_AT_ONCE else walk


def _led(walk: Walk, lead: Literal["words", "beginnings"], values: Values) -> Walk:
    """The scan with another leading index. The word index knows neither account nor other words: these are filtered."""
    rest = walk.shape.words if walk.shape.words > 1 or walk.shape.bound else 0
    return walk._replace(shape=walk.shape._replace(lead=lead, words=rest), values={**walk.values, **values})


def _among(walk: Walk, left: list[int], orders: list[Stored]) -> Steps[Reached]:
    """Appends the matching orders at these positions, in batches, up to the limit."""
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
