"""What migration 0003 writes for the accounts and orders that are there already."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, column, select, table, text

from triplicate.core.order.order import Order, decode
from triplicate.core.search import facets as core
from triplicate.core.search.facets import Facet
from triplicate.store.migrations.chunks import chunks
from triplicate.store.repositories.facets import CODES
from triplicate.store.repositories.pieces import piece_rows

_orders = table("orders", *map(column, ("id", "document", "position")))
_PROFILE = text("UPDATE accounts SET profile = :nothing, updated_at = created_at")
_COUNTERS = text("INSERT INTO counters (account, kind, next) SELECT id, 'record', 1 FROM accounts")
_FACET = text(
    "INSERT INTO facets (account, facet, value, position) VALUES (:account, :facet, :value, :position) "
    "ON CONFLICT DO NOTHING"
)
"""Where migration 0002 ran only now, by this program, it has written them all."""
_PIECE = text('INSERT INTO pieces (piece, "order") VALUES (:piece, :order)')


def fill_accounts(connection: Connection) -> None:
    """Gives every account a profile that says nothing, and a counter of records."""
    connection.execute(_PROFILE, {"nothing": b"{}"})
    connection.execute(_COUNTERS)


def fill_orders(connection: Connection) -> None:
    """Writes by which metadata each order is found, and by which pieces."""
    for rows in chunks(connection, select(_orders), _orders.c.id):
        orders = [(decode(row.document), row.position) for row in rows]
        _write(connection, _FACET, [row for order, position in orders for row in _facets(order, position)])
        _write(connection, _PIECE, [row for order, _ in orders for row in piece_rows(order)])


def _write(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _facets(order: Order, position: int) -> Iterator[dict[str, Any]]:
    for facet, value in core.facets(order):
        if facet is Facet.METADATA:
            yield {"account": order.account, "facet": CODES[facet], "value": value, "position": position}
