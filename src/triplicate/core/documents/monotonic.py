"""Commutative, idempotent merging of grow-only data: records, quantities, history, shipments."""

from decimal import Decimal
from typing import TypeVar

import msgspec

from triplicate.core.order.history import Comment, HistoryEntry
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.core.order.payments import PaymentRecord, RefundRecord
from triplicate.core.order.shipments import Shipment

R = TypeVar("R", bound=PaymentRecord | RefundRecord | Comment)
replace = msgspec.structs.replace


def with_records(current: Order, incoming: Order) -> Order:
    """`current` with the payments, refunds, comments and approval of a document of its own dialect."""
    is_changed_locally = current.sync.changed_locally_at is not None
    approvals = {told for told in (current.approval, incoming.approval) if told is not None}
    return replace(
        current,
        payments=_joined_records(current.payments, incoming.payments, is_changed_locally),
        refunds=_joined_records(current.refunds, incoming.refunds, is_changed_locally),
        comments=_joined_records(current.comments, incoming.comments, is_changed_locally),
        approval=min(approvals, key=lambda told: (told.at, told.actor), default=None),
    )


def _joined_records(current: tuple[R, ...], incoming: tuple[R, ...], is_changed_locally: bool) -> tuple[R, ...]:
    """All records by time, each id once; where the order was changed locally, its own version of a record wins."""
    by_id: dict[str, R] = {record.guid: record for record in sorted({*current, *incoming}, key=_time_order)}
    if is_changed_locally:
        by_id.update((record.guid, record) for record in current)
    return tuple(sorted(by_id.values(), key=_time_order))


def _time_order(record: PaymentRecord | RefundRecord | Comment) -> tuple[str, bytes]:
    return record.at, msgspec.json.encode(record)


def raise_minimums(order: Order, minimums: dict[str, str]) -> dict[str, str]:
    """The maximum that any document reported for each quantity of a line: later documents cannot lower it."""
    new_minimums = dict(minimums)
    for line in order.lines:
        for name, count in counts(line):
            if count > minimum(new_minimums, name):
                new_minimums[name] = str(count)
    return new_minimums


def counts(line: Line) -> tuple[tuple[str, Decimal], ...]:
    """The fulfilled, returned and cancelled quantities of a line, by their keys in `SyncState.reported_minimums`."""
    return (
        (line.guid, line.fulfilled),
        (f"{line.guid} returned", line.returned_quantity),
        (f"{line.guid} cancelled", line.cancelled_quantity),
    )


def minimum(minimums: dict[str, str], name: str) -> Decimal:
    """The reported minimum with this key, or 0."""
    return Decimal(minimums[name]) if name in minimums else ZERO


def at_least(line: Line, minimums: dict[str, str]) -> Line:
    """The line with at least the reported minimum quantities, and at most what was ordered.

    Where both are reported for the same quantity, fulfilled wins over cancelled.
    """
    if not minimums and not line.cancelled_quantity:
        return line
    fulfilled, returned, cancelled = (max(count, minimum(minimums, name)) for name, count in counts(line))
    remaining = max(ZERO, line.quantity - fulfilled)
    if (fulfilled, returned, cancelled) == reported_counts(line) and cancelled <= remaining:
        return line
    return replace(
        line,
        fulfilled=min(line.quantity, fulfilled),
        returned_quantity=min(line.quantity, returned),
        cancelled_quantity=min(remaining, cancelled),
    )


def reported_counts(line: Line) -> tuple[Decimal, Decimal, Decimal]:
    """The fulfilled, returned and cancelled quantities of a line."""
    return line.fulfilled, line.returned_quantity, line.cancelled_quantity


def history(current: tuple[HistoryEntry, ...], incoming: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
    """The union of two histories; of observed entries with the same status only the earliest stays.

    Local entries that come back in documents we rendered ourselves are kept once.
    """
    local_entries = {replace(entry, local=False) for entry in current if entry.local}
    entries = sorted({*current, *(moment for moment in incoming if moment not in local_entries)})
    return tuple(
        moment
        for place, moment in enumerate(entries)
        if not (moment.observed and any(earlier.status == moment.status for earlier in entries[:place]))
    )


def join_shipments(
    current: Order, incoming: Order, facts_from_incoming: bool, is_foreign: bool
) -> tuple[Shipment, ...]:
    """The union of shipments, each as in its newest document: older ones first, then those of the current facts.

    Shipments of the order's own dialect are identified by GUID; those of another dialect also by tracking number.
    """
    newest = {parcel.guid: parcel for parcel in current.shipments}
    tracking_numbers = {parcel.tracking_number for parcel in current.shipments if parcel.tracking_number}
    for parcel in incoming.shipments:
        existing = newest.get(parcel.guid)
        if is_foreign and (existing or parcel.tracking_number in tracking_numbers):
            continue
        if existing is None or parcel.last_reported > existing.last_reported:
            newest[parcel.guid] = parcel
    document_version = (incoming if facts_from_incoming else current).sync.documents.get(current.origin)
    current_key = document_version.key if document_version is not None else ""
    current_shipments = incoming.shipments if facts_from_incoming else current.shipments
    latest = [newest[parcel.guid] for parcel in current_shipments if newest[parcel.guid].last_reported == current_key]
    older = sorted(
        (p for p in newest.values() if p.last_reported != current_key), key=lambda p: (p.last_reported, p.guid)
    )
    return (*older, *latest)
