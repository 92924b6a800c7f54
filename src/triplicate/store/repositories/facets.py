"""Search index of orders: facet rows, words and facet counts, updated by difference."""

from collections.abc import Iterable

from sqlalchemy import ClauseElement, bindparam, delete, text

from triplicate.core.order.order import Order
from triplicate.core.search.facets import COUNTED, Facet, facets, words
from triplicate.store import schema
from triplicate.store.cursor import Driver, adding
from triplicate.store.search.indexes import Search
from triplicate.store.session import Pending

CODES = {
    Facet.STEP: 1,
    Facet.PAYMENT: 2,
    Facet.HOLD: 3,
    Facet.ENDING: 4,
    Facet.FULFILMENT: 5,
    Facet.ORIGIN: 6,
    Facet.REFERENCE: 7,
    Facet.EMAIL: 8,
    Facet.SKU: 9,
    Facet.TRACKING: 10,
    Facet.METADATA: 11,
}
"""The stored code of each facet. Never change one: existing rows use it."""
OF_CODE = {code: facet for facet, code in CODES.items()}

_facets = schema.facets.c
_ADD = adding(schema.facets)
_REMOVE = delete(schema.facets).where(
    _facets.account == bindparam("account"),
    _facets.facet == bindparam("facet"),
    _facets.value == bindparam("value"),
    _facets.position == bindparam("position"),
)
_MOVE = text(
    "INSERT INTO tallies (account, facet, value, count) VALUES (:account, :facet, :value, :count) "
    "ON CONFLICT (account, facet, value) DO UPDATE SET count = tallies.count + excluded.count"
)


class SqlFacets:
    """Maintains the search index rows of orders, in one transaction."""

    def __init__(self, driver: Driver, search: Search, pending: Pending) -> None:
        self._driver = driver
        self._search = search
        self._pending = pending

    def write(self, position: int, before: Order | None, after: Order) -> None:
        """Updates the index rows of an order from its old to its new state."""
        old, new = facets(before) if before else frozenset(), facets(after)
        self._execute(_REMOVE, after.account, position, old - new)
        self._execute(_ADD, after.account, position, new - old)
        self._tally(after.account, old - new, -1)
        self._tally(after.account, new - old, +1)
        self._write_words(position, before, after)

    def finish(self) -> None:
        """Flushes words and facet counts. Words go newest first, since FTS5 appends in ascending rowid order; counts go
        in sorted order, so that concurrent transactions lock the rows in one order and cannot deadlock.
        """
        gone = sorted(self._pending.no_words, reverse=True)
        self._driver.write(self._search.remove, [{"position": place} for place in gone])
        words = sorted(self._pending.words.items(), reverse=True)
        self._driver.write(self._search.add, [{"position": place, "words": told} for place, told in words])
        moves = [
            {"account": account, "facet": facet, "value": value, "count": count}
            for (account, facet, value), count in sorted(self._pending.tallies.items())
            if count
        ]
        self._driver.write(_MOVE, moves)

    def _write_words(self, position: int, before: Order | None, after: Order) -> None:
        old, new = words(before) if before else None, words(after)
        if old == new:
            return
        if old is not None and position not in self._pending.words:
            self._pending.no_words.add(position)
        self._pending.words[position] = self._search.stored(after.account, new)

    def _execute(
        self, statement: ClauseElement, account: str, position: int, told: Iterable[tuple[Facet, str]]
    ) -> None:
        rows = [
            {"account": account, "facet": CODES[facet], "value": value, "position": position} for facet, value in told
        ]
        self._driver.write(statement, rows)

    def _tally(self, account: str, told: Iterable[tuple[Facet, str]], by: int) -> None:
        for facet, value in told:
            if facet in COUNTED:
                self._pending.tallies[account, CODES[facet], value] += by
