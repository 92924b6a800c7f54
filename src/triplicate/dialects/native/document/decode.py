"""The native document read into the canonical order. Pure.

Members that follow from others are not read: a document that contradicts itself there keeps its words as residue.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from triplicate.core import ids
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import Reading
from triplicate.core.failures import invalid
from triplicate.core.order.history import Approval, Comment, Hold, Moment, PaymentRecord, RefundRecord
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.core.order.party import Company, Party, Person, PickupPoint, Place
from triplicate.dialects.native.document import status, wire
from triplicate.dialects.native.document.decode_lines import goods, guid_of
from triplicate.dialects.native.document.wire import NAME

MOST_VERSIONS = 10**9
"""A version beyond this one is not gone on from, but kept as a document's own."""
T = TypeVar("T", bound=msgspec.Struct)


def read(document: wire.Order, reading: Reading) -> Order:
    """What the document asserts. Raises Refused for an id, a moment or a price of the wrong form."""
    guid = ids.guid(document.id)
    if guid is None:
        raise invalid("$.id", f"{document.id[:60]!r} is not a GUID")
    there = goods(guid, document.lines, document.units, document.shipments, reading)
    sums = document.totals or wire.Totals()
    return Order(
        guid=guid,
        oid=ids.oid(document.oid or "") or ids.derived_oid("order", guid),
        number=coerce.counted(document.number),
        version=document.version if document.version and 0 < document.version <= MOST_VERSIONS else 1,
        account=reading.account,
        origin=NAME,
        reference=coerce.text(document.reference),
        project=coerce.text(document.project),
        step=status.STEPS.get(document.step),
        payment=status.PAYMENTS.get(document.payment),
        hold=_hold(document.hold),
        ending=status.ENDINGS.get(document.ending),
        words=status.words(document),
        buyer=_buyer(document.buyer),
        company=_alike(Company, document.company),
        guest=document.guest,
        approved=document.approved,
        approval=_approval(document.approval),
        ship_to=_party("ship_to", document.ship_to),
        bill_to=_party("bill_to", document.bill_to),
        shipping=_alike(ShippingChoice, document.shipping),
        currency=coerce.text(document.currency),
        lines=there.lines,
        units=there.units,
        shipments=there.shipments,
        payment_link=coerce.text(document.payment_link),
        payments=tuple(_payments(guid, document.payments or [])),
        refunds=tuple(_refunds(guid, document.refunds or [])),
        totals=Totals(subtotal=sums.subtotal, shipping=sums.shipping, tax=sums.tax, total=sums.total),
        prices=coerce.text(document.price_list),
        comments=tuple(_comments(guid, document.comments or [])),
        metadata=document.metadata or {},
        history=_history(document.history or []),
        created_at=coerce.moment("$.created_at", document.created_at),
        placed_at=coerce.moment("$.placed_at", document.placed_at),
        updated_at=coerce.moment("$.updated_at", document.updated_at),
    )


def localise(document: dict[str, Any], reading: Reading) -> None:
    """Links to our own stored files become their ids, which do not expire."""
    lines = document.get("lines")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict) and isinstance(line.get("image"), str):
            line["image"] = reading.file_of(line["image"]) or line["image"]


def _at(path: str, text: str) -> str:
    """A moment that must be there."""
    moment = coerce.moment(path, text)
    if moment is None:
        raise invalid(path, "must be an ISO 8601 date and time")
    return moment


def _alike(kind: type[T], said: msgspec.Struct | None) -> T | None:
    """The value whose members are called as the document's; None where they say nothing."""
    if said is None:
        return None
    told = {name: value for name in kind.__struct_fields__ if (value := getattr(said, name)) not in (None, "")}
    return kind(**told) if told else None


def _hold(hold: wire.Hold | None) -> Hold | None:
    """A hold of a document: who placed it elsewhere does not hold the order here."""
    if hold is None:
        return None
    return Hold(reason=coerce.text(hold.reason), since=coerce.moment("$.hold.since", hold.since))


def _approval(approval: wire.Approval | None) -> Approval | None:
    return Approval(at=_at("$.approval.at", approval.at), by=approval.by) if approval else None


def _buyer(buyer: wire.Buyer | None) -> Person | None:
    if buyer is None:
        return None
    created = coerce.moment("$.buyer.created_at", buyer.created_at)
    person = msgspec.structs.replace(_person(buyer), id=coerce.text(buyer.id), created_at=created)
    return None if person == Person() else person


def _person(said: wire.Buyer | wire.Address) -> Person:
    return Person(
        full=coerce.text(said.name),
        first=coerce.text(said.first_name),
        last=coerce.text(said.last_name),
        email=coerce.text(said.email),
        phone=coerce.text(said.phone),
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
        state=_alike(Place, address.state),
        country=_alike(Place, address.country),
        pickup=_pickup(address.pickup_point),
    )
    return None if party == Party() else party


def _pickup(point: wire.PickupPoint | None) -> PickupPoint | None:
    return PickupPoint(id=point.id, country=coerce.text(point.country)) if point and point.id else None


def _payments(order: str, payments: list[wire.Payment]) -> Iterable[PaymentRecord]:
    keys = coerce.told_apart(coerce.text(payment.id) for payment in payments)
    for index, (key, payment) in enumerate(zip(keys, payments, strict=True)):
        yield PaymentRecord(
            guid=guid_of("payment", order, key),
            amount=payment.amount,
            at=_at(f"$.payments[{index}].at", payment.at),
            method=coerce.text(payment.method),
            reference=coerce.text(payment.reference),
        )


def _refunds(order: str, refunds: list[wire.Refund]) -> Iterable[RefundRecord]:
    keys = coerce.told_apart(coerce.text(refund.id) for refund in refunds)
    for index, (key, refund) in enumerate(zip(keys, refunds, strict=True)):
        yield RefundRecord(
            guid=guid_of("refund", order, key),
            amount=refund.amount,
            at=_at(f"$.refunds[{index}].at", refund.at),
            reason=coerce.text(refund.reason),
            reference=coerce.text(refund.reference),
        )


def _comments(order: str, comments: list[wire.Comment]) -> Iterable[Comment]:
    keys = coerce.told_apart(coerce.text(comment.id) for comment in comments)
    for index, (key, comment) in enumerate(zip(keys, comments, strict=True)):
        yield Comment(
            guid=guid_of("comment", order, key),
            at=_at(f"$.comments[{index}].at", comment.at),
            text=comment.text,
            author=coerce.text(comment.author),
            customer=comment.customer or False,
        )


def _history(entries: list[wire.HistoryEntry]) -> tuple[Moment, ...]:
    moments = {
        Moment(_at(f"$.history[{index}].at", entry.at), entry.status, observed=entry.observed or False)
        for index, entry in enumerate(entries)
    }
    return tuple(sorted(moments))
