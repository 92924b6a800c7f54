"""Encodes the canonical order as Axim Commerce's document. Pure."""

import msgspec
from msgspec import UNSET

from triplicate.core import countries, ids, money
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.order import totals
from triplicate.core.order.history import Comment, HistoryEntry
from triplicate.core.order.line import Component, Line
from triplicate.core.order.order import Order, ShippingChoice
from triplicate.core.order.party import Company, Party, Person, Place, name_parts
from triplicate.core.order.payments import PaymentRecord, RefundRecord
from triplicate.core.order.shipments import Shipment
from triplicate.dialects.axim.document import status, wire
from triplicate.dialects.axim.document.wire import NAME

CURRENCY_SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩", "CAD": "CA$", "AUD": "A$",
    "NZD": "NZ$", "MXN": "MX$", "BRL": "R$", "ILS": "₪", "PHP": "₱", "VND": "₫",
}  # fmt: skip


def encode(order: Order, options: RenderOptions) -> wire.Order:
    """The order as `data` of the response."""
    method = order.shipping
    subtotal = totals.subtotal(order)
    total = totals.total(order, subtotal)
    return wire.Order(
        entityId=str(order.number),
        checkout="",
        company=ids.as_oid(order.company.id) if order.company and order.company.id else None,
        customer=ids.as_oid(order.buyer.id) if order.buyer and order.buyer.id else None,
        customerDetails=_customer_details(order.buyer),
        companyDetails=_company_details(order.company),
        paymentTerms=wire.PaymentTerms(),
        guestOrder=bool(order.guest),
        orderedAt=order.placed_at or order.created_at or "",
        shippingAddress=_address("shippingAddressId", order.ship_to),
        billingAddress=_address("billingAddressId", order.bill_to),
        lineItems=[_line_item(line, options) for line in order.lines],
        currency=_currency(order.currency),
        shipmentDetails=_shipment_details(method),
        paymentDetails=[],
        paymentStatus=status.payment_status(order),
        orderStatus=status.order_status(order),
        shippingMethod=ids.as_oid(method.id) if method and method.id else "",
        shippingZone="",
        paymentMethod="",
        shippingCost=_major(order.totals.shipping, order.currency),
        taxAmount=_major(order.totals.tax, order.currency),
        total=_major(total, order.currency),
        subTotal=_major(subtotal, order.currency),
        approved=bool(order.approved),
        approvalBy=wire.Actor(name=order.approval.actor) if order.approval else wire.Actor(),
        createdBy=wire.Actor(),
        timeline=_timeline(order),
        metaFields=[wire.MetaField(code=code, value=value) for code, value in order.metadata.items()],
        fulfilledItems=_fulfilled_items(order),
        payments=[],
        refunds=[],
        createdAt=order.created_at or "",
        updatedAt=order.updated_at or order.created_at or "",
        isCompanyDeleted=bool(order.company.deleted) if order.company else False,
        id=order.oid,
    )


def _major(minor: int | None, currency: str | None) -> int | float:
    return 0 if minor is None else money.minor_to_json_number(minor, currency)


def _customer_details(buyer: Person | None) -> wire.CustomerDetails:
    if buyer is None:
        return wire.CustomerDetails()
    first, last = name_parts(buyer)
    return wire.CustomerDetails(
        firstName=first or "", lastName=last or "", email=buyer.email or "", phoneNumber=buyer.phone or ""
    )


def _company_details(company: Company | None) -> wire.CompanyDetails:
    if company is None:
        return wire.CompanyDetails()
    return wire.CompanyDetails(name=company.name or "", email=company.email or "", phoneNumber=company.phone or "")


def _address(id_member: str, party: Party | None) -> wire.Address:
    if party is None:
        return wire.Address()
    first, last = name_parts(party.person)
    id = ids.as_oid(party.id) if party.id else ""
    return wire.Address(
        shippingAddressId=id if id_member == "shippingAddressId" else UNSET,
        billingAddressId=id if id_member == "billingAddressId" else UNSET,
        companyName=party.company or UNSET,
        companyEmail=party.company_email or UNSET,
        firstName=first or "",
        lastName=last or "",
        address1=party.line1 or "",
        address2=party.line2 or "",
        phoneNumber=party.person.phone or "",
        city=party.city or "",
        state=region(party.state),
        country=country(party.country),
        zipcode=party.postcode or "",
        id=id,
    )


def region(place: Place | None) -> wire.Region:
    """A state by its name and code."""
    return wire.Region(name=place.name or "", code=place.code or "") if place else wire.Region()


def country(place: Place | None) -> wire.Region:
    """A country by its code, and its name where that was not stated."""
    if place is None:
        return wire.Region()
    return wire.Region(name=place.name or countries.name(place.code or "") or "", code=place.code or "")


