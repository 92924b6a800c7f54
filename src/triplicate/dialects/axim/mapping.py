"""Axim Commerce's document to the canonical order and back. Pure. The ledger says how faithful each member is."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import UNSET

from triplicate.core import countries, fulfilment, ids, members, money, totals
from triplicate.core.copies import Mapping, Reading, View
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Step, at_least
from triplicate.core.order import (
    ZERO,
    Component,
    Line,
    Moment,
    Order,
    Shipment,
    ShipmentItem,
    ShippingChoice,
    Totals,
)
from triplicate.core.party import Company, Party, Person, Place, name_parts
from triplicate.dialects.axim import status, wire
from triplicate.dialects.axim.ledger import LEDGER

NAME = "axim"
SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩", "CAD": "CA$", "AUD": "A$",
    "NZD": "NZ$", "MXN": "MX$", "BRL": "R$", "ILS": "₪", "PHP": "₱", "VND": "₫",
}  # fmt: skip


def read(document: wire.Order, reading: Reading) -> Order:
    """What the document asserts. Raises Refused for an id, a moment or a quantity of the wrong form."""
    oid = ids.oid(document.id)
    if oid is None:
        raise invalid("$.id", f"{document.id!r} is not a 24-hex id")
    guid = ids.derived_guid(NAME, "order", oid)
    currency = _currency(document.currency)
    order_word, payment_word = members.text(document.orderStatus), members.text(document.paymentStatus)
    claim = status.CLAIMS.get(order_word or "", status.Claim())
    lines = tuple(_lines(oid, document.lineItems))
    parcels = tuple(_shipments(guid, document.fulfilledItems, lines))
    created = members.moment("$.createdAt", document.createdAt)
    placed = members.moment("$.orderedAt", document.orderedAt)
    updated = members.moment("$.updatedAt", document.updatedAt)
    return Order(
        guid=guid,
        oid=oid,
        number=_number(document.entityId),
        account=reading.account,
        origin=NAME,
        step=claim.step,
        ending=claim.ending,
        payment=status.PAYMENTS.get(payment_word or ""),
        words=_unknown_words(order_word, payment_word),
        buyer=_buyer(document),
        company=_company(document),
        guest=members.truth(document.guestOrder),
        approved=members.truth(document.approved),
        ship_to=_party(document.shippingAddress),
        bill_to=_party(document.billingAddress),
        shipping=_shipping(document),
        currency=currency,
        lines=fulfilment.counted(lines, parcels),
        shipments=parcels,
        totals=Totals(
            subtotal=_minor(document.subTotal, currency),
            shipping=_minor(document.shippingCost, currency),
            tax=_minor(document.taxAmount, currency),
            total=_minor(document.total, currency),
        ),
        metadata=_metadata(document.metaFields),
        history=_history(claim, placed or created, updated),
        created_at=created,
        placed_at=placed,
        updated_at=updated,
    )


def write(order: Order, view: View) -> wire.Order:
    """The order as the answer's `data`."""
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
        approvalBy=wire.Actor(),
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


def _number(entity: Any) -> int:
    if isinstance(entity, str):
        return ids.number(entity) or 0
    return members.counted(entity)


def _currency(currency: Any) -> str | None:
    return members.text(currency.currency) if isinstance(currency, wire.Currency) else None


def _unknown_words(order: str | None, payment: str | None) -> dict[str, str | int]:
    words: dict[str, str | int] = {}
    if order and order not in status.CLAIMS:
        words[status.ORDER_WORD] = order
    if payment and payment not in status.PAYMENTS:
        words[status.PAYMENT_WORD] = payment
    return words


def _buyer(document: wire.Order) -> Person | None:
    details, id = document.customerDetails, members.text(document.customer)
    if not isinstance(details, wire.CustomerDetails):
        return Person(id=id) if id else None
    buyer = Person(
        id=id,
        first=members.text(details.firstName),
        last=members.text(details.lastName),
        email=members.text(details.email),
        phone=members.text(details.phoneNumber),
    )
    return None if buyer == Person() else buyer


def _company(document: wire.Order) -> Company | None:
    details = document.companyDetails if isinstance(document.companyDetails, wire.CompanyDetails) else None
    company = Company(
        id=members.text(document.company),
        name=members.text(details.name) if details else None,
        email=members.text(details.email) if details else None,
        phone=members.text(details.phoneNumber) if details else None,
        deleted=members.truth(document.isCompanyDeleted),
    )
    return None if company == Company() else company


def _party(address: Any) -> Party | None:
    if not isinstance(address, wire.Address):
        return None
    party = Party(
        id=members.text(address.id)
        or members.text(address.shippingAddressId)
        or members.text(address.billingAddressId),
        person=Person(
            first=members.text(address.firstName),
            last=members.text(address.lastName),
            phone=members.text(address.phoneNumber),
        ),
        company=members.text(address.companyName),
        company_email=members.text(address.companyEmail),
        line1=members.text(address.address1),
        line2=members.text(address.address2),
        city=members.text(address.city),
        postcode=members.text(address.zipcode),
        state=_place(address.state),
        country=_place(address.country),
    )
    return None if party == Party() else party


def _place(region: Any) -> Place | None:
    if not isinstance(region, wire.Region):
        return None
    place = Place(code=members.text(region.code), name=members.text(region.name))
    return None if place == Place() else place


