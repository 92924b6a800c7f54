"""Encodes the canonical order as Axim Commerce's document. Pure."""

import msgspec
from msgspec import UNSET

from triplicate.core import countries, ids, money
from triplicate.core.documents.codec import View
from triplicate.core.order import totals
from triplicate.core.order.history import Comment, Moment, PaymentRecord, RefundRecord, Shipment
from triplicate.core.order.line import Component, Line
from triplicate.core.order.order import Order, ShippingChoice
from triplicate.core.order.party import Company, Party, Person, Place, name_parts
from triplicate.dialects.axim.document import status, wire
from triplicate.dialects.axim.document.wire import NAME

SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩", "CAD": "CA$", "AUD": "A$",
    "NZD": "NZ$", "MXN": "MX$", "BRL": "R$", "ILS": "₪", "PHP": "₱", "VND": "₫",
}  # fmt: skip


def write(order: Order, view: View) -> wire.Order:
    """The order as `data` of the response."""
    method = order.shipping
    subtotal, total = totals.subtotal(order), totals.total(order)
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
        lineItems=[_line_item(line, view) for line in order.lines],
        currency=_wire_currency(order.currency),
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
        approvalBy=wire.Actor(name=order.approval.by) if order.approval else wire.Actor(),
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
    return 0 if minor is None else money.plain(money.to_major(minor, currency))


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


def _address(own: str, party: Party | None) -> wire.Address:
    if party is None:
        return wire.Address()
    first, last = name_parts(party.person)
    id = ids.as_oid(party.id) if party.id else ""
    return wire.Address(
        shippingAddressId=id if own == "shippingAddressId" else UNSET,
        billingAddressId=id if own == "billingAddressId" else UNSET,
        companyName=party.company or UNSET,
        companyEmail=party.company_email or UNSET,
        firstName=first or "",
        lastName=last or "",
        address1=party.line1 or "",
        address2=party.line2 or "",
        phoneNumber=party.person.phone or "",
        city=party.city or "",
        state=_region(party.state),
        country=_country(party.country),
        zipcode=party.postcode or "",
        id=id,
    )


def _region(place: Place | None) -> wire.Region:
    return wire.Region(name=place.name or "", code=place.code or "") if place else wire.Region()


def _country(place: Place | None) -> wire.Region:
    if place is None:
        return wire.Region()
    return wire.Region(name=place.name or countries.name(place.code or "") or "", code=place.code or "")


def _line_item(line: Line, view: View) -> wire.LineItem:
    total = totals.line_total(line)
    return wire.LineItem(
        productId=ids.as_oid(line.product) if line.product else "",
        variantId=line.variant,
        name=line.name or "",
        image=view.link(line.file) if line.file else line.image,
        sku=line.sku or "",
        bundledProducts=None,
        groupedProducts=None if line.components is None else [_grouped(part) for part in line.components],
        quantity=money.plain(line.quantity),
        options=None,
        discounts=[],
        price=0 if line.price is None else money.plain(line.price),
        extendedTotalPrice=0 if total is None else money.plain(total),
        fulfilledQuantity=money.plain(line.fulfilled),
        returned=line.returned,
        id=line.oid,
    )


def _grouped(part: Component) -> wire.GroupedProduct:
    return wire.GroupedProduct(
        productId=part.product or "",
        name=part.name or "",
        image=part.image or "",
        sku=part.sku or "",
        quantity=money.plain(part.quantity),
        price=0 if part.price is None else money.plain(part.price),
        extendedTotalPrice=0 if part.price is None else money.plain(part.price * part.quantity),
        _id=part.id or "",
    )


def _wire_currency(currency: str | None) -> wire.Currency:
    return wire.Currency(currency=currency, symbol=SYMBOLS.get(currency, currency)) if currency else wire.Currency()


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
    entries = [_happened(order, moment) for moment in order.history if moment.here or order.origin != NAME]
    if not order.payments and not order.refunds and not order.comments:
        return entries
    entries += [_moved(order, "Payment received", payment) for payment in order.payments]
    entries += [_moved(order, "Payment refunded", refund) for refund in order.refunds]
    entries += [_said(order.oid, comment) for comment in order.comments]
    return sorted(entries, key=lambda entry: str(entry.createdAt))


def _happened(order: Order, moment: Moment) -> wire.TimelineEntry:
    told = wire.Event(subject=f"Order {moment.word}", description=f"The order became {moment.word}")
    return _entry(order.oid, moment.word, moment.at, told)


def _moved(order: Order, subject: str, money_moved: PaymentRecord | RefundRecord) -> wire.TimelineEntry:
    """A payment or refund; its description is the amount with symbol and decimals, as in the vendor's sample."""
    amount = f"{money.to_major(money_moved.amount, order.currency):f}"
    symbol = SYMBOLS.get(order.currency or "", order.currency or "")
    told = wire.Event(subject=subject, description=f"{symbol}{amount}")
    return _entry(order.oid, money_moved.guid, money_moved.at, told)


def _said(order: str, comment: Comment) -> wire.TimelineEntry:
    entry = _entry(order, comment.guid, comment.at, None)
    return msgspec.structs.replace(entry, type="comment", comment=comment.text, isCustomer=comment.customer)


def _entry(order: str, what: str, at: str, told: wire.Event | None) -> wire.TimelineEntry:
    return wire.TimelineEntry(
        comment=None,
        type="event",
        event=told,
        isCustomer=False,
        customer=None,
        user=None,
        id=ids.within_oid(order, what, at),
        createdAt=at,
        updatedAt=at,
    )


def _fulfilled_items(order: Order) -> list[wire.FulfilledItem]:
    lines = {line.guid: line.oid for line in order.lines} if order.shipments else {}
    return [_fulfilled_item(parcel, lines) for parcel in order.shipments]


def _fulfilled_item(parcel: Shipment, lines: dict[str, str]) -> wire.FulfilledItem:
    return wire.FulfilledItem(
        items=[
            wire.FulfilledLine(lineItemId=lines[item.line], quantity=money.plain(item.quantity))
            for item in parcel.items
            if item.line in lines
        ],
        carrier=parcel.carrier or "",
        trackingNumber=parcel.tracking_number or "",
        fulfilledAt=parcel.shipped_at[:10] if parcel.shipped_at else "",
    )
