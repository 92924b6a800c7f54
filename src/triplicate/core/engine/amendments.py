"""Amendments of the agreed content, and comments."""

from typing import Any

from msgspec import UNSET

from triplicate.core.engine import commands, payments, pieces, place
from triplicate.core.engine.quantities import closed
from triplicate.core.engine.transitions import Act, Change, check, counted, refuse, replace
from triplicate.core.failures import InvalidInput, Problem, Refused, invalid
from triplicate.core.lifecycle import Obstacle, Verb
from triplicate.core.order import totals
from triplicate.core.order.history import Comment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order, Totals

_PLAIN = ("reference", "project", "buyer")
_ADDRESSES = ("ship_to", "bill_to")
_CONTENT = ("shipping", "shipping_amount", "tax_amount", "lines")
_AMOUNTS = ("shipping_amount", "tax_amount", "lines")
_OWN = ("oid", "number", "fulfilled", "returned", "returned_quantity", "cancelled_quantity", "stage")
"""Identity and progress of a line, which an amendment does not change."""


def amend(order: Order, command: commands.Amend, act: Act) -> Change:
    """Sets the fields that the command gives: all of them or none."""
    check(Verb.AMEND, order)
    if command.lines is not UNSET:
        command = replace(command, lines=_sound(order, command.lines))
    named = [name for name in (*_PLAIN, *_ADDRESSES, *_CONTENT, "metadata") if getattr(command, name) is not UNSET]
    changed = [name for name in named if _differs(order, name, getattr(command, name))]
    if any(name in _ADDRESSES for name in changed):
        check(Verb.AMEND_ADDRESS, order)
    if any(name in _CONTENT for name in changed):
        check(Verb.AMEND_CONTENT, order)
    dear = any(name in _AMOUNTS for name in changed)
    if dear and payments.has_money(order):
        refuse(Verb.AMEND_CONTENT, Obstacle.PAYMENT_RECORDED)
    after = order
    for name in changed:
        after = _with(after, name, getattr(command, name))
    if dear:
        place.countable(after, totals.total(order) or 0)
        after = payments.amended(closed(after, act.at) if "lines" in changed else after)
    return Change(after, {"amended": changed})


def comment(order: Order, command: commands.AddComment, act: Act) -> Change:
    """Adds a comment."""
    check(Verb.COMMENT, order)
    counted(Verb.COMMENT, order.comments)
    if not command.text.strip():
        raise invalid("$.text", "must not be empty")
    said = Comment(guid=act.new_guid(), at=act.at, text=command.text, author=act.by, customer=command.customer)
    return Change(replace(order, comments=(*order.comments, said)), {"comment_id": said.guid})


def _differs(order: Order, name: str, wanted: Any) -> bool:
    match name:
        case "shipping_amount":
            return bool(order.totals.shipping != wanted)
        case "tax_amount":
            return bool(order.totals.tax != wanted)
        case "metadata":
            return _merged(order.metadata, wanted) != order.metadata
        case _:
            return bool(getattr(order, name) != wanted)


def _with(order: Order, name: str, wanted: Any) -> Order:
    match name:
        case "metadata":
            return replace(order, metadata=_merged(order.metadata, wanted))
        case "shipping_amount":
            return _with_amount(order, "shipping", wanted)
        case "tax_amount":
            return _with_amount(order, "tax", wanted)
        case "lines":
            return _with_lines(order, wanted)
        case _:
            return replace(order, **{name: wanted})


def _merged(known: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """A JSON merge patch (RFC 7396) of the first level only: null removes a member, other values replace it."""
    return {name: value for name, value in {**known, **wanted}.items() if value is not None}


def _with_amount(order: Order, part: str, wanted: int | None) -> Order:
    """The order with a changed shipping or tax amount, and the stated total adjusted."""
    whole = totals.total(order)
    before: int = getattr(order.totals, part) or 0
    stated = None if order.totals.total is None or whole is None else whole - before + (wanted or 0)
    return replace(order, totals=replace(order.totals, **{part: wanted, "total": stated}))


def _sound(order: Order, wanted: tuple[Line, ...]) -> tuple[Line, ...]:
    """The requested lines; existing lines keep their identity and progress.

    Raises DomainError(InvalidInput) with up to 20 problems.
    """
    known = {line.guid: line for line in order.lines}
    found = [
        problem for index, line in enumerate(wanted) for problem in place.of_line(line, index, known.get(line.guid))
    ]
    if not 1 <= len(wanted) <= place.MOST_LINES:
        found.append(Problem("$.lines", f"must have between 1 and {place.MOST_LINES} lines"))
    if len({line.guid for line in wanted}) < len(wanted):
        found.append(Problem("$.lines", "must not contain a line twice"))
    if found:
        raise Refused(InvalidInput(tuple(found[:20])))
    return tuple(_own(line, known.get(line.guid)) for line in wanted)


def _own(line: Line, known: Line | None) -> Line:
    if known is not None:
        return replace(line, **{name: getattr(known, name) for name in _OWN})
    nothing = Line(guid=line.guid, oid=line.oid, number=line.number)
    return replace(line, **{name: getattr(nothing, name) for name in _OWN})


def _with_lines(order: Order, wanted: tuple[Line, ...]) -> Order:
    """The order with these lines: stated subtotal and total are dropped, and piece tracking continues."""
    kept = {line.guid: line.quantity for line in wanted}
    for line in order.lines:
        gone = line.fulfilled + line.cancelled_quantity
        if gone and kept.get(line.guid, ZERO) < min(gone, line.quantity):
            refuse(Verb.AMEND_CONTENT, Obstacle.ALREADY_SHIPPED, "$.lines", gone)
    parts = Totals(shipping=order.totals.shipping, tax=order.totals.tax)
    tracked = any(unit.line is not None for unit in order.units or ())
    units = pieces.of_lines(order, wanted) if tracked else order.units
    after = replace(order, lines=wanted, totals=parts, units=units)
    return pieces.aligned(after, kept.keys())
