"""Quantities of lines in a command, their limits, and the transitions when nothing is left."""

from collections.abc import Callable
from decimal import Decimal

from triplicate.core.engine import commands
from triplicate.core.engine.transitions import advance_to, end, find_line, positive_quantity, refuse
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Action, Ending, Obstacle, Step
from triplicate.core.order import fulfilment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.core.order.piece import is_finished

Portions = dict[str, Decimal]
"""Quantities by the GUIDs of lines."""


def requested_portions(
    order: Order,
    items: tuple[commands.Portion, ...],
    action: Action,
    remaining: Callable[[Line], Decimal],
    excess_obstacle: Obstacle,
) -> Portions:
    """The requested quantity of each line, at most `remaining(line)`; without items, all that remains."""
    if not items:
        remaining_portions = {line.guid: remaining(line) for line in order.lines if remaining(line)}
        if not remaining_portions:
            refuse(action, Obstacle.NOTHING_LEFT)
        return remaining_portions
    tracked_lines = {unit.line for unit in order.pieces or ()}
    portions: Portions = {}
    for index, item in enumerate(items):
        path = f"$.items[{index}]"
        line = find_line(order, item.line, f"{path}.line")
        quantity_sum = portions.get(line.guid, ZERO) + positive_quantity(item.quantity, f"{path}.quantity")
        if quantity_sum > remaining(line):
            refuse(action, excess_obstacle, f"{path}.quantity", remaining(line))
        if line.guid in tracked_lines and quantity_sum != remaining(line) and quantity_sum != int(quantity_sum):
            raise invalid(f"{path}.quantity", "must be a whole number or all that is left: pieces are tracked")
        portions[line.guid] = quantity_sum
    return portions


def event_items(portions: Portions) -> list[dict[str, str]]:
    """Portions as event data."""
    return [{"line": guid, "quantity": f"{much.normalize():f}"} for guid, much in portions.items()]


def close_if_complete(order: Order, at: str) -> Order:
    """The order with the state that follows from its quantities: cancelled when all is cancelled; shipped when nothing
    is left to ship; then delivered when every shipment arrived, or returned when everything came back."""
    if order.lines and all(line.cancelled_quantity >= line.quantity for line in order.lines):
        return end(order, Ending.CANCELLED, at)
    if not is_complete(order):
        return order
    shipped_order = end_if_returned(advance_to(order, Step.SHIPPED, at), at)
    is_delivered = (
        shipped_order.ending is None and order.shipments and all(parcel.delivered_at for parcel in order.shipments)
    )
    return advance_to(shipped_order, Step.DELIVERED, at) if is_delivered else shipped_order


def end_if_returned(order: Order, at: str) -> Order:
    """The order, ended as returned when all of it was shipped and returned."""
    has_returns = any(line.returned_quantity for line in order.lines)
    if not has_returns or not is_complete(order) or any(returnable(line) for line in order.lines):
        return order
    return end(order, Ending.RETURNED, at)


def is_complete(order: Order) -> bool:
    """Whether nothing is left to ship: of the lines, or of the pieces where there are no lines."""
    if order.lines:
        return fulfilment.is_complete(order)
    return bool(order.pieces) and all(is_finished(unit) for unit in order.pieces or ())


def returnable(line: Line) -> Decimal:
    """The quantity of a line that was shipped and not returned yet."""
    return ZERO if line.returned else max(ZERO, line.fulfilled - line.returned_quantity)
