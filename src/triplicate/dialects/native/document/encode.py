"""Encodes the canonical order as a native document. Pure."""

import msgspec

from triplicate.core import countries
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.order import totals
from triplicate.core.order.history import Approval, Comment, HistoryEntry, Hold
from triplicate.core.order.order import Order, ShippingChoice
from triplicate.core.order.party import Company, Party, Person, PickupPoint, Place, full_name, name_parts
from triplicate.core.order.payments import PaymentRecord, RefundRecord
from triplicate.core.search import facets
from triplicate.dialects.native.document import status, wire
from triplicate.dialects.native.document.encode_lines import line, minor, piece, shipment


def encode(order: Order, options: RenderOptions) -> wire.Order:
    """The order as a native document."""
    return wire.Order(
        id=order.guid,
        oid=order.oid,
        number=order.number,
        version=order.version,
        account=order.account,
        origin=order.origin,
        reference=order.reference,
        project=order.project,
        stage=status.stage(order),
        step=order.step,
        payment=order.payment,
        hold=hold(order.hold),
        ending=order.ending,
        fulfilment=facets.extent(order),
        words=order.sync.vendor_statuses,
        buyer=_buyer(order.buyer),
        company=_company(order.company),
        guest=order.guest,
        approved=order.approved,
        approval=_approval(order.approval),
        ship_to=address(order.ship_to),
        bill_to=address(order.bill_to),
        shipping=shipping(order.shipping),
        currency=order.currency,
        lines=[line(one, order.currency, options) for one in order.lines],
        units=None if order.pieces is None else [piece(one) for one in order.pieces],
        shipments=[shipment(parcel) for parcel in order.shipments],
        payments=[_payment(payment) for payment in order.payments],
        refunds=[_refund(refund) for refund in order.refunds],
        payment_link=order.payment_link,
        totals=_totals(order),
        price_list=order.price_list,
        comments=[_comment(comment) for comment in order.comments],
        metadata=order.metadata,
        history=[_entry(moment) for moment in order.history],
        created_at=order.created_at,
        placed_at=order.placed_at,
        updated_at=order.updated_at,
    )


def hold(hold: Hold | None) -> wire.Hold | None:
    """Why the order is on hold; None if it is not."""
    return None if hold is None else wire.Hold(reason=hold.reason, since=hold.since, by=hold.actor)


def _buyer(buyer: Person | None) -> wire.Buyer | None:
    if buyer is None:
        return None
    name, first, last = _names(buyer)
    return wire.Buyer(
        id=buyer.id,
        name=name,
        first_name=first,
        last_name=last,
        email=buyer.email,
        phone=buyer.phone,
        created_at=buyer.created_at,
    )


def _names(person: Person) -> tuple[str | None, str | None, str | None]:
    """Full name, first name and last name; None for each that is empty."""
    first, last = name_parts(person)
    return full_name(person) or None, first or None, last or None


def _company(company: Company | None) -> wire.Company | None:
    if company is None:
        return None
    return wire.Company(
        id=company.id, name=company.name, email=company.email, phone=company.phone, deleted=company.deleted
    )


def _approval(approval: Approval | None) -> wire.Approval | None:
    return None if approval is None else wire.Approval(by=approval.actor, at=approval.at)


def address(party: Party | None) -> wire.Address | None:
    """A shipping or billing address."""
    if party is None:
        return None
    name, first, last = _names(party.person)
    return wire.Address(
        id=party.id,
        name=name,
        first_name=first,
        last_name=last,
        email=party.person.email,
        phone=party.person.phone,
        company=party.company,
        company_email=party.company_email,
        line1=party.line1,
        line2=party.line2,
        city=party.city,
        postcode=party.postcode,
        state=None if party.state is None else wire.Place(code=party.state.code, name=party.state.name),
        country=_country(party.country),
        pickup_point=_pickup(party.pickup),
    )


def _pickup(pickup: PickupPoint | None) -> wire.PickupPoint | None:
    return None if pickup is None else wire.PickupPoint(id=pickup.id, country=pickup.country)


def _country(place: Place | None) -> wire.Place | None:
    return None if place is None else wire.Place(code=place.code, name=place.name or countries.name(place.code or ""))


def shipping(choice: ShippingChoice | None) -> wire.Shipping | None:
    """The shipping method."""
    return None if choice is None else wire.Shipping(id=choice.id, name=choice.name, label=choice.label)


def _payment(payment: PaymentRecord) -> wire.Payment:
    return wire.Payment(
        id=payment.guid,
        amount=payment.amount,
        at=payment.at,
        method=payment.method,
        reference=payment.reference,
    )


def _refund(refund: RefundRecord) -> wire.Refund:
    return wire.Refund(
        id=refund.guid, amount=refund.amount, at=refund.at, reason=refund.reason, reference=refund.reference
    )


def _totals(order: Order) -> wire.Totals:
    """The stated totals, or the sums of the parts. Paid, refunded and outstanding are always computed."""
    subtotal = totals.subtotal(order)
    order = msgspec.structs.replace(order, totals=msgspec.structs.replace(order.totals, subtotal=subtotal))
    return wire.Totals(
        subtotal=minor(subtotal),
        shipping=minor(order.totals.shipping),
        tax=minor(order.totals.tax),
        total=minor(totals.total(order)),
        paid=minor(totals.paid(order)),
        refunded=minor(totals.refunded(order)),
        outstanding=minor(totals.outstanding(order)),
        mismatch=minor(totals.mismatch(order)),
    )


def _comment(comment: Comment) -> wire.Comment:
    return wire.Comment(
        id=comment.guid, at=comment.at, author=comment.author, customer=comment.customer, text=comment.text
    )


def _entry(entry: HistoryEntry) -> wire.HistoryEntry:
    return wire.HistoryEntry(at=entry.at, status=entry.status, observed=entry.observed)
