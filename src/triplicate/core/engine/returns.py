"""Returns and cancellations, limited to the quantities that were shipped, or are still to be shipped."""

from decimal import Decimal

from triplicate.core.engine import commands, pieces
from triplicate.core.engine.payments import settle_if_covered
from triplicate.core.engine.quantities import (
    close_if_complete,
    end_if_returned,
    event_items,
    requested_portions,
    returnable,
)
from triplicate.core.engine.transitions import (
    EngineContext,
    Transition,
    check_rule,
    end,
    refuse,
    replace,
    set_line_counts,
)
from triplicate.core.lifecycle import Action, Ending, LineStage, Obstacle
from triplicate.core.order import fulfilment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order


def return_items(order: Order, command: commands.Return, context: EngineContext) -> Transition:
    """Records returned quantities of lines; when all that was ordered came back, the order ends as returned."""
    check_rule(Action.RETURN, order)
    portions = requested_portions(order, command.items, Action.RETURN, returnable, Obstacle.BEYOND_FULFILLED)
    lines = tuple(_with_returned(line, portions.get(line.guid, ZERO)) for line in order.lines)
    updated = pieces.align(replace(order, lines=lines), portions.keys())
    return Transition(end_if_returned(updated, context.at), {"items": event_items(portions), "reason": command.reason})


def cancel(order: Order, command: commands.Cancel, context: EngineContext) -> Transition:
    """Cancels the order, or quantities of its lines; then an order with nothing left to ship counts as shipped."""
    check_rule(Action.CANCEL, order)
    if not command.items:
        if any(line.fulfilled for line in order.lines):
            refuse(Action.CANCEL, Obstacle.ALREADY_SHIPPED)
        return Transition(end(order, Ending.CANCELLED, context.at), {"reason": command.reason})
    portions = requested_portions(order, command.items, Action.CANCEL, fulfilment.remaining, Obstacle.BEYOND_ORDERED)
    lines = tuple(_with_cancelled(line, portions.get(line.guid, ZERO)) for line in order.lines)
    updated = pieces.align(set_line_counts(order, lines), portions.keys())
    return Transition(
        settle_if_covered(close_if_complete(updated, context.at)),
        {"items": event_items(portions), "reason": command.reason},
    )


def _with_returned(line: Line, quantity: Decimal) -> Line:
    if not quantity:
        return line
    returned_quantity = line.returned_quantity + quantity
    return replace(
        line,
        returned_quantity=returned_quantity,
        returned=returned_quantity >= line.fulfilled and not fulfilment.remaining(line),
    )


def _with_cancelled(line: Line, quantity: Decimal) -> Line:
    if not quantity:
        return line
    updated = replace(line, cancelled_quantity=line.cancelled_quantity + quantity)
    if fulfilment.remaining(updated):
        return updated
    return replace(updated, stage=LineStage.SHIPPED if updated.fulfilled else LineStage.CANCELLED)
