"""Decodes Axim Commerce's document into the canonical order. Pure."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import UNSET

from triplicate.core import ids, money
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import ImportContext
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Step, at_least
from triplicate.core.order import fulfilment
from triplicate.core.order.history import HistoryEntry
from triplicate.core.order.line import ZERO, Component, Line
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.core.order.party import Company, Party, Person, Place
from triplicate.core.order.shipments import Shipment, ShipmentItem
from triplicate.core.sync import SyncState
from triplicate.dialects.axim.document import status, wire
from triplicate.dialects.axim.document.wire import NAME


def decode(document: wire.Order, context: ImportContext) -> Order:
    """The order that the document describes. Raises DomainError for a malformed id, timestamp or quantity."""
    oid = ids.oid(document.id)
    if oid is None:
        raise invalid("$.id", f"{document.id!r} is not a 24-hex id")
    guid = ids.derived_guid(NAME, "order", oid)
    currency = _currency(document.currency)
    order_status, payment_status = coerce.text(document.orderStatus), coerce.text(document.paymentStatus)
    meaning = status.MEANINGS.get(order_status or "", status.StatusMeaning())
    lines = tuple(_lines(oid, document.lineItems))
    shipments = tuple(_shipments(guid, document.fulfilledItems, lines))
    created_at = coerce.timestamp("$.createdAt", document.createdAt)
    placed_at = coerce.timestamp("$.orderedAt", document.orderedAt)
    updated_at = coerce.timestamp("$.updatedAt", document.updatedAt)
    return Order(
        guid=guid,
        oid=oid,
        number=running_number(document.entityId),
        account=context.account,
        origin=NAME,
        step=meaning.step,
        ending=meaning.ending,
        payment=status.PAYMENTS.get(payment_status or ""),
        sync=SyncState(vendor_statuses=_unknown_statuses(order_status, payment_status)),
        buyer=_buyer(document),
        company=_company(document),
        guest=coerce.boolean(document.guestOrder),
        approved=coerce.boolean(document.approved),
        ship_to=party(document.shippingAddress),
        bill_to=party(document.billingAddress),
        shipping=_shipping_choice(document),
        currency=currency,
        lines=fulfilment.count_fulfilled(lines, shipments),
        shipments=shipments,
        totals=Totals(
            subtotal=_to_minor(document.subTotal, currency),
            shipping=_to_minor(document.shippingCost, currency),
            tax=_to_minor(document.taxAmount, currency),
            total=_to_minor(document.total, currency),
        ),
        metadata=metadata(document.metaFields),
        history=_history(meaning, placed_at or created_at, updated_at),
        created_at=created_at,
        placed_at=placed_at,
        updated_at=updated_at,
    )


def running_number(entity_id: Any) -> int:
    if isinstance(entity_id, str):
        return ids.number(entity_id) or 0
    return coerce.running_number(entity_id)


def _currency(currency: Any) -> str | None:
    return coerce.text(currency.currency) if isinstance(currency, wire.Currency) else None


def _unknown_statuses(order_status: str | None, payment_status: str | None) -> dict[str, str | int]:
    statuses: dict[str, str | int] = {}
    if order_status and order_status not in status.MEANINGS:
        statuses[status.ORDER_STATUS_KEY] = order_status
    if payment_status and payment_status not in status.PAYMENTS:
        statuses[status.PAYMENT_STATUS_KEY] = payment_status
    return statuses


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
        deleted=coerce.boolean(document.isCompanyDeleted),
    )
    return None if company == Company() else company


def party(address: Any) -> Party | None:
    """A person at an address; None for one that says nothing."""
    if not isinstance(address, wire.Address):
        return None
    result = Party(
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
    return None if result == Party() else result


def _place(region: Any) -> Place | None:
    if not isinstance(region, wire.Region):
        return None
    place = Place(code=coerce.text(region.code), name=coerce.text(region.name))
    return None if place == Place() else place


def _shipping_choice(document: wire.Order) -> ShippingChoice | None:
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
    keys = coerce.distinct_keys(coerce.text(item.id) for item in items)
    for key, item in zip(keys, items, strict=True):
        yield Line(
            guid=ids.derived_guid(NAME, "line", order, key.text),
            oid=ids.oid(key.unique_id or "") or ids.derived_oid("line", order, key.text),
            number=0,
            product=coerce.text(item.productId),
            variant=coerce.text(item.variantId),
            name=coerce.text(item.name),
            sku=coerce.text(item.sku),
            image=coerce.text(item.image),
            quantity=money.to_decimal(item.quantity),
            price=coerce.amount(item.price),
            fulfilled=coerce.amount(item.fulfilledQuantity) or ZERO,
            returned=coerce.boolean(item.returned) or False,
            components=_components(item.groupedProducts),
        )


def _components(grouped_products: Any) -> tuple[Component, ...] | None:
    if not isinstance(grouped_products, list):
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
        for product in grouped_products
    )


def _shipments(order: str, fulfilled_items: Any, lines: tuple[Line, ...]) -> Iterable[Shipment]:
    """A fulfilment is identified by carrier, tracking number, date and items; the n-th repeat gets its own GUID."""
    line_guids = {line.oid: line.guid for line in lines}
    occurrences: dict[str, int] = {}
    for index, item in enumerate(fulfilled_items if isinstance(fulfilled_items, list) else ()):
        contents = item.items if isinstance(item.items, list) else []
        items = tuple(_shipment_items(f"$.fulfilledItems[{index}]", contents, line_guids))
        tracking_number, carrier = coerce.text(item.trackingNumber), coerce.text(item.carrier)
        shipped_at = coerce.timestamp(f"$.fulfilledItems[{index}].fulfilledAt", item.fulfilledAt)
        items_key = "|".join(f"{part.label}x{part.quantity.normalize()}" for part in items)
        key = f"{carrier}|{tracking_number}|{shipped_at}|{items_key}"
        occurrences[key] = occurrences.get(key, 0) + 1
        yield Shipment(
            guid=ids.derived_guid(NAME, "parcel", order, key, str(occurrences[key])),
            tracking_number=tracking_number,
            carrier=carrier,
            shipped_at=shipped_at,
            items=items,
        )


def _shipment_items(
    path: str, contents: list[wire.FulfilledLine], line_guids: dict[str, str]
) -> Iterable[ShipmentItem]:
    for index, item in enumerate(contents):
        label = coerce.text(item.lineItemId) or ""
        quantity = _quantity(f"{path}.items[{index}].quantity", item.quantity)
        yield ShipmentItem(label=label, quantity=quantity, line=line_guids.get(label.lower()))


def _quantity(path: str, value: Any) -> Decimal:
    """A quantity given as a number, or as a string (Update Order page). Raises DomainError if it is not a quantity."""
    try:
        quantity = Decimal(value) if isinstance(value, str) else coerce.amount(value) or ZERO
    except InvalidOperation:
        quantity = None
    if quantity is None or not quantity.is_finite() or quantity < 0:
        raise invalid(path, f"{value!r} is not a quantity")
    return quantity


def metadata(fields: Any) -> dict[str, Any]:
    """Metadata by code; of duplicate codes, the last one wins."""
    fields = fields if isinstance(fields, list) else []
    return {field.code: field.value for field in fields if isinstance(field.code, str) and field.value is not UNSET}


def _history(meaning: status.StatusMeaning, placed_at: str | None, updated_at: str | None) -> tuple[HistoryEntry, ...]:
    """At most two entries: when the order was placed, and its present status as of `updated_at`."""
    history = {HistoryEntry(placed_at, Step.CREATED)} if placed_at else set()
    if meaning.ending and updated_at:
        history.add(HistoryEntry(updated_at, meaning.ending, observed=True))
    elif meaning.step and at_least(meaning.step, Step.VALIDATED) and updated_at:
        history.add(HistoryEntry(updated_at, meaning.step, observed=True))
    return tuple(sorted(history))


def _to_minor(value: Any, currency: str | None) -> int | None:
    amount = coerce.amount(value)
    return None if amount is None else money.to_minor(amount, currency)
