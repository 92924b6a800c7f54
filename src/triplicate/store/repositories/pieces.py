"""Repository of pieces: the order of each piece, and the encrypted keys of an order's pieces."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, text

from triplicate.core.documents.order_record import OrderRecord
from triplicate.core.order.order import Order
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Values
from triplicate.store.multi_row import delete_rows, insert_rows

_keys = schema.piece_keys.c
_INSERT = insert_rows(schema.pieces)
_DELETE = delete_rows(schema.pieces)
_UPSERT_KEYS = text(
    'INSERT INTO piece_keys (account, "order", sealed) VALUES (:account, :of, :sealed) '
    'ON CONFLICT (account, "order") DO UPDATE SET sealed = excluded.sealed'
)
_SELECT_KEYS = select(_keys.sealed).where(_keys.account == bindparam("account"), _keys.order == bindparam("of"))


class SqlPieces:
    """The pieces of orders, in one transaction."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def add(self, records: Sequence[OrderRecord]) -> None:
        """Inserts the rows of new orders' pieces."""
        self._cursor.write(
            _INSERT, _rows((piece, record.account, record.guid) for record in records for piece in record.pieces)
        )

    def replace(self, before: Order, after: Order) -> None:
        """Updates the rows of an order's pieces from its old to its new state."""
        if before.pieces == after.pieces:
            return
        old, new = _piece_guids(before), _piece_guids(after)
        self._cursor.write(_DELETE, _rows((piece, after.account, after.guid) for piece in old - new))
        self._cursor.write(_INSERT, _rows((piece, after.account, after.guid) for piece in new - old))

    def store_piece_keys(self, account: str, order: str, sealed: str) -> None:
        """Stores or replaces the encrypted keys of an order's pieces."""
        self._cursor.execute(_UPSERT_KEYS, {"account": account, "of": order, "sealed": sealed})

    def piece_keys(self, account: str, order: str) -> str | None:
        """The encrypted keys of an order's pieces, or None."""
        rows = self._cursor.rows(_SELECT_KEYS, {"account": account, "of": order})
        return rows[0][0] if rows else None


def _piece_guids(order: Order) -> set[str]:
    return {piece.guid for piece in order.pieces or ()}


def _rows(keys: Iterable[tuple[str, str, str]]) -> list[Values]:
    """The rows of pieces, each given by GUID, account and order; sorted, for fast index inserts."""
    return [{"piece": piece, "account": account, "order": order} for piece, account, order in sorted(keys)]
