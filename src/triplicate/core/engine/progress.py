"""Progress commands: place a draft, accept, advance production, hold, release, expire, fail, approve."""

from collections.abc import Iterable

from triplicate.core import lifecycle
from triplicate.core.engine import commands, pieces
from triplicate.core.engine.payments import has_received_money
from triplicate.core.engine.transitions import (
    EngineContext,
    Transition,
    add_history_entry,
    advance_to,
    check_rule,
    end,
    refuse,
    replace,
)
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import FINAL_STATUSES, Action, Ending, Obstacle, Step
from triplicate.core.order.history import Approval, Hold
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece, is_finished

STEPS = tuple(Step)[lifecycle.STEP_RANK[Step.IN_QUEUE] - 1 : lifecycle.STEP_RANK[Step.SHIPPED] - 1]
"""The steps to which an order can be advanced."""


def place(order: Order, context: EngineContext) -> Transition:
    """Places a draft."""
    check_rule(Action.PLACE, order)
    return Transition(replace(advance_to(order, Step.CREATED, context.at), placed_at=context.at))


def accept(order: Order, context: EngineContext) -> Transition:
    """Accepts the order; a draft is placed first."""
    check_rule(Action.ACCEPT, order)
    draft = order.step is not None and not lifecycle.at_least(order.step, Step.CREATED)
    placed_order = replace(order, placed_at=context.at) if draft else order
    return Transition(advance_to(placed_order, Step.VALIDATED, context.at))


def advance(order: Order, command: commands.Advance, context: EngineContext) -> Transition:
    """Advances the order, or some of its pieces, to a step of production."""
    if command.step not in STEPS:
        raise invalid("$.step", f"must be one of {', '.join(STEPS)}")
    check_rule(Action.ADVANCE, order)
    if command.pieces:
        return _advance_pieces(order, command, context)
    if lifecycle.at_least(order.step, command.step):
        refuse(Action.ADVANCE, Obstacle.BACKWARDS, "$.step")
    return Transition(advance_to(order, command.step, context.at))


def hold(order: Order, command: commands.Hold, context: EngineContext) -> Transition:
    """Puts the order on hold."""
    check_rule(Action.HOLD, order)
    updated = replace(order, hold=Hold(reason=command.reason, since=context.at, actor=context.actor))
    return Transition(add_history_entry(updated, "on_hold", context.at), {"reason": command.reason})


def release(order: Order, context: EngineContext) -> Transition:
    """Releases the hold."""
    check_rule(Action.RELEASE, order)
    if order.hold is None:
        refuse(Action.RELEASE, Obstacle.NOT_HELD)
    updated = replace(order, hold=None)
    return Transition(add_history_entry(updated, order.step, context.at) if order.step else updated)


def expire(order: Order, context: EngineContext) -> Transition:
    """Ends an unpaid order as expired."""
    check_rule(Action.EXPIRE, order)
    if has_received_money(order):
        refuse(Action.EXPIRE, Obstacle.PAYMENT_RECORDED)
    _check_nothing_shipped(Action.EXPIRE, order)
    return Transition(end(order, Ending.EXPIRED, context.at))


def fail(order: Order, command: commands.Fail, context: EngineContext) -> Transition:
    """Ends the order as failed: it cannot be produced."""
    check_rule(Action.FAIL, order)
    _check_nothing_shipped(Action.FAIL, order)
    return Transition(end(order, Ending.FAILED, context.at), {"reason": command.reason})


def approve(order: Order, context: EngineContext) -> Transition:
    """Approves the order."""
    check_rule(Action.APPROVE, order)
    if order.approved:
        refuse(Action.APPROVE, Obstacle.ALREADY_APPROVED)
    return Transition(replace(order, approved=True, approval=Approval(at=context.at, actor=context.actor)))


def _check_nothing_shipped(action: Action, order: Order) -> None:
    if any(line.fulfilled for line in order.lines):
        refuse(action, Obstacle.ALREADY_SHIPPED)


def _advance_pieces(order: Order, command: commands.Advance, context: EngineContext) -> Transition:
    """Advances single pieces; the order advances to the earliest step of its remaining pieces."""
    selected_pieces = pieces.find_pieces(order, command.pieces, "$.units")
    for index, piece in enumerate(selected_pieces):
        if is_finished(piece):
            refuse(Action.ADVANCE, pieces.move_obstacle(piece), f"$.units[{index}]")
        if lifecycle.at_least(piece.step, command.step):
            refuse(Action.ADVANCE, Obstacle.BACKWARDS, f"$.units[{index}]")
    guids = {unit.guid for unit in selected_pieces}
    moved_order = pieces.move(order, guids, command.step)
    earliest_step = _earliest_step(
        unit for unit in moved_order.pieces or () if unit.vendor_status not in FINAL_STATUSES
    )
    updated = advance_to(moved_order, earliest_step, context.at) if earliest_step else moved_order
    return Transition(updated, {"units": sorted(guids), "units_to": command.step})


def _earliest_step(order_pieces: Iterable[Piece]) -> Step | None:
    """The earliest step of these pieces; None when the step of one of them is unknown."""
    steps = [unit.step for unit in order_pieces]
    known_steps = [step for step in steps if step is not None]
    return (
        min(known_steps, key=lifecycle.STEP_RANK.__getitem__)
        if known_steps and len(known_steps) == len(steps)
        else None
    )
