"""What the verbs share: the check of a rule, a step forward, an entry in the history, a line by its ids, quantities."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

import msgspec

from triplicate.core import ids, lifecycle
from triplicate.core.failures import NotPossible, Refused, invalid
from triplicate.core.lifecycle import Ending, LineStage, Obstacle, Payment, Step, Verb
from triplicate.core.line import ZERO, Line, Unit
from triplicate.core.order import Order
from triplicate.core.records import Moment

replace = msgspec.structs.replace
MOST_RECORDS = 1000
"""How many payments, refunds, parcels or comments one order can have, each."""
MOST_ORDERED = 10**9
ENDED_WORDS = frozenset(ending.value for ending in Ending)
"""The words of a piece of which nothing more is to come."""
_DECIMALS = 6
_STAYS_BEFORE = {
    LineStage.IN_PRODUCTION: Step.PROCESSING,
    LineStage.PRODUCED: Step.PACKAGING,
    LineStage.SHIPPED: Step.SHIPPED,
}


class Act(NamedTuple):
    """When something is done and by whom, and a source of GUIDs for what it makes."""

    at: str
    by: str
    new_guid: Callable[[], str]


class Change(NamedTuple):
    """The order after a verb, and what there is to say about it beyond the members that changed."""

    order: Order
    told: dict[str, Any] = {}  # noqa: RUF012 - a NamedTuple's default is never changed


def check(verb: Verb, order: Order) -> None:
    """Raises Refused(NotPossible) when the rule of `verb` forbids it in the order's present state."""
    found = lifecycle.obstacle(verb, order.step, order.hold is not None, order.ending is not None)
    if found is not None:
        refuse(verb, found)


def refuse(verb: Verb, because: Obstacle, path: str = "$", left: int | Decimal | None = None) -> NoReturn:
    """Raises Refused(NotPossible)."""
    much = f"{left.normalize():f}" if isinstance(left, Decimal) else left
    raise Refused(NotPossible(verb, because, path, None if much is None else str(much)))


def forward(order: Order, step: Step, at: str) -> Order:
    """The order at `step` where that is further, with its lines and pieces; what the history tells with it."""
    if lifecycle.further_step(order.step, step) == order.step:
        return order
    units = order.units and tuple(_along(unit, step) for unit in order.units)
    lines = tuple(_in_step(line, step) for line in order.lines)
    return progressed(replace(order, step=step, units=units, lines=lines), step, at)


def ended(order: Order, ending: Ending, at: str) -> Order:
    """The order with an ending; a hold ends with it."""
    return progressed(replace(order, ending=ending, hold=None), ending, at)


def progressed(order: Order, word: str | None, at: str) -> Order:
    """The order with an entry in its history, and without the native words that its new state makes untrue."""
    true = _without_words(order, lambda axis: axis != "payment")
    return noted(true, word, at) if word else true


def noted(order: Order, word: str, at: str) -> Order:
    """The order with an entry in its history, at its place in time: a document may have told what is still to come."""
    place = len(order.history)
    while place and order.history[place - 1].at > at:
        place -= 1
    return replace(order, history=(*order.history[:place], Moment(at, word, here=True), *order.history[place:]))


def paying(order: Order, payment: Payment | None) -> Order:
    """The order at a state of payment, without the native words that it makes untrue."""
    if order.payment is payment:
        return order
    return _without_words(replace(order, payment=payment), lambda axis: axis in ("", "payment"))


def recounted(order: Order, lines: tuple[Line, ...]) -> Order:
    """The order with other counts on its lines, without the native words of orders that follow from such counts."""
    return order if lines == order.lines else _without_words(replace(order, lines=lines), lambda axis: axis == "order")


def line_of(order: Order, name: str, path: str) -> Line:
    """The line with this GUID, 24-hex id or number; raises Refused(InvalidInput) at `path`."""
    wanted = {ids.guid(name), ids.oid(name), ids.number(name)} - {None}
    for line in order.lines:
        if wanted & {line.guid, line.oid, line.number}:
            return line
    raise invalid(path, f"the order has no line {name[:64]}")


def quantity(value: Decimal, path: str) -> Decimal:
    """A quantity above nothing; raises Refused(InvalidInput) at `path`."""
    reason = not_a_quantity(value)
    if reason is not None:
        raise invalid(path, reason)
    return value


def not_a_quantity(value: Decimal) -> str | None:
    """Why a number is no quantity that can be ordered; None when it is one."""
    if value.is_finite() and ZERO < value <= MOST_ORDERED and decimals(value) <= _DECIMALS:
        return None
    return f"must be more than 0, at most {MOST_ORDERED}, and have at most {_DECIMALS} decimals"


def decimals(value: Decimal) -> int:
    """How many decimals a finite number is written with."""
    return max(0, -int(value.as_tuple().exponent))


def counted(verb: Verb, records: tuple[Any, ...]) -> None:
    """Raises Refused(NotPossible) when an order has so many records of a kind that it can take no more."""
    if len(records) >= MOST_RECORDS:
        refuse(verb, Obstacle.TOO_MANY)


def _along(unit: Unit, step: Step) -> Unit:
    """A piece that goes with the order: unless it ended, or is still here though the order has left, or nobody knows
    how far it is."""
    left = lifecycle.at_least(step, Step.SHIPPED)
    here = unit.line is not None and not lifecycle.at_least(unit.step, Step.SHIPPED)
    if unit.word in ENDED_WORDS or (here if left else unit.step is None):
        return unit
    return replace(unit, step=lifecycle.further_step(unit.step, step), word=None)


def _in_step(line: Line, step: Step) -> Line:
    """A line that goes with the order, unless it was cancelled or is further already."""
    if line.stage is None or line.stage is LineStage.CANCELLED:
        return line
    further = _STAYS_BEFORE.get(line.stage)
    return line if further is not None and not lifecycle.at_least(step, further) else replace(line, stage=None)


def _without_words(order: Order, touched: Callable[[str], bool]) -> Order:
    """The order without native words of axes that are `touched`. A word is named after its dialect, and after its axis
    (`axim.payment`) unless it tells of all of them (`marketiger`, whose axis is empty here)."""
    words = {name: word for name, word in order.words.items() if not touched(name.partition(".")[2])}
    return replace(order, words=words) if len(words) != len(order.words) else order