def _line_item(line: Line, options: RenderOptions) -> wire.LineItem:
    total = totals.line_total(line)
    return wire.LineItem(
        productId=ids.as_oid(line.product) if line.product else "",
        variantId=line.variant,
        name=line.name or "",
        image=options.link(line.file) if line.file else line.image,
        sku=line.sku or "",
        bundledProducts=None,
        groupedProducts=None if line.components is None else [_grouped_product(part) for part in line.components],
        quantity=money.to_json_number(line.quantity),
        options=None,
        discounts=[],
        price=0 if line.price is None else money.to_json_number(line.price),
        extendedTotalPrice=0 if total is None else money.to_json_number(total),
        fulfilledQuantity=money.to_json_number(line.fulfilled),
        returned=line.returned,
        id=line.oid,
    )


def _grouped_product(component: Component) -> wire.GroupedProduct:
    return wire.GroupedProduct(
        productId=component.product or "",
        name=component.name or "",
        image=component.image or "",
        sku=component.sku or "",
        quantity=money.to_json_number(component.quantity),
        price=0 if component.price is None else money.to_json_number(component.price),
        extendedTotalPrice=0 if component.price is None else money.to_json_number(component.price * component.quantity),
        _id=component.id or "",
    )


def _currency(currency: str | None) -> wire.Currency:
    return (
        wire.Currency(currency=currency, symbol=CURRENCY_SYMBOLS.get(currency, currency))
        if currency
        else wire.Currency()
    )


def _shipment_details(method: ShippingChoice | None) -> wire.ShipmentDetails:
    if method is None:
        return wire.ShipmentDetails()
    return wire.ShipmentDetails(
        shippingMethod=wire.ShippingMethod(
            name=method.name or "",
            label=method.label or "",
            shippingMethodId=ids.as_oid(method.id) if method.id else "",
            type=wire.MethodType(name=None, value=None),
        )
    )


def _timeline(order: Order) -> list[wire.TimelineEntry]:
    """History, payments, refunds and comments by time. Entries of an imported timeline are kept before these."""
    entries = [_status_entry(order, moment) for moment in order.history if moment.local or order.origin != NAME]
    if not order.payments and not order.refunds and not order.comments:
        return entries
    entries += [_money_entry(order, "Payment received", payment) for payment in order.payments]
    entries += [_money_entry(order, "Payment refunded", refund) for refund in order.refunds]
    entries += [_comment_entry(order.oid, comment) for comment in order.comments]
    return sorted(entries, key=lambda entry: str(entry.createdAt))


def _status_entry(order: Order, entry: HistoryEntry) -> wire.TimelineEntry:
    event = wire.Event(subject=f"Order {entry.status}", description=f"The order became {entry.status}")
    return _timeline_entry(order.oid, entry.status, entry.at, event)


def _money_entry(order: Order, subject: str, record: PaymentRecord | RefundRecord) -> wire.TimelineEntry:
    """A payment or refund; its description is the amount with symbol and decimals, as in the vendor's sample."""
    amount = f"{money.to_major(record.amount, order.currency):f}"
    symbol = CURRENCY_SYMBOLS.get(order.currency or "", order.currency or "")
    event = wire.Event(subject=subject, description=f"{symbol}{amount}")
    return _timeline_entry(order.oid, record.guid, record.at, event)


def _comment_entry(order_oid: str, comment: Comment) -> wire.TimelineEntry:
    entry = _timeline_entry(order_oid, comment.guid, comment.at, None)
    return msgspec.structs.replace(entry, type="comment", comment=comment.text, isCustomer=comment.customer)


def _timeline_entry(order_oid: str, key: str, at: str, event: wire.Event | None) -> wire.TimelineEntry:
    return wire.TimelineEntry(
        comment=None,
        type="event",
        event=event,
        isCustomer=False,
        customer=None,
        user=None,
        id=ids.child_oid(order_oid, key, at),
        createdAt=at,
        updatedAt=at,
    )


def _fulfilled_items(order: Order) -> list[wire.FulfilledItem]:
    line_ids = {line.guid: line.oid for line in order.lines} if order.shipments else {}
    return [_fulfilled_item(parcel, line_ids) for parcel in order.shipments]


def _fulfilled_item(shipment: Shipment, line_ids: dict[str, str]) -> wire.FulfilledItem:
    return wire.FulfilledItem(
        items=[
            wire.FulfilledLine(lineItemId=line_ids[item.line], quantity=money.to_json_number(item.quantity))
            for item in shipment.items
            if item.line in line_ids
        ],
        carrier=shipment.carrier or "",
        trackingNumber=shipment.tracking_number or "",
        fulfilledAt=shipment.shipped_at[:10] if shipment.shipped_at else "",
    )
