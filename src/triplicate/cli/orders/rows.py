"""Orders as rows of a table."""

from triplicate.client import Order
from triplicate.core import money

COLUMNS = ("id", "number", "reference", "stage", "payment", "fulfilment", "hold", "ending", "total", "created")


def row(order: Order) -> tuple[str, ...]:
    """An order as a row, with a cell for each of `COLUMNS`."""
    total = order.totals.total if order.totals is not None else None
    amount = "" if total is None else f"{money.to_major(total, order.currency):f} {order.currency or ''}".rstrip()
    hold = "" if order.hold is None else order.hold.reason or "held"
    cells = (order.number, order.reference, order.stage, order.payment, order.fulfilment, hold, order.ending, amount)
    return (order.id, *("" if value is None else str(value) for value in (*cells, order.created_at)))
