"""Repository of pieces: the order of each piece, and the encrypted keys of an order's pieces."""

from sqlalchemy import bindparam, delete, select, text

from triplicate.core.order.order import Order
from triplicate.store import schema
from triplicate.store.cursor import Driver, Values, adding

_pieces, _keys = schema.pieces.c, schema.piece_keys.c
_ADD = adding(schema.pieces)
_REMOVE = delete(schema.pieces).where(_pieces.piece == bindparam("piece"), _pieces.order == bindparam("order"))
_KEEP_KEYS = text(
    'INSERT INTO piece_keys ("order", sealed) VALUES (:of, :sealed) '
    'ON CONFLICT ("order") DO UPDATE SET sealed = excluded.sealed'
)
_KEYS = select(_keys.sealed).where(_keys.order == bindparam("of"))


class SqlPieces:
    """The pieces of orders, in one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def write(self, before: Order | None, after: Order) -> None:
        """Updates the rows of an order's pieces from its old to its new state."""
        if before is not None and before.units == after.units:
            return
        old, new = _guids(before), _guids(after)
        self._driver.write(_REMOVE, _rows(after.guid, old - new))
        self._driver.write(_ADD, _rows(after.guid, new - old))

    def keep_keys(self, order: str, sealed: str) -> None:
        """Stores or replaces the encrypted keys of an order's pieces."""
        self._driver.write(_KEEP_KEYS, [{"of": order, "sealed": sealed}])

    def keys(self, order: str) -> str | None:
        """The encrypted keys of an order's pieces, or None."""
        rows = self._driver.rows(_KEYS, {"of": order})
        return rows[0][0] if rows else None


def pieces(order: Order) -> list[Values]:
    """The rows of an order's pieces."""
    return _rows(order.guid, _guids(order))


def _guids(order: Order | None) -> set[str]:
    return {unit.guid for unit in order.units or ()} if order else set()


def _rows(order: str, guids: set[str]) -> list[Values]:
    """Sorted by GUID, for fast index inserts."""
    return [{"piece": guid, "order": order} for guid in sorted(guids)]