def _shipping(document: wire.Order) -> ShippingChoice | None:
    details = document.shipmentDetails if isinstance(document.shipmentDetails, wire.ShipmentDetails) else None
    method = details.shippingMethod if details else None
    method = method if isinstance(method, wire.ShippingMethod) else wire.ShippingMethod()
    choice = ShippingChoice(
        id=members.text(document.shippingMethod) or members.text(method.shippingMethodId),
        name=members.text(method.name),
        label=members.text(method.label),
    )
    return None if choice == ShippingChoice() else choice


def _lines(order: str, items: list[wire.LineItem]) -> Iterable[Line]:
    keys = members.told_apart(members.text(item.id) for item in items)
    for key, item in zip(keys, items, strict=True):
        yield Line(
            guid=ids.derived_guid(NAME, "line", order, key.text),
            oid=ids.oid(key.own or "") or ids.derived_oid("line", order, key.text),
            number=0,
            product=members.text(item.productId),
            variant=members.text(item.variantId),
            name=members.text(item.name),
            sku=members.text(item.sku),
            image=members.text(item.image),
            quantity=money.exact(item.quantity),
            price=members.amount(item.price),
            fulfilled=members.amount(item.fulfilledQuantity) or ZERO,
            returned=members.truth(item.returned) or False,
            components=_components(item.groupedProducts),
        )


def _components(grouped: Any) -> tuple[Component, ...] | None:
    if not isinstance(grouped, list):
        return None
    return tuple(
        Component(
            id=members.text(product._id),
            product=members.text(product.productId),
            name=members.text(product.name),
            sku=members.text(product.sku),
            image=members.text(product.image),
            quantity=members.amount(product.quantity) or ZERO,
            price=members.amount(product.price),
        )
        for product in grouped
    )


def _shipments(order: str, fulfilled: Any, lines: tuple[Line, ...]) -> Iterable[Shipment]:
    """A fulfilment is identified by carrier, tracking number, date and items; a repeat is the same one."""
    by_id = {line.oid: line.guid for line in lines}
    seen: dict[str, int] = {}
    for index, item in enumerate(fulfilled if isinstance(fulfilled, list) else ()):
        contents = item.items if isinstance(item.items, list) else []
        items = tuple(_items(f"$.fulfilledItems[{index}]", contents, by_id))
        number, carrier = members.text(item.trackingNumber), members.text(item.carrier)
        date = members.moment(f"$.fulfilledItems[{index}].fulfilledAt", item.fulfilledAt)
        told = "|".join(f"{part.label}x{part.quantity.normalize()}" for part in items)
        key = f"{carrier}|{number}|{date}|{told}"
        seen[key] = seen.get(key, 0) + 1
        yield Shipment(
            guid=ids.derived_guid(NAME, "parcel", order, key, str(seen[key])),
            tracking_number=number,
            carrier=carrier,
            shipped_at=date,
            items=items,
        )


def _items(path: str, contents: list[wire.FulfilledLine], lines: dict[str, str]) -> Iterable[ShipmentItem]:
    for index, item in enumerate(contents):
        label = members.text(item.lineItemId) or ""
        quantity = _quantity(f"{path}.items[{index}].quantity", item.quantity)
        yield ShipmentItem(label=label, quantity=quantity, line=lines.get(label.lower()))


def _quantity(path: str, value: Any) -> Decimal:
    """A quantity sent as a number or, as the Update Order page has it, as a string."""
    try:
        exact = Decimal(value) if isinstance(value, str) else members.amount(value) or ZERO
    except InvalidOperation:
        exact = None
    if exact is None or not exact.is_finite() or exact < 0:
        raise invalid(path, f"{value!r} is not a quantity")
    return exact


def _metadata(fields: Any) -> dict[str, Any]:
    """Additional metadata by code; where a code stands twice, the last one."""
    fields = fields if isinstance(fields, list) else []
    return {field.code: field.value for field in fields if isinstance(field.code, str) and field.value is not UNSET}


def _history(claim: status.Claim, placed: str | None, updated: str | None) -> tuple[Moment, ...]:
    """The document dates two facts: that the order was placed, and that it is now as far as its status says."""
    moments = {Moment(placed, Step.CREATED)} if placed else set()
    if claim.ending and updated:
        moments.add(Moment(updated, claim.ending, observed=True))
    elif claim.step and at_least(claim.step, Step.VALIDATED) and updated:
        moments.add(Moment(updated, claim.step, observed=True))
    return tuple(sorted(moments))


def _minor(value: Any, currency: str | None) -> int | None:
    exact = members.amount(value)
    return None if exact is None else money.to_minor(exact, currency)


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
    """The history as timeline entries; an order that came by Axim brought its own, which are kept."""
    return [] if order.origin == NAME else [_timeline_entry(order.oid, moment) for moment in order.history]


def _timeline_entry(order: str, moment: Moment) -> wire.TimelineEntry:
    return wire.TimelineEntry(
        comment=None,
        type="event",
        event=wire.Event(subject=f"Order {moment.word}", description=f"The order became {moment.word}"),
        isCustomer=False,
        customer=None,
        user=None,
        id=ids.within_oid(order, moment.word, moment.at),
        createdAt=moment.at,
        updatedAt=moment.at,
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


MAPPING = Mapping(
    dialect=NAME,
    revision=1,
    wire=wire.Order,
    envelope=("data",),
    read=read,
    write=write,
    ledger=LEDGER,
)
