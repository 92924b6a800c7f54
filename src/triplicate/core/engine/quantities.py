"""Quantities: how much of each line is asked for, how much of it there is, and what follows when nothing is left."""

from collections.abc import Callable
from decimal import Decimal

from triplicate.core import fulfilment
from triplicate.core.engine import commands
from triplicate.core.engine.pieces import gone
from triplicate.core.engine.state import ended, forward, line_of, quantity, refuse
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Ending, Obstacle, Step, Verb
from triplicate.core.line import ZERO, Line
from triplicate.core.order import Order

Portions = dict[str, Decimal]
"""Quantities by the GUIDs of lines."""


def asked(
    order: Order,
    items: tuple[commands.Portion, ...],
    verb: Verb,
    left: Callable[[Line], Decimal],
    beyond: Obstacle,
) -> Portions:
    """What is asked of each line, no more than `left` of it; all that is left where nothing is named."""
    if not items:
        everything = {line.guid: left(line) for line in order.lines if left(line)}
        if not everything:
            refuse(verb, Obstacle.NOTHING_LEFT)
        return everything
    tracked = {unit.line for unit in order.units or ()}
    portions: Portions = {}
    for index, item in enumerate(items):
        path = f"$.items[{index}]"
        line = line_of(order, item.line, f"{path}.line")
        together = portions.get(line.guid, ZERO) + quantity(item.quantity, f"{path}.quantity")
        if together > left(line):
            refuse(verb, beyond, f"{path}.quantity", left(line))
        if line.guid in tracked and together != left(line) and together != int(together):
            raise invalid(f"{path}.quantity", "must be whole pieces, or all that is left, since they are tracked")
        portions[line.guid] = together
    return portions


def told(portions: Portions) -> list[dict[str, str]]:
    """Portions as an event tells them."""
    return [{"line": guid, "quantity": f"{much.normalize():f}"} for guid, much in portions.items()]


def closed(order: Order, at: str) -> Order:
    """The order with what follows from its counts: when all is cancelled it ended so; when nothing is left to ship it
    has shipped, and when all of that arrived, or came back, it is delivered, or ended as returned."""
    if order.lines and all(line.cancelled_quantity >= line.quantity for line in order.lines):
        return ended(order, Ending.CANCELLED, at)
    if not complete(order):
        return order
    shipped = came_back(forward(order, Step.SHIPPED, at), at)
    arrived = shipped.ending is None and order.shipments and all(parcel.delivered_at for parcel in order.shipments)
    return forward(shipped, Step.DELIVERED, at) if arrived else shipped


def came_back(order: Order, at: str) -> Order:
    """The order, ended as returned when all of it was shipped and came back."""
    some = any(line.returned_quantity for line in order.lines)
    if not some or not complete(order) or any(to_come_back(line) for line in order.lines):
        return order
    return ended(order, Ending.RETURNED, at)


def complete(order: Order) -> bool:
    """Whether nothing is left to ship: of the lines, or of the pieces where there are no lines."""
    if order.lines:
        return fulfilment.is_complete(order)
    return bool(order.units) and all(gone(unit) for unit in order.units or ())


def to_come_back(line: Line) -> Decimal:
    """How much of a line was shipped and did not come back."""
    return ZERO if line.returned else max(ZERO, line.fulfilled - line.returned_quantity)
