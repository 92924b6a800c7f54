"""Rows of stored orders: their columns, and the stored order of a row in the newest shape."""

from triplicate.app.ports import StoredOrder
from triplicate.core.documents import upcast
from triplicate.store.cursor import Row


def newest_shape(document: bytes, shape: int) -> bytes:
    """The encoded order in the newest shape, which is nearly always its own."""
    return document if shape == upcast.ORDER_SHAPES.newest else upcast.ORDER_SHAPES.upcast(document, shape)


def stored_order(row: Row, sort_key: tuple[int, ...] = ()) -> StoredOrder:
    """The stored order of a row that begins with account, version, digest, shape and document."""
    account, version, digest, shape, document, *_ = row
    return StoredOrder(account, version, digest, newest_shape(document, shape), sort_key)
