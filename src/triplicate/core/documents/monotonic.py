"""Commutative, idempotent merging of grow-only data: records, quantities, history, shipments."""

from decimal import Decimal
from typing import TypeVar

import msgspec

from triplicate.core.order.history import Comment, Moment, PaymentRecord, RefundRecord, Shipment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order

R = TypeVar("R", bound=PaymentRecord | RefundRecord | Comment)
replace = msgspec.structs.replace


def with_records(current: Order, incoming: Order) -> Order:
    """`current` with the payments, refunds, comments and approval of a document of its own dialect."""
    worked = current.worked_at is not None
    approvals = {told for told in (current.approval, incoming.approval) if told is not None}
    return replace(
        current,
        payments=_records(current.payments, incoming.payments, worked),
        refunds=_records(current.refunds, incoming.refunds, worked),
        comments=_records(current.comments, incoming.comments, worked),
        approval=min(approvals, key=lambda told: (told.at, told.by), default=None),
    )


def _records(known: tuple[R, ...], told: tuple[R, ...], worked: bool) -> tuple[R, ...]:
    """All records by time, each id once; where the order was changed locally, its own version of a record wins."""
    by_id: dict[str, R] = {record.guid: record for record in sorted({*known, *told}, key=_by_moment)}
    if worked:
        by_id.update((record.guid, record) for record in known)
    return tuple(sorted(by_id.values(), key=_by_moment))


def _by_moment(record: PaymentRecord | RefundRecord | Comment) -> tuple[str, bytes]:
    return record.at, msgspec.json.encode(record)


def raised_floors(order: Order, floors: dict[str, str]) -> dict[str, str]:
    """The maximum that any document reported for each quantity of a line: later documents cannot lower it."""
    raised = dict(floors)
    for line in order.lines:
        for name, claimed in counts(line):
            if claimed > floor(raised, name):
                raised[name] = str(claimed)
    return raised


def counts(line: Line) -> tuple[tuple[str, Decimal], ...]:
    """The fulfilled, returned and cancelled quantities of a line, by their keys in `Order.reported_minimums`."""
    return (
        (line.guid, line.fulfilled),
        (f"{line.guid} returned", line.returned_quantity),
        (f"{line.guid} cancelled", line.cancelled_quantity),
    )


def floor(floors: dict[str, str], name: str) -> Decimal:
    """The reported minimum with this key, or 0."""
    return Decimal(floors[name]) if name in floors else ZERO


def at_least(line: Line, floors: dict[str, str]) -> Line:
    """The line with at least the reported minimum quantities, and at most what was ordered.

    Where both are reported for the same quantity, fulfilled wins over cancelled.
    """
    if not floors and not line.cancelled_quantity:
        return line
    fulfilled, returned, cancelled = (max(count, floor(floors, name)) for name, count in counts(line))
    left = max(ZERO, line.quantity - fulfilled)
    if (fulfilled, returned, cancelled) == told(line) and cancelled <= left:
        return line
    return replace(
        line,
        fulfilled=min(line.quantity, fulfilled),
        returned_quantity=min(line.quantity, returned),
        cancelled_quantity=min(left, cancelled),
    )


def told(line: Line) -> tuple[Decimal, Decimal, Decimal]:
    """The fulfilled, returned and cancelled quantities of a line."""
    return line.fulfilled, line.returned_quantity, line.cancelled_quantity


def history(known: tuple[Moment, ...], told: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """The union of two histories; of observed entries with the same status only the earliest stays.

    Local entries that come back in documents we rendered ourselves are kept once.
    """
    here = {replace(moment, here=False) for moment in known if moment.here}
    together = sorted({*known, *(moment for moment in told if moment not in here)})
    return tuple(
        moment
        for place, moment in enumerate(together)
        if not (moment.observed and any(earlier.word == moment.word for earlier in together[:place]))
    )


def parcels(current: Order, incoming: Order, told: bool, foreign: bool) -> tuple[Shipment, ...]:
    """The union of shipments, each as in its newest document: older ones first, then those of the current facts.

    Shipments of the order's own dialect are identified by GUID; those of another dialect also by tracking number.
    """
    newest = {parcel.guid: parcel for parcel in current.shipments}
    tracked = {parcel.tracking_number for parcel in current.shipments if parcel.tracking_number}
    for parcel in incoming.shipments:
        known = newest.get(parcel.guid)
        if foreign and (known or parcel.tracking_number in tracked):
            continue
        if known is None or parcel.seen > known.seen:
            newest[parcel.guid] = parcel
    source = (incoming if told else current).sources.get(current.origin)
    own = source.key if source is not None else ""
    mine = incoming.shipments if told else current.shipments
    latest = [newest[parcel.guid] for parcel in mine if newest[parcel.guid].seen == own]
    older = sorted((p for p in newest.values() if p.seen != own), key=lambda p: (p.seen, p.guid))
    return (*older, *latest)
