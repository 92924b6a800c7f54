"""Overrides the state regardless of the rules. The only way to move backwards or to remove a shipment."""

from collections import defaultdict
from decimal import Decimal

from msgspec import UNSET

from triplicate.core import lifecycle
from triplicate.core.aggregate import with_sync
from triplicate.core.documents import monotonic
from triplicate.core.engine import commands, pieces
from triplicate.core.engine.shipments import find_shipment
from triplicate.core.engine.transitions import (
    EngineContext,
    Transition,
    end,
    record_progress,
    replace,
    set_line_counts,
    set_payment,
)
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import FINAL_STATUSES, Ending, LineStage, Payment, Step
from triplicate.core.order import fulfilment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece
from triplicate.core.order.shipments import Shipment


def override(order: Order, command: commands.Override, context: EngineContext) -> Transition:
    """Sets the state regardless of the rules; older documents no longer change it."""
    if not command.reason.strip():
        raise invalid("$.reason", "must not be empty")
    updated = _without_shipments(order, command.shipments_removed)
    if command.step is not UNSET and command.step is not order.step:
        updated = record_progress(_set_step(updated, command.step), command.step, context.at)
    if command.ending is not UNSET and command.ending is not order.ending:
        updated = _set_ending(updated, command.ending, context.at)
    if command.payment is not UNSET:
        updated = _set_payment(updated, command.payment, context.at)
    return Transition(
        with_sync(updated, overridden_at=max(context.at, order.sync.overridden_at or "")),
        {"reason": command.reason, "shipments_removed": list(command.shipments_removed)},
    )


def _without_shipments(order: Order, names: tuple[str, ...]) -> Order:
    """The order without these shipments and the quantities they counted; raises DomainError(InvalidInput)."""
    for index, name in enumerate(names):
        parcel = find_shipment(order, name, f"$.shipments_removed[{index}]")
        quantities = _shipment_quantities((parcel,))
        lines = tuple(_with_fulfilled(line, line.fulfilled - quantities[line.guid]) for line in order.lines)
        remaining_order = replace(
            order, shipments=tuple(other for other in order.shipments if other.guid != parcel.guid)
        )
        fallback_step = Step.READY_FOR_SHIPPING if _has_shipped(order.step) or order.step is None else order.step
        parcel_guids = frozenset(parcel.pieces)
        unassigned_guids = {
            u.guid for u in order.pieces or () if u.line is None and u.guid in parcel_guids and _has_shipped(u.step)
        }
        order = pieces.move(_lower_counts(remaining_order, lines, fallback_step), unassigned_guids, fallback_step)
    return order


def _set_step(order: Order, step: Step) -> Order:
    """The order at a step, with matching quantities: at or after `shipped` all is fulfilled; moved back before,
    only the content of its shipments is."""
    will_be_shipped = _has_shipped(step)
    is_unshipped = _has_shipped(order.step) and not will_be_shipped
    if will_be_shipped or is_unshipped:
        quantities = _shipment_quantities(order.shipments)
        lines = tuple(
            _with_fulfilled(
                line,
                line.fulfilled + fulfilment.remaining(line)
                if will_be_shipped
                else min(line.fulfilled, quantities[line.guid]),
            )
            for line in order.lines
        )
        order = _lower_counts(order, lines, step)
    packed_guids = frozenset(guid for parcel in order.shipments for guid in parcel.pieces)

    def is_unaffected(piece: Piece) -> bool:
        has_left = (
            _has_shipped(piece.step)
            and not will_be_shipped
            and (not is_unshipped or piece.line is not None or piece.guid in packed_guids)
        )
        return piece.vendor_status in FINAL_STATUSES or has_left

    order_pieces = order.pieces and tuple(
        unit if is_unaffected(unit) else replace(unit, step=step, vendor_status=None) for unit in order.pieces
    )
    lines = tuple(
        line if _is_fully_shipped(line) and not will_be_shipped else _without_stage(line) for line in order.lines
    )
    return replace(order, step=step, pieces=order_pieces, lines=lines)


def _set_ending(order: Order, ending: Ending | None, at: str) -> Order:
    """The order with this ending; with None, open again at its step."""
    if ending is not None:
        return end(order, ending, at)
    return record_progress(replace(order, ending=None), order.step, at)


def _set_payment(order: Order, payment: Payment | None, at: str) -> Order:
    """The order with a payment state; entering or leaving `refunded` also adds a history entry."""
    updated = set_payment(order, payment)
    if (order.payment is Payment.REFUNDED) is (payment is Payment.REFUNDED):
        return updated
    return record_progress(updated, Payment.REFUNDED if payment is Payment.REFUNDED else order.step, at)


def _lower_counts(order: Order, lines: tuple[Line, ...], fallback_step: Step) -> Order:
    """The order with changed quantities, which become the reported minimums for vendor documents."""
    line_counts = [count for line in lines for count in monotonic.counts(line)]
    minimums = {name: str(claimed) for name, claimed in line_counts if name in order.sync.reported_minimums}
    minimums = {**order.sync.reported_minimums, **minimums}
    updated = with_sync(set_line_counts(order, lines), reported_minimums=minimums)
    return pieces.align(updated, [line.guid for line in lines], fallback_step)


def _with_fulfilled(line: Line, fulfilled: Decimal) -> Line:
    """The line with this fulfilled quantity, and at most that much returned."""
    quantity = max(ZERO, fulfilled)
    if quantity == line.fulfilled:
        return line
    returned_quantity = min(line.returned_quantity, quantity)
    returned = line.returned and returned_quantity == line.returned_quantity and quantity > 0
    return replace(_without_stage(line), fulfilled=quantity, returned_quantity=returned_quantity, returned=returned)


def _without_stage(line: Line) -> Line:
    return line if line.stage in (None, LineStage.CANCELLED) else replace(line, stage=None)


def _is_fully_shipped(line: Line) -> bool:
    return bool(line.fulfilled) and not fulfilment.remaining(line)


def _shipment_quantities(parcels: tuple[Shipment, ...]) -> defaultdict[str, Decimal]:
    """The quantity of each line in these shipments, by the GUID of the line."""
    quantities: defaultdict[str, Decimal] = defaultdict(Decimal)
    for item in (item for parcel in parcels for item in parcel.items):
        quantities[item.line or ""] += item.quantity
    return quantities


def _has_shipped(step: Step | None) -> bool:
    return lifecycle.at_least(step, Step.SHIPPED)
