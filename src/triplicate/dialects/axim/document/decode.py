"""Decodes Axim Commerce's document into the canonical order. Pure."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import UNSET

from triplicate.core import ids, money
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import Reading
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Step, at_least
from triplicate.core.order import fulfilment
from triplicate.core.order.history import Moment, Shipment, ShipmentItem
from triplicate.core.order.line import ZERO, Component, Line
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.core.order.party import Company, Party, Person, Place
from triplicate.dialects.axim.document import status, wire
from triplicate.dialects.axim.document.wire import NAME


def read(document: wire.Order, reading: Reading) -> Order:
    """The order that the document describes. Raises DomainError for a malformed id, timestamp or quantity."""
    oid = ids.oid(document.id)
    if oid is None:
        raise invalid("$.id", f"{document.id!r} is not a 24-hex id")
    guid = ids.derived_guid(NAME, "order", oid)
    currency = _currency(document.currency)
    order_word, payment_word = coerce.text(document.orderStatus), coerce.text(document.paymentStatus)
    claim = status.CLAIMS.get(order_word or "", status.Claim())
    lines = tuple(_lines(oid, document.lineItems))
    parcels = tuple(_shipments(guid, document.fulfilledItems, lines))
    created = coerce.moment("$.createdAt", document.createdAt)
    placed = coerce.moment("$.orderedAt", document.orderedAt)
    updated = coerce.moment("$.updatedAt", document.updatedAt)
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
        guest=coerce.truth(document.guestOrder),
        approved=coerce.truth(document.approved),
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
    return coerce.counted(entity)


def _currency(currency: Any) -> str | None:
    return coerce.text(currency.currency) if isinstance(currency, wire.Currency) else None


def _unknown_words(order: str | None, payment: str | None) -> dict[str, str | int]:
    words: dict[str, str | int] = {}
    if order and order not in status.CLAIMS:
        words[status.ORDER_WORD] = order
    if payment and payment not in status.PAYMENTS:
        words[status.PAYMENT_WORD] = payment
    return words


def _buyer(document: wire.Order) -> Person | None:
    details, id = document.customerDetails, coerce.text(document.customer)
    if not isinstance(details, wire.CustomerDetails):
        return Person(id=id) if id else None
    buyer = Person(
        id=id,
        first=coerce.text(details.firstName),
        last=coerce.text(details.lastName),
        email=coerce.text(details.email),
        phone=coerce.text(details.phoneNumber),
    )
    return None if buyer == Person() else buyer


def _company(document: wire.Order) -> Company | None:
    details = document.companyDetails if isinstance(document.companyDetails, wire.CompanyDetails) else None
    company = Company(
        id=coerce.text(document.company),
        name=coerce.text(details.name) if details else None,
        email=coerce.text(details.email) if details else None,
        phone=coerce.text(details.phoneNumber) if details else None,
        deleted=coerce.truth(document.isCompanyDeleted),
    )
    return None if company == Company() else company


def _party(address: Any) -> Party | None:
    if not isinstance(address, wire.Address):
        return None
    party = Party(
        id=coerce.text(address.id) or coerce.text(address.shippingAddressId) or coerce.text(address.billingAddressId),
        person=Person(
            first=coerce.text(address.firstName),
            last=coerce.text(address.lastName),
            phone=coerce.text(address.phoneNumber),
        ),
        company=coerce.text(address.companyName),
        company_email=coerce.text(address.companyEmail),
        line1=coerce.text(address.address1),
        line2=coerce.text(address.address2),
        city=coerce.text(address.city),
        postcode=coerce.text(address.zipcode),
        state=_place(address.state),
        country=_place(address.country),
    )
    return None if party == Party() else party


def _place(region: Any) -> Place | None:
    if not isinstance(region, wire.Region):
        return None
    place = Place(code=coerce.text(region.code), name=coerce.text(region.name))
    return None if place == Place() else place


def _shipping(document: wire.Order) -> ShippingChoice | None:
    details = document.shipmentDetails if isinstance(document.shipmentDetails, wire.ShipmentDetails) else None
    method = details.shippingMethod if details else None
    method = method if isinstance(method, wire.ShippingMethod) else wire.ShippingMethod()
    choice = ShippingChoice(
        id=coerce.text(document.shippingMethod) or coerce.text(method.shippingMethodId),
        name=coerce.text(method.name),
        label=coerce.text(method.label),
    )
    return None if choice == ShippingChoice() else choice


def _lines(order: str, items: list[wire.LineItem]) -> Iterable[Line]:
    keys = coerce.told_apart(coerce.text(item.id) for item in items)
    for key, item in zip(keys, items, strict=True):
        yield Line(
            guid=ids.derived_guid(NAME, "line", order, key.text),
            oid=ids.oid(key.own or "") or ids.derived_oid("line", order, key.text),
            number=0,
            product=coerce.text(item.productId),
            variant=coerce.text(item.variantId),
            name=coerce.text(item.name),
            sku=coerce.text(item.sku),
            image=coerce.text(item.image),
            quantity=money.exact(item.quantity),
            price=coerce.amount(item.price),
            fulfilled=coerce.amount(item.fulfilledQuantity) or ZERO,
            returned=coerce.truth(item.returned) or False,
            components=_components(item.groupedProducts),
        )


def _components(grouped: Any) -> tuple[Component, ...] | None:
    if not isinstance(grouped, list):
        return None
    return tuple(
        Component(
            id=coerce.text(product._id),
            product=coerce.text(product.productId),
            name=coerce.text(product.name),
            sku=coerce.text(product.sku),
            image=coerce.text(product.image),
            quantity=coerce.amount(product.quantity) or ZERO,
            price=coerce.amount(product.price),
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
        number, carrier = coerce.text(item.trackingNumber), coerce.text(item.carrier)
        date = coerce.moment(f"$.fulfilledItems[{index}].fulfilledAt", item.fulfilledAt)
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
        label = coerce.text(item.lineItemId) or ""
        quantity = _quantity(f"{path}.items[{index}].quantity", item.quantity)
        yield ShipmentItem(label=label, quantity=quantity, line=lines.get(label.lower()))


def _quantity(path: str, value: Any) -> Decimal:
    """A quantity given as a number, or as a string (Update Order page). Raises DomainError if it is not a quantity."""
    try:
        exact = Decimal(value) if isinstance(value, str) else coerce.amount(value) or ZERO
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
    exact = coerce.amount(value)
    return None if exact is None else money.to_minor(exact, currency)
