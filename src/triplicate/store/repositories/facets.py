"""Search index of orders: facet rows, words and facet counts, updated by difference."""

from collections.abc import Iterable, Sequence

from triplicate.core.documents.order_record import OrderRecord
from triplicate.core.order.order import Order
from triplicate.core.search.facets import AXES, Facet, facets, words
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Values
from triplicate.store.multi_row import MultiRow, delete_rows, insert_rows
from triplicate.store.search.indexes import Search
from triplicate.store.session import Session

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
FACETS_BY_CODE = {code: facet for facet, code in CODES.items()}

_INSERT = insert_rows(schema.facets)
_DELETE = delete_rows(schema.facets)
_ADD_COUNTS = insert_rows(
    schema.facet_counts,
    " ON CONFLICT (account, facet, value) DO UPDATE SET count = facet_counts.count + excluded.count",
)


class SqlFacets:
    """Maintains the search index rows of orders, in one transaction."""

    def __init__(self, cursor: Cursor, search: Search, session: Session) -> None:
        self._cursor = cursor
        self._search = search
        self._session = session

    def add(self, positions: Sequence[int], records: Sequence[OrderRecord]) -> None:
        """Inserts the index rows of new orders, each at its position."""
        placed_records = list(zip(positions, records, strict=True))
        keys = (
            (record.account, CODES[facet], value, position)
            for position, record in placed_records
            for facet, value in record.facets
        )
        self._cursor.write(_INSERT, _rows(keys))
        for position, record in placed_records:
            self._count(record.account, record.facets, +1)
            self._session.words[record.account, position] = self._search.column_value(record.account, record.words)

    def replace(self, position: int, before: Order, after: Order) -> None:
        """Updates the index rows of an order from its old to its new state."""
        old, new = facets(before), facets(after)
        self._execute(_DELETE, after.account, position, old - new)
        self._execute(_INSERT, after.account, position, new - old)
        self._count(after.account, old - new, -1)
        self._count(after.account, new - old, +1)
        self._replace_words(position, before, after)

    def flush(self) -> None:
        """Flushes words and facet counts. Words go newest first, since FTS5 appends in ascending rowid order; counts go
        in sorted order, so that concurrent transactions lock the rows in one order and cannot deadlock.
        """
        removals = [{"account": account, "position": position} for account, position in self._session.word_removals]
        self._cursor.write(self._search.remove, removals)
        additions = [
            {"account": account, "position": position, "words": words}
            for (account, position), words in self._session.words.items()
        ]
        self._cursor.write(self._search.add, sorted(additions, key=lambda row: -row["position"]))
        count_rows = [
            {"account": account, "facet": facet, "value": value, "count": count}
            for (account, facet, value), count in sorted(self._session.facet_counts.items())
            if count
        ]
        self._cursor.write(_ADD_COUNTS, count_rows)

    def _replace_words(self, position: int, before: Order, after: Order) -> None:
        new = words(after)
        if words(before) == new:
            return
        key = (after.account, position)
        if key not in self._session.words:
            self._session.word_removals.add(key)
        self._session.words[key] = self._search.column_value(after.account, new)

    def _execute(self, statement: MultiRow, account: str, position: int, entries: Iterable[tuple[Facet, str]]) -> None:
        keys = ((account, CODES[facet], value, position) for facet, value in entries)
        self._cursor.write(statement, _rows(keys))

    def _count(self, account: str, entries: Iterable[tuple[Facet, str]], delta: int) -> None:
        for facet, value in entries:
            if facet in AXES:
                self._session.facet_counts[account, CODES[facet], value] += delta


def _rows(keys: Iterable[tuple[str, int, str, int]]) -> list[Values]:
    """The rows of these primary keys, sorted, for fast index inserts."""
    return [
        {"account": account, "facet": facet, "value": value, "position": position}
        for account, facet, value, position in sorted(keys)
    ]
