"""Fulfilment: how much of each line was shipped, counted from the shipments."""

from decimal import Decimal

import msgspec

from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.core.order.shipments import Shipment


def count_fulfilled(
    lines: tuple[Line, ...], parcels: tuple[Shipment, ...], is_all_shipped: bool = False
) -> tuple[Line, ...]:
    """The lines with their fulfilled quantities: all when `is_all_shipped`, else what the shipments contain.

    Items that match no line are not counted, and a line is never fulfilled beyond its quantity.
    """
    shipped_quantities: dict[str, Decimal] = {}
    for parcel in parcels:
        for item in parcel.items:
            if item.line:
                shipped_quantities[item.line] = shipped_quantities.get(item.line, ZERO) + item.quantity
    return tuple(
        msgspec.structs.replace(
            line,
            fulfilled=line.quantity
            if is_all_shipped
            else min(line.quantity, max(line.fulfilled, shipped_quantities.get(line.guid, ZERO))),
        )
        for line in lines
    )


def is_partial(order: Order) -> bool:
    """Whether some, but not all, of the order is fulfilled."""
    return any(line.fulfilled for line in order.lines) and not is_complete(order)


def is_complete(order: Order) -> bool:
    """Whether all that was not cancelled is fulfilled; False where nothing is ordered or all is cancelled."""
    open_lines = [line for line in order.lines if line.quantity > line.cancelled_quantity]
    return bool(open_lines) and all(not remaining(line) for line in open_lines)


def remaining(line: Line) -> Decimal:
    """The quantity of a line that is still to be fulfilled."""
    return max(ZERO, line.quantity - line.cancelled_quantity - line.fulfilled)
