"""Overrides the state regardless of the rules. The only way to move backwards or to remove a shipment."""

from collections import defaultdict
from decimal import Decimal

from msgspec import UNSET

from triplicate.core import lifecycle
from triplicate.core.documents import monotonic
from triplicate.core.engine import commands, pieces
from triplicate.core.engine.shipments import parcel_of
from triplicate.core.engine.transitions import ENDED_WORDS, Act, Change, ended, paying, progressed, recounted, replace
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Ending, LineStage, Payment, Step
from triplicate.core.order import fulfilment
from triplicate.core.order.history import Shipment
from triplicate.core.order.line import ZERO, Line, Unit
from triplicate.core.order.order import Order


def override(order: Order, command: commands.Override, act: Act) -> Change:
    """Sets the state regardless of the rules; older documents no longer change it."""
    if not command.reason.strip():
        raise invalid("$.reason", "must not be empty")
    after = _without_parcels(order, command.shipments_removed)
    if command.step is not UNSET and command.step is not order.step:
        after = progressed(_set_to(after, command.step), command.step, act.at)
    if command.ending is not UNSET and command.ending is not order.ending:
        after = _ended_as(after, command.ending, act.at)
    if command.payment is not UNSET:
        after = _paid_as(after, command.payment, act.at)
    return Change(
        replace(after, overridden=max(act.at, order.overridden or "")),
        {"reason": command.reason, "shipments_removed": list(command.shipments_removed)},
    )


def _without_parcels(order: Order, names: tuple[str, ...]) -> Order:
    """The order without these shipments and the quantities they counted; raises DomainError(InvalidInput)."""
    for index, name in enumerate(names):
        parcel = parcel_of(order, name, f"$.shipments_removed[{index}]")
        held = _held((parcel,))
        lines = tuple(_counting(line, line.fulfilled - held[line.guid]) for line in order.lines)
        left = replace(order, shipments=tuple(other for other in order.shipments if other.guid != parcel.guid))
        back_to = Step.READY_FOR_SHIPPING if _shipped(order.step) or order.step is None else order.step
        inside = frozenset(parcel.units)
        lineless = {u.guid for u in order.units or () if u.line is None and u.guid in inside and _shipped(u.step)}
        order = pieces.moved(_lowered(left, lines, back_to), lineless, back_to)
    return order


def _set_to(order: Order, step: Step) -> Order:
    """The order at a step, with matching quantities: at or after `shipped` all is fulfilled; moved back before,
    only the content of its shipments is."""
    will = _shipped(step)
    undone = _shipped(order.step) and not will
    if will or undone:
        held = _held(order.shipments)
        lines = tuple(
            _counting(line, line.fulfilled + fulfilment.left(line) if will else min(line.fulfilled, held[line.guid]))
            for line in order.lines
        )
        order = _lowered(order, lines, step)
    packed = frozenset(guid for parcel in order.shipments for guid in parcel.units)

    def stays(unit: Unit) -> bool:
        left = _shipped(unit.step) and not will and (not undone or unit.line is not None or unit.guid in packed)
        return unit.word in ENDED_WORDS or left

    units = order.units and tuple(unit if stays(unit) else replace(unit, step=step, word=None) for unit in order.units)
    lines = tuple(line if _has_left(line) and not will else _without_stage(line) for line in order.lines)
    return replace(order, step=step, units=units, lines=lines)


def _ended_as(order: Order, ending: Ending | None, at: str) -> Order:
    """The order with this ending; with None, open again at its step."""
    if ending is not None:
        return ended(order, ending, at)
    return progressed(replace(order, ending=None), order.step, at)


def _paid_as(order: Order, payment: Payment | None, at: str) -> Order:
    """The order with a payment state; entering or leaving `refunded` also adds a history entry."""
    after = paying(order, payment)
    if (order.payment is Payment.REFUNDED) is (payment is Payment.REFUNDED):
        return after
    return progressed(after, Payment.REFUNDED if payment is Payment.REFUNDED else order.step, at)


def _lowered(order: Order, lines: tuple[Line, ...], back_to: Step) -> Order:
    """The order with changed quantities, which become the reported minimums for vendor documents."""
    counts = [count for line in lines for count in monotonic.counts(line)]
    floors = {name: str(claimed) for name, claimed in counts if name in order.floors}
    after = replace(recounted(order, lines), floors={**order.floors, **floors})
    return pieces.aligned(after, [line.guid for line in lines], back_to)


def _counting(line: Line, fulfilled: Decimal) -> Line:
    """The line with this fulfilled quantity, and at most that much returned."""
    much = max(ZERO, fulfilled)
    if much == line.fulfilled:
        return line
    back = min(line.returned_quantity, much)
    returned = line.returned and back == line.returned_quantity and much > 0
    return replace(_without_stage(line), fulfilled=much, returned_quantity=back, returned=returned)


def _without_stage(line: Line) -> Line:
    return line if line.stage in (None, LineStage.CANCELLED) else replace(line, stage=None)


def _has_left(line: Line) -> bool:
    return bool(line.fulfilled) and not fulfilment.left(line)


def _held(parcels: tuple[Shipment, ...]) -> defaultdict[str, Decimal]:
    """The quantity of each line in these shipments, by the GUID of the line."""
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    for item in (item for parcel in parcels for item in parcel.items):
        held[item.line or ""] += item.quantity
    return held


def _shipped(step: Step | None) -> bool:
    return lifecycle.at_least(step, Step.SHIPPED)
