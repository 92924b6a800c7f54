"""Repository of pieces: the order of each piece, and the encrypted keys of an order's pieces."""

from sqlalchemy import bindparam, select, text

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

    def write(self, before: Order | None, after: Order) -> None:
        """Updates the rows of an order's pieces from its old to its new state."""
        if before is not None and before.pieces == after.pieces:
            return
        old, new = _piece_guids(before), _piece_guids(after)
        self._cursor.write(_DELETE, _rows(after, old - new))
        self._cursor.write(_INSERT, _rows(after, new - old))

    def store_piece_keys(self, account: str, order: str, sealed: str) -> None:
        """Stores or replaces the encrypted keys of an order's pieces."""
        self._cursor.execute(_UPSERT_KEYS, {"account": account, "of": order, "sealed": sealed})

    def piece_keys(self, account: str, order: str) -> str | None:
        """The encrypted keys of an order's pieces, or None."""
        rows = self._cursor.rows(_SELECT_KEYS, {"account": account, "of": order})
        return rows[0][0] if rows else None


def _piece_guids(order: Order | None) -> set[str]:
    return {piece.guid for piece in order.pieces or ()} if order else set()


def _rows(order: Order, guids: set[str]) -> list[Values]:
    """Sorted by GUID, for fast index inserts."""
    return [{"piece": guid, "account": order.account, "order": order.guid} for guid in sorted(guids)]
