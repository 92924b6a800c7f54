"""Quantities of lines in a command, their limits, and the transitions when nothing is left."""

from collections.abc import Callable
from decimal import Decimal

from triplicate.core.engine import commands
from triplicate.core.engine.pieces import gone
from triplicate.core.engine.transitions import ended, forward, line_of, quantity, refuse
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Ending, Obstacle, Step, Verb
from triplicate.core.order import fulfilment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order

Portions = dict[str, Decimal]
"""Quantities by the GUIDs of lines."""


def asked(
    order: Order,
    items: tuple[commands.Portion, ...],
    verb: Verb,
    left: Callable[[Line], Decimal],
    beyond: Obstacle,
) -> Portions:
    """The requested quantity of each line, at most `remaining(line)`; without items, all that remains."""
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
            raise invalid(f"{path}.quantity", "must be a whole number or all that is left: pieces are tracked")
        portions[line.guid] = together
    return portions


def told(portions: Portions) -> list[dict[str, str]]:
    """Portions as event data."""
    return [{"line": guid, "quantity": f"{much.normalize():f}"} for guid, much in portions.items()]


def closed(order: Order, at: str) -> Order:
    """The order with the state that follows from its quantities: cancelled when all is cancelled; shipped when nothing
    is left to ship; then delivered when every shipment arrived, or returned when everything came back."""
    if order.lines and all(line.cancelled_quantity >= line.quantity for line in order.lines):
        return ended(order, Ending.CANCELLED, at)
    if not complete(order):
        return order
    shipped = came_back(forward(order, Step.SHIPPED, at), at)
    arrived = shipped.ending is None and order.shipments and all(parcel.delivered_at for parcel in order.shipments)
    return forward(shipped, Step.DELIVERED, at) if arrived else shipped


def came_back(order: Order, at: str) -> Order:
    """The order, ended as returned when all of it was shipped and returned."""
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
    """The quantity of a line that was shipped and not returned yet."""
    return ZERO if line.returned else max(ZERO, line.fulfilled - line.returned_quantity)
