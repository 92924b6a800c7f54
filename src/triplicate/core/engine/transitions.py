"""Shared state transitions and checks of commands: rules, steps, history entries, line lookup, quantities."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

import msgspec

from triplicate.core import ids, lifecycle
from triplicate.core.aggregate import with_sync
from triplicate.core.failures import ActionNotPossible, DomainError, invalid
from triplicate.core.lifecycle import FINAL_STATUSES, Action, Ending, LineStage, Obstacle, Payment, Step
from triplicate.core.order.history import HistoryEntry
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece

replace = msgspec.structs.replace
MAX_RECORDS = 1000
"""The maximum number of payments, of refunds, of shipments and of comments of an order."""
MAX_QUANTITY = 10**9
_MAX_DECIMALS = 6
_STAGE_STEPS = {
    LineStage.IN_PRODUCTION: Step.PROCESSING,
    LineStage.PRODUCED: Step.PACKAGING,
    LineStage.SHIPPED: Step.SHIPPED,
}


class EngineContext(NamedTuple):
    """The time and actor of a command, and a generator of GUIDs for new records."""

    at: str
    actor: str
    new_guid: Callable[[], str]


class Transition(NamedTuple):
    """The order after a command, and further data for the event."""

    order: Order
    event_data: dict[str, Any] = {}  # noqa: RUF012 - a NamedTuple's default is never changed


def check_rule(action: Action, order: Order) -> None:
    """Raises DomainError(ActionNotPossible) when the rule of `action` forbids it in the order's present state."""
    obstacle = lifecycle.obstacle(action, order.step, order.hold is not None, order.ending is not None)
    if obstacle is not None:
        refuse(action, obstacle)


def refuse(action: Action, obstacle: Obstacle, path: str = "$", remaining: int | Decimal | None = None) -> NoReturn:
    """Raises DomainError(ActionNotPossible)."""
    text = f"{remaining.normalize():f}" if isinstance(remaining, Decimal) else remaining
    raise DomainError(ActionNotPossible(action, obstacle, path, None if text is None else str(text)))


def advance_to(order: Order, step: Step, at: str) -> Order:
    """The order advanced to `step` with its lines, pieces and history; unchanged if it is there or further already."""
    if lifecycle.further_step(order.step, step) == order.step:
        return order
    pieces = order.pieces and tuple(_advance_piece(unit, step) for unit in order.pieces)
    lines = tuple(_advance_line(line, step) for line in order.lines)
    return record_progress(replace(order, step=step, pieces=pieces, lines=lines), step, at)


def end(order: Order, ending: Ending, at: str) -> Order:
    """The order with an ending and a history entry; releases a hold."""
    return record_progress(replace(order, ending=ending, hold=None), ending, at)


def record_progress(order: Order, status: str | None, at: str) -> Order:
    """The order with a history entry, without the vendor statuses that its new state contradicts."""
    updated = _without_vendor_statuses(order, lambda axis: axis != "payment")
    return add_history_entry(updated, status, at) if status else updated


def add_history_entry(order: Order, status: str, at: str) -> Order:
    """The order with a local history entry, inserted by time: documents may contain later entries."""
    index = len(order.history)
    while index and order.history[index - 1].at > at:
        index -= 1
    return replace(
        order, history=(*order.history[:index], HistoryEntry(at, status, local=True), *order.history[index:])
    )


def set_payment(order: Order, payment: Payment | None) -> Order:
    """The order with a payment state, without the vendor statuses that it contradicts."""
    if order.payment is payment:
        return order
    return _without_vendor_statuses(replace(order, payment=payment), lambda axis: axis in ("", "payment"))


def set_line_counts(order: Order, lines: tuple[Line, ...]) -> Order:
    """The order with changed quantities of its lines, without the vendor statuses that depend on them."""
    return (
        order
        if lines == order.lines
        else _without_vendor_statuses(replace(order, lines=lines), lambda axis: axis == "order")
    )


def find_line(order: Order, name: str, path: str) -> Line:
    """The line with this GUID, 24-hex id or number; raises DomainError(InvalidInput) at `path`."""
    candidates = {ids.guid(name), ids.oid(name), ids.number(name)} - {None}
    for line in order.lines:
        if candidates & {line.guid, line.oid, line.number}:
            return line
    raise invalid(path, f"the order has no line {name[:64]}")


def positive_quantity(value: Decimal, path: str) -> Decimal:
    """A valid quantity greater than 0; raises DomainError(InvalidInput) at `path`."""
    reason = quantity_problem(value)
    if reason is not None:
        raise invalid(path, reason)
    return value


def quantity_problem(value: Decimal) -> str | None:
    """Why a number is not a valid quantity to order; None when it is."""
    if value.is_finite() and ZERO < value <= MAX_QUANTITY and decimals(value) <= _MAX_DECIMALS:
        return None
    return f"must be greater than 0 and at most {MAX_QUANTITY}, with at most {_MAX_DECIMALS} decimals"


def decimals(value: Decimal) -> int:
    """How many decimals a finite number has."""
    return max(0, -int(value.as_tuple().exponent))


def check_record_limit(action: Action, records: tuple[Any, ...]) -> None:
    """Raises DomainError(ActionNotPossible) when an order has the maximum number of records of a kind."""
    if len(records) >= MAX_RECORDS:
        refuse(action, Obstacle.TOO_MANY)


def _advance_piece(piece: Piece, step: Step) -> Piece:
    """The piece advanced with its order, unless it has ended, has no step, or the order was shipped without it."""
    has_left = lifecycle.at_least(step, Step.SHIPPED)
    is_in_house = piece.line is not None and not lifecycle.at_least(piece.step, Step.SHIPPED)
    if piece.vendor_status in FINAL_STATUSES or (is_in_house if has_left else piece.step is None):
        return piece
    return replace(piece, step=lifecycle.further_step(piece.step, step), vendor_status=None)


def _advance_line(line: Line, step: Step) -> Line:
    """The line advanced with its order, unless it was cancelled or is further already."""
    if line.stage is None or line.stage is LineStage.CANCELLED:
        return line
    required_step = _STAGE_STEPS.get(line.stage)
    return (
        line if required_step is not None and not lifecycle.at_least(step, required_step) else replace(line, stage=None)
    )


def _without_vendor_statuses(order: Order, is_touched: Callable[[str], bool]) -> Order:
    """The order without the vendor statuses of axes for which `is_touched` holds. A status is named after its dialect
    and axis (`axim.payment`), or after the dialect alone when it covers all axes (`marketiger`: the axis is "")."""
    vendor_statuses = {
        name: word for name, word in order.sync.vendor_statuses.items() if not is_touched(name.partition(".")[2])
    }
    if len(vendor_statuses) == len(order.sync.vendor_statuses):
        return order
    return with_sync(order, vendor_statuses=vendor_statuses)
