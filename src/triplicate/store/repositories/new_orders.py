"""Inserts new orders into all their tables: rows of one kind together, whatever the number of orders."""

from collections.abc import Iterable, Sequence

from triplicate.core.documents import upcast
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Values
from triplicate.store.multi_row import insert_rows
from triplicate.store.repositories.facets import SqlFacets
from triplicate.store.repositories.pieces import SqlPieces
from triplicate.store.search import sort_keys
from triplicate.store.session import NewOrder
from triplicate.store.statements import INSERT_ORDER, ONE_ROW

_INSERT_NUMBERS = insert_rows(schema.numbers, " ON CONFLICT DO NOTHING")


class SqlNewOrders:
    """New orders, in one transaction."""

    def __init__(self, cursor: Cursor, facets: SqlFacets, pieces: SqlPieces) -> None:
        self._cursor = cursor
        self._facets = facets
        self._pieces = pieces

    def insert(self, new_orders: Sequence[NewOrder]) -> None:
        """Inserts new orders with everything that is derived from them."""
        rows = [_row(new) for new in new_orders]
        if self._cursor.execute_many(INSERT_ORDER, rows) < len(rows):
            for new, row in zip(new_orders, rows, strict=True):
                row["position"] = self._position(new)
        records = [new.record for new in new_orders]
        positions = [row["position"] for row in rows]
        numbers = ((record.account, number, record.guid) for record in records for number in record.line_numbers)
        self.insert_numbers("line", numbers)
        self._facets.add(positions, records)
        self._pieces.add(records)

    def insert_numbers(self, kind: str, numbers: Iterable[tuple[str, int, str]]) -> None:
        """Stores numbers, each with its account and its order, under which they are found; again is no error."""
        rows = [
            {"account": account, "kind": kind, "number": number, "order": order}
            for account, number, order in sorted(numbers)
        ]
        self._cursor.write(_INSERT_NUMBERS, rows)

    def _position(self, new: NewOrder) -> int:
        """The position of an order, which is inserted at a free one if another order had the one it prefers."""
        record = new.record
        stored = self._cursor.rows(_POSITION, {"value": record.guid, "account": record.account})
        if stored:
            return int(stored[0][0])
        row = _row(new)
        return sort_keys.free_position(
            _created_ms(new),
            sort_keys.preferred_tie(record.account, record.number),
            lambda position: not self._cursor.execute(INSERT_ORDER, {**row, "position": position}),
        )


_POSITION = ONE_ROW["guid"].with_only_columns(schema.orders.c.position)


def _row(new: NewOrder) -> Values:
    record = new.record
    tie = sort_keys.preferred_tie(record.account, record.number)
    return {
        "guid": record.guid,
        "oid": record.oid,
        "account": record.account,
        "number": record.number,
        "origin": record.origin,
        "version": record.version,
        "shape": upcast.ORDER_SHAPES.newest,
        "position": sort_keys.first_position(_created_ms(new)) | tie,
        "changed": new.added_ms,
        "digest": record.digest,
        "document": record.document,
    }


def _created_ms(new: NewOrder) -> int:
    created_ms = sort_keys.created_ms(new.record)
    return new.added_ms if created_ms is None else created_ms
