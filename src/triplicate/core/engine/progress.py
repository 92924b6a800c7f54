"""Progress commands: place a draft, accept, advance production, hold, release, expire, fail, approve."""

from collections.abc import Iterable

from triplicate.core import lifecycle
from triplicate.core.engine import commands, pieces
from triplicate.core.engine.payments import has_money
from triplicate.core.engine.transitions import ENDED_WORDS, Act, Change, check, ended, forward, noted, refuse, replace
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Ending, Obstacle, Step, Verb
from triplicate.core.order.history import Approval, Hold
from triplicate.core.order.line import Unit
from triplicate.core.order.order import Order

STEPS = tuple(Step)[lifecycle.STEP_RANK[Step.IN_QUEUE] - 1 : lifecycle.STEP_RANK[Step.SHIPPED] - 1]
"""The steps to which an order can be advanced."""


def place(order: Order, act: Act) -> Change:
    """Places a draft."""
    check(Verb.PLACE, order)
    return Change(replace(forward(order, Step.CREATED, act.at), placed_at=act.at))


def accept(order: Order, act: Act) -> Change:
    """Accepts the order; a draft is placed first."""
    check(Verb.ACCEPT, order)
    draft = order.step is not None and not lifecycle.at_least(order.step, Step.CREATED)
    placed = replace(order, placed_at=act.at) if draft else order
    return Change(forward(placed, Step.VALIDATED, act.at))


def advance(order: Order, command: commands.Advance, act: Act) -> Change:
    """Advances the order, or some of its pieces, to a step of production."""
    if command.step not in STEPS:
        raise invalid("$.step", f"must be one of {', '.join(STEPS)}")
    check(Verb.ADVANCE, order)
    if command.units:
        return _advance_pieces(order, command, act)
    if lifecycle.at_least(order.step, command.step):
        refuse(Verb.ADVANCE, Obstacle.BACKWARDS, "$.step")
    return Change(forward(order, command.step, act.at))


def hold(order: Order, command: commands.Hold, act: Act) -> Change:
    """Puts the order on hold."""
    check(Verb.HOLD, order)
    held = replace(order, hold=Hold(reason=command.reason, since=act.at, actor=act.by))
    return Change(noted(held, "on_hold", act.at), {"reason": command.reason})


def release(order: Order, act: Act) -> Change:
    """Releases the hold."""
    check(Verb.RELEASE, order)
    if order.hold is None:
        refuse(Verb.RELEASE, Obstacle.NOT_HELD)
    released = replace(order, hold=None)
    return Change(noted(released, order.step, act.at) if order.step else released)


def expire(order: Order, act: Act) -> Change:
    """Ends an unpaid order as expired."""
    check(Verb.EXPIRE, order)
    if has_money(order):
        refuse(Verb.EXPIRE, Obstacle.PAYMENT_RECORDED)
    _nothing_shipped(Verb.EXPIRE, order)
    return Change(ended(order, Ending.EXPIRED, act.at))


def fail(order: Order, command: commands.Fail, act: Act) -> Change:
    """Ends the order as failed: it cannot be produced."""
    check(Verb.FAIL, order)
    _nothing_shipped(Verb.FAIL, order)
    return Change(ended(order, Ending.FAILED, act.at), {"reason": command.reason})


def approve(order: Order, act: Act) -> Change:
    """Approves the order."""
    check(Verb.APPROVE, order)
    if order.approved:
        refuse(Verb.APPROVE, Obstacle.ALREADY_APPROVED)
    return Change(replace(order, approved=True, approval=Approval(at=act.at, by=act.by)))


def _nothing_shipped(verb: Verb, order: Order) -> None:
    if any(line.fulfilled for line in order.lines):
        refuse(verb, Obstacle.ALREADY_SHIPPED)


def _advance_pieces(order: Order, command: commands.Advance, act: Act) -> Change:
    """Advances single pieces; the order advances to the earliest step of its remaining pieces."""
    chosen = pieces.named(order, command.units, "$.units")
    for index, unit in enumerate(chosen):
        if pieces.gone(unit):
            refuse(Verb.ADVANCE, pieces.obstacle(unit), f"$.units[{index}]")
        if lifecycle.at_least(unit.step, command.step):
            refuse(Verb.ADVANCE, Obstacle.BACKWARDS, f"$.units[{index}]")
    guids = {unit.guid for unit in chosen}
    moved = pieces.moved(order, guids, command.step)
    slowest = _slowest(unit for unit in moved.units or () if unit.word not in ENDED_WORDS)
    after = forward(moved, slowest, act.at) if slowest else moved
    return Change(after, {"units": sorted(guids), "units_to": command.step})


def _slowest(units: Iterable[Unit]) -> Step | None:
    """The earliest step of these pieces; None when the step of one of them is unknown."""
    steps = [unit.step for unit in units]
    known = [step for step in steps if step is not None]
    return min(known, key=lifecycle.STEP_RANK.__getitem__) if known and len(known) == len(steps) else None
