"""Decodes a native document into the canonical order. Pure.

Derived fields (`stage`, `fulfilment`, `remaining` and the like) are not decoded. If a document contradicts itself in
one of them, its value is kept in the order's patch.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from triplicate.core import ids
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import ImportContext
from triplicate.core.failures import invalid
from triplicate.core.order.history import Approval, Comment, HistoryEntry, Hold
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.core.order.party import Company, Party, Person, PickupPoint, Place
from triplicate.core.order.payments import PaymentRecord, RefundRecord
from triplicate.core.sync import SyncState
from triplicate.dialects.native.document import status, wire
from triplicate.dialects.native.document.decode_lines import decode_contents, guid_of
from triplicate.dialects.native.document.wire import NAME

MAX_VERSION = 10**9
"""An order counts on from the version of its document up to this one; a higher version is only kept as a patch."""
T = TypeVar("T", bound=msgspec.Struct)


def decode(document: wire.Order, context: ImportContext) -> Order:
    """The document as an order. Raises DomainError(InvalidInput) for a malformed id, timestamp or price."""
    guid = ids.guid(document.id)
    if guid is None:
        raise invalid("$.id", f"{document.id[:60]!r} is not a GUID")
    contents = decode_contents(guid, document.lines, document.units, document.shipments, context)
    totals = document.totals or wire.Totals()
    return Order(
        guid=guid,
        oid=ids.oid(document.oid or "") or ids.derived_oid("order", guid),
        number=coerce.running_number(document.number),
        version=document.version if document.version and 0 < document.version <= MAX_VERSION else 1,
        account=context.account,
        origin=NAME,
        reference=coerce.text(document.reference),
        project=coerce.text(document.project),
        step=status.STEPS.get(document.step),
        payment=status.PAYMENTS.get(document.payment),
        hold=_hold(document.hold),
        ending=status.ENDINGS.get(document.ending),
        sync=SyncState(vendor_statuses=status.vendor_statuses(document)),
        buyer=_buyer(document.buyer),
        company=_copy_fields(Company, document.company),
        guest=document.guest,
        approved=document.approved,
        approval=_approval(document.approval),
        ship_to=_party("ship_to", document.ship_to),
        bill_to=_party("bill_to", document.bill_to),
        shipping=_copy_fields(ShippingChoice, document.shipping),
        currency=coerce.text(document.currency),
        lines=contents.lines,
        pieces=contents.pieces,
        shipments=contents.shipments,
        payment_link=coerce.text(document.payment_link),
        payments=tuple(_payments(guid, document.payments or [])),
        refunds=tuple(_refunds(guid, document.refunds or [])),
        totals=Totals(subtotal=totals.subtotal, shipping=totals.shipping, tax=totals.tax, total=totals.total),
        price_list=coerce.text(document.price_list),
        comments=tuple(_comments(guid, document.comments or [])),
        metadata=document.metadata or {},
        history=_history(document.history or []),
        created_at=coerce.timestamp("$.created_at", document.created_at),
        placed_at=coerce.timestamp("$.placed_at", document.placed_at),
        updated_at=coerce.timestamp("$.updated_at", document.updated_at),
    )


def localise_files(document: dict[str, Any], context: ImportContext) -> None:
    """Replaces links to stored files by the ids of the files, which do not expire. Changes `document` in place."""
    lines = document.get("lines")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict) and isinstance(line.get("image"), str):
            line["image"] = context.file_of(line["image"]) or line["image"]


def _required_timestamp(path: str, text: str) -> str:
    """A required timestamp in canonical form. Raises DomainError(InvalidInput) if it is empty or malformed."""
    timestamp = coerce.timestamp(path, text)
    if timestamp is None:
        raise invalid(path, "must be an ISO 8601 date and time")
    return timestamp


def _copy_fields(kind: type[T], source: msgspec.Struct | None) -> T | None:
    """A `kind` with the fields of the same names copied from `source`; None if all of them are empty."""
    if source is None:
        return None
    values = {name: value for name in kind.__struct_fields__ if (value := getattr(source, name)) not in (None, "")}
    return kind(**values) if values else None


def _hold(hold: wire.Hold | None) -> Hold | None:
    """The hold without `by`: who placed it on another server is not the actor of a hold here."""
    if hold is None:
        return None
    return Hold(reason=coerce.text(hold.reason), since=coerce.timestamp("$.hold.since", hold.since))


def _approval(approval: wire.Approval | None) -> Approval | None:
    return Approval(at=_required_timestamp("$.approval.at", approval.at), actor=approval.by) if approval else None


def _buyer(buyer: wire.Buyer | None) -> Person | None:
    if buyer is None:
        return None
    created = coerce.timestamp("$.buyer.created_at", buyer.created_at)
    person = msgspec.structs.replace(_person(buyer), id=coerce.text(buyer.id), created_at=created)
    return None if person == Person() else person


def _person(source: wire.Buyer | wire.Address) -> Person:
    return Person(
        full=coerce.text(source.name),
        first=coerce.text(source.first_name),
        last=coerce.text(source.last_name),
        email=coerce.text(source.email),
        phone=coerce.text(source.phone),
    )


def _party(path: str, address: wire.Address | None) -> Party | None:
    if address is None:
        return None
    party = Party(
        id=coerce.text(address.id),
        person=_person(address),
        company=coerce.text(address.company),
        company_email=coerce.text(address.company_email),
        line1=coerce.text(address.line1),
        line2=coerce.text(address.line2),
        city=coerce.text(address.city),
        postcode=coerce.text(address.postcode),
        state=_copy_fields(Place, address.state),
        country=_copy_fields(Place, address.country),
        pickup=_pickup(address.pickup_point),
    )
    return None if party == Party() else party


def _pickup(point: wire.PickupPoint | None) -> PickupPoint | None:
    return PickupPoint(id=point.id, country=coerce.text(point.country)) if point and point.id else None


def _payments(order: str, payments: list[wire.Payment]) -> Iterable[PaymentRecord]:
    keys = coerce.distinct_keys(coerce.text(payment.id) for payment in payments)
    for index, (key, payment) in enumerate(zip(keys, payments, strict=True)):
        yield PaymentRecord(
            guid=guid_of("payment", order, key),
            amount=payment.amount,
            at=_required_timestamp(f"$.payments[{index}].at", payment.at),
            method=coerce.text(payment.method),
            reference=coerce.text(payment.reference),
        )


def _refunds(order: str, refunds: list[wire.Refund]) -> Iterable[RefundRecord]:
    keys = coerce.distinct_keys(coerce.text(refund.id) for refund in refunds)
    for index, (key, refund) in enumerate(zip(keys, refunds, strict=True)):
        yield RefundRecord(
            guid=guid_of("refund", order, key),
            amount=refund.amount,
            at=_required_timestamp(f"$.refunds[{index}].at", refund.at),
            reason=coerce.text(refund.reason),
            reference=coerce.text(refund.reference),
        )


def _comments(order: str, comments: list[wire.Comment]) -> Iterable[Comment]:
    keys = coerce.distinct_keys(coerce.text(comment.id) for comment in comments)
    for index, (key, comment) in enumerate(zip(keys, comments, strict=True)):
        yield Comment(
            guid=guid_of("comment", order, key),
            at=_required_timestamp(f"$.comments[{index}].at", comment.at),
            text=comment.text,
            author=coerce.text(comment.author),
            customer=comment.customer or False,
        )


def _history(entries: list[wire.HistoryEntry]) -> tuple[HistoryEntry, ...]:
    unique_entries = {
        HistoryEntry(
            _required_timestamp(f"$.history[{index}].at", entry.at), entry.status, observed=entry.observed or False
        )
        for index, entry in enumerate(entries)
    }
    return tuple(sorted(unique_entries))
