"""Decodes Axim Commerce's document into the canonical order. Pure."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import UNSET

from triplicate.core import fulfilment, ids, members, money
from triplicate.core.copies import Reading
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Step, at_least
from triplicate.core.line import ZERO, Component, Line
from triplicate.core.order import Order, ShippingChoice, Totals
from triplicate.core.party import Company, Party, Person, Place
from triplicate.core.records import Moment, Shipment, ShipmentItem
from triplicate.dialects.axim import status, wire
from triplicate.dialects.axim.wire import NAME


def read(document: wire.Order, reading: Reading) -> Order:
    """The order that the document describes. Raises DomainError for a malformed id, timestamp or quantity."""
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
    """A fulfilment is identified by carrier, tracking number, date and items; the n-th repeat gets its own GUID."""
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
    """A quantity given as a number, or as a string (Update Order page). Raises DomainError if it is not a quantity."""
    try:
        exact = Decimal(value) if isinstance(value, str) else members.amount(value) or ZERO
    except InvalidOperation:
        exact = None
    if exact is None or not exact.is_finite() or exact < 0:
        raise invalid(path, f"{value!r} is not a quantity")
    return exact


def _metadata(fields: Any) -> dict[str, Any]:
    """Metadata by code; of duplicate codes, the last one wins."""
    fields = fields if isinstance(fields, list) else []
    return {field.code: field.value for field in fields if isinstance(field.code, str) and field.value is not UNSET}


def _history(claim: status.Claim, placed: str | None, updated: str | None) -> tuple[Moment, ...]:
    """At most two entries: when the order was placed, and its present status as of `updated_at`."""
    moments = {Moment(placed, Step.CREATED)} if placed else set()
    if claim.ending and updated:
        moments.add(Moment(updated, claim.ending, observed=True))
    elif claim.step and at_least(claim.step, Step.VALIDATED) and updated:
        moments.add(Moment(updated, claim.step, observed=True))
    return tuple(sorted(moments))


def _minor(value: Any, currency: str | None) -> int | None:
    exact = members.amount(value)
    return None if exact is None else money.to_minor(exact, currency)
