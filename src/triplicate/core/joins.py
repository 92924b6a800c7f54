"""Joining: what only ever grows is put together from all that told of it, whatever the order in which they told."""

from decimal import Decimal
from typing import TypeVar

import msgspec

from triplicate.core.line import ZERO, Line
from triplicate.core.order import Order
from triplicate.core.records import Comment, Moment, PaymentRecord, RefundRecord, Shipment

R = TypeVar("R", bound=PaymentRecord | RefundRecord | Comment)
replace = msgspec.structs.replace


def with_records(current: Order, incoming: Order) -> Order:
    """`current` with what a document of its own dialect names of payments, refunds, comments and approval."""
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
    """All records by their moments, an id once: as it is known in an order that was worked on here."""
    by_id: dict[str, R] = {record.guid: record for record in sorted({*known, *told}, key=_by_moment)}
    if worked:
        by_id.update((record.guid, record) for record in known)
    return tuple(sorted(by_id.values(), key=_by_moment))


def _by_moment(record: PaymentRecord | RefundRecord | Comment) -> tuple[str, bytes]:
    return record.at, msgspec.json.encode(record)


def raised_floors(order: Order, floors: dict[str, str]) -> dict[str, str]:
    """The most that any document has claimed of each line's counts: a later one may not take it back."""
    raised = dict(floors)
    for line in order.lines:
        for name, claimed in counts(line):
            if claimed > floor(raised, name):
                raised[name] = str(claimed)
    return raised


def counts(line: Line) -> tuple[tuple[str, Decimal], ...]:
    """What is counted of a line, by the name of its floor: fulfilled, returned, cancelled."""
    return (
        (line.guid, line.fulfilled),
        (f"{line.guid} returned", line.returned_quantity),
        (f"{line.guid} cancelled", line.cancelled_quantity),
    )


def floor(floors: dict[str, str], name: str) -> Decimal:
    """The floor of a count."""
    return Decimal(floors[name]) if name in floors else ZERO


def at_least(line: Line, floors: dict[str, str]) -> Line:
    """The line with at least what documents have claimed, and never more than was ordered.

    What has left was not cancelled after all: where both are claimed, what is fulfilled wins.
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
    """What is counted of a line: fulfilled, returned, cancelled."""
    return line.fulfilled, line.returned_quantity, line.cancelled_quantity


def history(known: tuple[Moment, ...], told: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """All that documents stated; what was only observed (the state at some date) counts once, at the earliest.

    What happened here is told again by our own copies, and counts once too.
    """
    here = {replace(moment, here=False) for moment in known if moment.here}
    together = sorted({*known, *(moment for moment in told if moment not in here)})
    return tuple(
        moment
        for place, moment in enumerate(together)
        if not (moment.observed and any(earlier.word == moment.word for earlier in together[:place]))
    )


def parcels(current: Order, incoming: Order, told: bool, foreign: bool) -> tuple[Shipment, ...]:
    """Every parcel that any document named, each as its newest document has it: older ones first, then the facts' own.

    Parcels of one dialect are told apart by their id; a parcel told by another dialect is known by its tracking number.
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
