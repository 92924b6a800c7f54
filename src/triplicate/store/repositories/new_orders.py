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
from triplicate.store.statements import INSERT_ORDER, POSITIONS_IN_USE

_INSERT_ORDERS = insert_rows(schema.orders)
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
        if len(rows) > 1 or not self._cursor.execute(INSERT_ORDER, rows[0]):
            self._choose_positions(rows)
            self._cursor.write(_INSERT_ORDERS, rows)
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

    def _choose_positions(self, rows: Sequence[Values]) -> None:
        """Moves the orders whose position another order has, in whatever account, to free ones."""
        used = self._positions_in_use(rows)
        for row in rows:
            if row["position"] in used:
                row["position"] = self._free_position(row, used)
            used.add(row["position"])

    def _free_position(self, row: Values, used: set[int]) -> int:
        ms, tie = divmod(row["position"], 1 << sort_keys.TIE_BITS)
        return sort_keys.free_position(
            ms,
            tie,
            lambda position: position in used or bool(self._positions_in_use([{**row, "position": position}])),
        )

    def _positions_in_use(self, rows: Sequence[Values]) -> set[int]:
        return {int(position) for (position,) in self._cursor.write_returning(POSITIONS_IN_USE, rows)}


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
