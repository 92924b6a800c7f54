"""Returns and cancellations, limited to the quantities that were shipped, or are still to be shipped."""

from decimal import Decimal

from triplicate.core.engine import commands, pieces
from triplicate.core.engine.payments import reckoned
from triplicate.core.engine.quantities import asked, came_back, closed, to_come_back, told
from triplicate.core.engine.transitions import Act, Change, check, ended, recounted, refuse, replace
from triplicate.core.lifecycle import Ending, LineStage, Obstacle, Verb
from triplicate.core.order import fulfilment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order


def give_back(order: Order, command: commands.Return, act: Act) -> Change:
    """Records returned quantities of lines; when all that was ordered came back, the order ends as returned."""
    check(Verb.RETURN, order)
    portions = asked(order, command.items, Verb.RETURN, to_come_back, Obstacle.BEYOND_FULFILLED)
    lines = tuple(_came_back(line, portions.get(line.guid, ZERO)) for line in order.lines)
    after = pieces.aligned(replace(order, lines=lines), portions.keys())
    return Change(came_back(after, act.at), {"items": told(portions), "reason": command.reason})


def cancel(order: Order, command: commands.Cancel, act: Act) -> Change:
    """Cancels the order, or quantities of its lines; then an order with nothing left to ship counts as shipped."""
    check(Verb.CANCEL, order)
    if not command.items:
        if any(line.fulfilled for line in order.lines):
            refuse(Verb.CANCEL, Obstacle.ALREADY_SHIPPED)
        return Change(ended(order, Ending.CANCELLED, act.at), {"reason": command.reason})
    portions = asked(order, command.items, Verb.CANCEL, fulfilment.left, Obstacle.BEYOND_ORDERED)
    lines = tuple(_never_leaves(line, portions.get(line.guid, ZERO)) for line in order.lines)
    after = pieces.aligned(recounted(order, lines), portions.keys())
    return Change(reckoned(closed(after, act.at)), {"items": told(portions), "reason": command.reason})


def _came_back(line: Line, much: Decimal) -> Line:
    if not much:
        return line
    back = line.returned_quantity + much
    return replace(line, returned_quantity=back, returned=back >= line.fulfilled and not fulfilment.left(line))


def _never_leaves(line: Line, much: Decimal) -> Line:
    if not much:
        return line
    less = replace(line, cancelled_quantity=line.cancelled_quantity + much)
    if fulfilment.left(less):
        return less
    return replace(less, stage=LineStage.SHIPPED if less.fulfilled else LineStage.CANCELLED)
