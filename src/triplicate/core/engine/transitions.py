"""Shared state transitions and checks of commands: rules, steps, history entries, line lookup, quantities."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

import msgspec

from triplicate.core import ids, lifecycle
from triplicate.core.failures import NotPossible, Refused, invalid
from triplicate.core.lifecycle import Ending, LineStage, Obstacle, Payment, Step, Verb
from triplicate.core.order.history import Moment
from triplicate.core.order.line import ZERO, Line, Unit
from triplicate.core.order.order import Order

replace = msgspec.structs.replace
MOST_RECORDS = 1000
"""The maximum number of payments, of refunds, of shipments and of comments of an order."""
MOST_ORDERED = 10**9
ENDED_WORDS = frozenset(ending.value for ending in Ending)
"""The vendor statuses of a piece that has ended."""
_DECIMALS = 6
_STAYS_BEFORE = {
    LineStage.IN_PRODUCTION: Step.PROCESSING,
    LineStage.PRODUCED: Step.PACKAGING,
    LineStage.SHIPPED: Step.SHIPPED,
}


class Act(NamedTuple):
    """The time and actor of a command, and a generator of GUIDs for new records."""

    at: str
    by: str
    new_guid: Callable[[], str]


class Change(NamedTuple):
    """The order after a command, and further data for the event."""

    order: Order
    told: dict[str, Any] = {}  # noqa: RUF012 - a NamedTuple's default is never changed


def check(verb: Verb, order: Order) -> None:
    """Raises DomainError(ActionNotPossible) when the rule of `action` forbids it in the order's present state."""
    found = lifecycle.obstacle(verb, order.step, order.hold is not None, order.ending is not None)
    if found is not None:
        refuse(verb, found)


def refuse(verb: Verb, because: Obstacle, path: str = "$", left: int | Decimal | None = None) -> NoReturn:
    """Raises DomainError(ActionNotPossible)."""
    much = f"{left.normalize():f}" if isinstance(left, Decimal) else left
    raise Refused(NotPossible(verb, because, path, None if much is None else str(much)))


def forward(order: Order, step: Step, at: str) -> Order:
    """The order advanced to `step` with its lines, pieces and history; unchanged if it is there or further already."""
    if lifecycle.further_step(order.step, step) == order.step:
        return order
    units = order.units and tuple(_along(unit, step) for unit in order.units)
    lines = tuple(_in_step(line, step) for line in order.lines)
    return progressed(replace(order, step=step, units=units, lines=lines), step, at)


def ended(order: Order, ending: Ending, at: str) -> Order:
    """The order with an ending and a history entry; releases a hold."""
    return progressed(replace(order, ending=ending, hold=None), ending, at)


def progressed(order: Order, word: str | None, at: str) -> Order:
    """The order with a history entry, without the vendor statuses that its new state contradicts."""
    true = _without_words(order, lambda axis: axis != "payment")
    return noted(true, word, at) if word else true


def noted(order: Order, word: str, at: str) -> Order:
    """The order with a local history entry, inserted by time: documents may contain later entries."""
    place = len(order.history)
    while place and order.history[place - 1].at > at:
        place -= 1
    return replace(order, history=(*order.history[:place], Moment(at, word, here=True), *order.history[place:]))


def paying(order: Order, payment: Payment | None) -> Order:
    """The order with a payment state, without the vendor statuses that it contradicts."""
    if order.payment is payment:
        return order
    return _without_words(replace(order, payment=payment), lambda axis: axis in ("", "payment"))


def recounted(order: Order, lines: tuple[Line, ...]) -> Order:
    """The order with changed quantities of its lines, without the vendor statuses that depend on them."""
    return order if lines == order.lines else _without_words(replace(order, lines=lines), lambda axis: axis == "order")


def line_of(order: Order, name: str, path: str) -> Line:
    """The line with this GUID, 24-hex id or number; raises DomainError(InvalidInput) at `path`."""
    wanted = {ids.guid(name), ids.oid(name), ids.number(name)} - {None}
    for line in order.lines:
        if wanted & {line.guid, line.oid, line.number}:
            return line
    raise invalid(path, f"the order has no line {name[:64]}")


def quantity(value: Decimal, path: str) -> Decimal:
    """A valid quantity greater than 0; raises DomainError(InvalidInput) at `path`."""
    reason = not_a_quantity(value)
    if reason is not None:
        raise invalid(path, reason)
    return value


def not_a_quantity(value: Decimal) -> str | None:
    """Why a number is not a valid quantity to order; None when it is."""
    if value.is_finite() and ZERO < value <= MOST_ORDERED and decimals(value) <= _DECIMALS:
        return None
    return f"must be greater than 0 and at most {MOST_ORDERED}, with at most {_DECIMALS} decimals"


def decimals(value: Decimal) -> int:
    """How many decimals a finite number has."""
    return max(0, -int(value.as_tuple().exponent))


def counted(verb: Verb, records: tuple[Any, ...]) -> None:
    """Raises DomainError(ActionNotPossible) when an order has the maximum number of records of a kind."""
    if len(records) >= MOST_RECORDS:
        refuse(verb, Obstacle.TOO_MANY)


def _along(unit: Unit, step: Step) -> Unit:
    """The piece advanced with its order, unless it has ended, has no step, or the order was shipped without it."""
    left = lifecycle.at_least(step, Step.SHIPPED)
    here = unit.line is not None and not lifecycle.at_least(unit.step, Step.SHIPPED)
    if unit.word in ENDED_WORDS or (here if left else unit.step is None):
        return unit
    return replace(unit, step=lifecycle.further_step(unit.step, step), word=None)


def _in_step(line: Line, step: Step) -> Line:
    """The line advanced with its order, unless it was cancelled or is further already."""
    if line.stage is None or line.stage is LineStage.CANCELLED:
        return line
    further = _STAYS_BEFORE.get(line.stage)
    return line if further is not None and not lifecycle.at_least(step, further) else replace(line, stage=None)


def _without_words(order: Order, touched: Callable[[str], bool]) -> Order:
    """The order without the vendor statuses of axes for which `is_touched` holds. A status is named after its dialect
    and axis (`axim.payment`), or after the dialect alone when it covers all axes (`marketiger`: the axis is "")."""
    words = {name: word for name, word in order.words.items() if not touched(name.partition(".")[2])}
    return replace(order, words=words) if len(words) != len(order.words) else order
