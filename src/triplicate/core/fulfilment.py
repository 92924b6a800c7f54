"""Fulfilment: what of each line has left the house, counted from the parcels."""

from decimal import Decimal

import msgspec

from triplicate.core.line import ZERO, Line
from triplicate.core.order import Order
from triplicate.core.records import Shipment


def counted(lines: tuple[Line, ...], parcels: tuple[Shipment, ...], everything: bool = False) -> tuple[Line, ...]:
    """The lines with what is fulfilled of them: all of it when `everything` has shipped, else what the parcels hold.

    A parcel whose content matches no line counts nothing, and a line is never fulfilled beyond its quantity.
    """
    packed: dict[str, Decimal] = {}
    for parcel in parcels:
        for item in parcel.items:
            if item.line:
                packed[item.line] = packed.get(item.line, ZERO) + item.quantity
    return tuple(
        msgspec.structs.replace(
            line,
            fulfilled=line.quantity
            if everything
            else min(line.quantity, max(line.fulfilled, packed.get(line.guid, ZERO))),
        )
        for line in lines
    )


def is_partial(order: Order) -> bool:
    """Whether something, but not everything, has been fulfilled."""
    return any(line.fulfilled for line in order.lines) and not is_complete(order)


def is_complete(order: Order) -> bool:
    """Whether every ordered piece that was not cancelled has been fulfilled; an order without such pieces never is."""
    pieces = [line for line in order.lines if line.quantity > line.cancelled_quantity]
    return bool(pieces) and all(not left(line) for line in pieces)


def left(line: Line) -> Decimal:
    """How much of a line is still to be fulfilled."""
    return max(ZERO, line.quantity - line.cancelled_quantity - line.fulfilled)
