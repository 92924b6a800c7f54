"""Amendments of the agreed content, and comments."""

from typing import Any

from msgspec import UNSET

from triplicate.core.engine import commands, payments, pieces, place
from triplicate.core.engine.metadata import check_metadata, metadata_bytes
from triplicate.core.engine.quantities import close_if_complete
from triplicate.core.engine.transitions import (
    EngineContext,
    Transition,
    check_record_limit,
    check_rule,
    refuse,
    replace,
)
from triplicate.core.failures import DomainError, InvalidInput, Problem, invalid
from triplicate.core.lifecycle import Action, Obstacle
from triplicate.core.order import totals
from triplicate.core.order.history import Comment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order, Totals

_PLAIN_FIELDS = ("reference", "project", "buyer")
_ADDRESS_FIELDS = ("ship_to", "bill_to")
_CONTENT_FIELDS = ("shipping", "shipping_amount", "tax_amount", "lines")
_AMOUNT_FIELDS = ("shipping_amount", "tax_amount", "lines")
_RETAINED_LINE_FIELDS = ("oid", "number", "fulfilled", "returned", "returned_quantity", "cancelled_quantity", "stage")
"""Identity and progress of a line, which an amendment does not change."""


def amend(order: Order, command: commands.Amend, context: EngineContext) -> Transition:
    """Sets the fields that the command gives: all of them or none."""
    check_rule(Action.AMEND, order)
    if command.lines is not UNSET:
        command = replace(command, lines=_checked_lines(order, command.lines))
    given_fields = [
        name
        for name in (*_PLAIN_FIELDS, *_ADDRESS_FIELDS, *_CONTENT_FIELDS, "metadata")
        if getattr(command, name) is not UNSET
    ]
    changed_fields = [name for name in given_fields if _differs(order, name, getattr(command, name))]
    if any(name in _ADDRESS_FIELDS for name in changed_fields):
        check_rule(Action.AMEND_ADDRESS, order)
    if any(name in _CONTENT_FIELDS for name in changed_fields):
        check_rule(Action.AMEND_CONTENT, order)
    changes_amount = any(name in _AMOUNT_FIELDS for name in changed_fields)
    if changes_amount and payments.has_received_money(order):
        refuse(Action.AMEND_CONTENT, Obstacle.PAYMENT_RECORDED)
    updated = order
    for name in changed_fields:
        updated = _with_field(updated, name, getattr(command, name))
    if "metadata" in changed_fields or "lines" in changed_fields:
        check_metadata(_metadata_bytes(updated), _metadata_bytes(order))
    if changes_amount:
        place.check_total(updated, totals.total(order) or 0)
        updated = payments.update_after_amendment(
            close_if_complete(updated, context.at) if "lines" in changed_fields else updated
        )
    return Transition(updated, {"amended": changed_fields})


def comment(order: Order, command: commands.AddComment, context: EngineContext) -> Transition:
    """Adds a comment."""
    check_rule(Action.COMMENT, order)
    check_record_limit(Action.COMMENT, order.comments)
    if not command.text.strip():
        raise invalid("$.text", "must not be empty")
    new_comment = Comment(
        guid=context.new_guid(), at=context.at, text=command.text, author=context.actor, customer=command.customer
    )
    return Transition(replace(order, comments=(*order.comments, new_comment)), {"comment_id": new_comment.guid})


def _differs(order: Order, name: str, new_value: Any) -> bool:
    match name:
        case "shipping_amount":
            return bool(order.totals.shipping != new_value)
        case "tax_amount":
            return bool(order.totals.tax != new_value)
        case "metadata":
            return _merge_metadata(order.metadata, new_value) != order.metadata
        case _:
            return bool(getattr(order, name) != new_value)


def _with_field(order: Order, name: str, new_value: Any) -> Order:
    match name:
        case "metadata":
            return replace(order, metadata=_merge_metadata(order.metadata, new_value))
        case "shipping_amount":
            return _with_amount(order, "shipping", new_value)
        case "tax_amount":
            return _with_amount(order, "tax", new_value)
        case "lines":
            return _with_lines(order, new_value)
        case _:
            return replace(order, **{name: new_value})


def _merge_metadata(current: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A JSON merge patch (RFC 7396) of the first level only: null removes a member, other values replace it."""
    return {name: value for name, value in {**current, **changes}.items() if value is not None}


def _metadata_bytes(order: Order) -> int:
    return metadata_bytes((order.metadata, *(line.metadata for line in order.lines)))


def _with_amount(order: Order, part: str, amount: int | None) -> Order:
    """The order with a changed shipping or tax amount, and the stated total adjusted."""
    previous_total = totals.total(order)
    previous_amount: int = getattr(order.totals, part) or 0
    new_total = (
        None
        if order.totals.total is None or previous_total is None
        else previous_total - previous_amount + (amount or 0)
    )
    return replace(order, totals=replace(order.totals, **{part: amount, "total": new_total}))


def _checked_lines(order: Order, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The requested lines; existing lines keep their identity and progress.

    Raises DomainError(InvalidInput) with up to 20 problems.
    """
    lines_by_guid = {line.guid: line for line in order.lines}
    problems = [
        problem
        for index, line in enumerate(lines)
        for problem in place.line_problems(line, index, lines_by_guid.get(line.guid))
    ]
    if not 1 <= len(lines) <= place.MAX_LINES:
        problems.append(Problem("$.lines", f"must have between 1 and {place.MAX_LINES} lines"))
    if len({line.guid for line in lines}) < len(lines):
        problems.append(Problem("$.lines", "must not contain a line twice"))
    if problems:
        raise DomainError(InvalidInput(tuple(problems[:20])))
    return tuple(_with_retained_fields(line, lines_by_guid.get(line.guid)) for line in lines)


def _with_retained_fields(line: Line, existing: Line | None) -> Line:
    if existing is not None:
        return replace(line, **{name: getattr(existing, name) for name in _RETAINED_LINE_FIELDS})
    blank_line = Line(guid=line.guid, oid=line.oid, number=line.number)
    return replace(line, **{name: getattr(blank_line, name) for name in _RETAINED_LINE_FIELDS})


def _with_lines(order: Order, lines: tuple[Line, ...]) -> Order:
    """The order with these lines: stated subtotal and total are dropped, and piece tracking continues."""
    quantities = {line.guid: line.quantity for line in lines}
    for line in order.lines:
        settled_quantity = line.fulfilled + line.cancelled_quantity
        if settled_quantity and quantities.get(line.guid, ZERO) < min(settled_quantity, line.quantity):
            refuse(Action.AMEND_CONTENT, Obstacle.ALREADY_SHIPPED, "$.lines", settled_quantity)
    new_totals = Totals(shipping=order.totals.shipping, tax=order.totals.tax)
    has_tracked_pieces = any(unit.line is not None for unit in order.pieces or ())
    order_pieces = pieces.pieces_of_lines(order, lines) if has_tracked_pieces else order.pieces
    updated = replace(order, lines=lines, totals=new_totals, pieces=order_pieces)
    return pieces.align(updated, quantities.keys())
