"""Decodes Printags' document into the canonical order. Pure."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from triplicate.core import ids, money
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import Reading
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Ending, Step, at_least, further_step
from triplicate.core.order import fulfilment
from triplicate.core.order.history import Hold, Moment, Shipment, ShipmentItem
from triplicate.core.order.line import Line, Model, Nfc, Unit
from triplicate.core.order.order import Order, Totals
from triplicate.core.order.party import Company, Party, Person, PickupPoint, Place
from triplicate.dialects.printags.document import status, wire
from triplicate.dialects.printags.document.wire import NAME


def read(document: wire.Order, reading: Reading) -> Order:
    """The order that the document describes. Raises DomainError for a malformed id or timestamp."""
    guid = ids.guid(document.id)
    if guid is None:
        raise invalid("$.id", f"{document.id!r} is not a GUID")
    claim = status.CLAIMS.get(document.status)
    history = _history(document.statusHistory)
    step = claim.step if claim else None
    for moment in history:
        step = further_step(step, status.STEPS.get(moment.word))
    lines = tuple(_lines(guid, document.product_groups))
    parcels = tuple(_shipments(guid, document.shippings, lines))
    delivered = at_least(step, Step.SHIPPED) and not (claim and claim.ending is Ending.RETURNED)
    return Order(
        guid=guid,
        oid=ids.derived_oid("order", guid),
        number=0,
        account=reading.account,
        origin=NAME,
        reference=coerce.text(document.reference),
        step=step,
        payment=claim.payment if claim else None,
        ending=claim.ending if claim else None,
        hold=Hold(since=history[-1].at if history else None) if claim and claim.held else None,
        words={} if claim or not document.status else {status.NATIVE: document.status},
        buyer=_buyer(document.customer),
        company=_company(document.customer),
        ship_to=_recipient(document.shipTo),
        currency=reading.currency,
        lines=fulfilment.counted(lines, parcels, everything=delivered),
        units=_units(guid, document.products),
        shipments=parcels,
        totals=Totals(total=_minor(document.total, reading.currency)),
        metadata=document.metadata if isinstance(document.metadata, dict) else {},
        history=history,
        created_at=history[0].at if history else None,
        placed_at=history[0].at if history else None,
        updated_at=history[-1].at if history else None,
    )


def _history(entries: Any) -> tuple[Moment, ...]:
    moments = set()
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        at = coerce.moment(f"$.statusHistory[{index}].createdAt", entry.createdAt)
        if at and coerce.text(entry.status):
            moments.add(Moment(at, entry.status))
    return tuple(sorted(moments))


def _buyer(customer: Any) -> Person | None:
    if not isinstance(customer, wire.Customer):
        return None
    return Person(
        id=coerce.text(customer.id),
        first=coerce.text(customer.firstname),
        last=coerce.text(customer.lastname),
        email=coerce.text(customer.email),
        created_at=coerce.moment("$.customer.createdAt", customer.createdAt),
    )


def _company(customer: Any) -> Company | None:
    name = coerce.text(customer.company) if isinstance(customer, wire.Customer) else None
    return Company(name=name) if name else None


def _recipient(ship_to: Any) -> Party | None:
    if not isinstance(ship_to, wire.ShipTo):
        return None
    address = ship_to.address if isinstance(ship_to.address, wire.Address) else wire.Address()
    country = coerce.text(address.countryCode)
    return Party(
        id=coerce.text(ship_to.id),
        person=Person(
            full=coerce.text(ship_to.name), email=coerce.text(ship_to.email), phone=coerce.text(ship_to.phone)
        ),
        line1=coerce.text(address.addressLine1),
        line2=coerce.text(address.addressLine2),
        city=coerce.text(address.city),
        postcode=coerce.text(address.postcode),
        country=Place(code=country) if country else None,
        pickup=_pickup(ship_to.servicePoint),
    )


def _pickup(point: Any) -> PickupPoint | None:
    id = coerce.text(point.id) if isinstance(point, wire.ServicePoint) else None
    return PickupPoint(id=id, country=coerce.text(point.country)) if id else None


def _lines(order: str, groups: Any) -> Iterable[Line]:
    groups = groups if isinstance(groups, list) else []
    keys = coerce.told_apart(coerce.text(group.id) for group in groups)
    for key, group in zip(keys, groups, strict=True):
        own = ids.guid(key.own or "")
        model = coerce.text(group.modelId) or _model_id(group.model)
        yield Line(
            guid=own or ids.derived_guid(NAME, "line", order, key.text),
            oid=ids.derived_oid("line", order, own or key.text),
            number=0,
            product=model,
            sku=model,
            name=coerce.text(group.name),
            quantity=Decimal(coerce.integer(group.quantity) or 0),
            model=_model(group.model),
            nfc=_nfc(group.nfc),
        )


def _model_id(model: Any) -> str | None:
    return coerce.text(model.id) if isinstance(model, wire.Model) else None


def _model(model: Any) -> Model | None:
    if not isinstance(model, wire.Model):
        return None
    size = model.size if isinstance(model.size, wire.Size) else wire.Size()
    return Model(
        id=coerce.text(model.id),
        width=coerce.amount(size.width) or Decimal(0),
        height=coerce.amount(size.height) or Decimal(0),
        length=coerce.amount(size.length) or Decimal(0),
        weight=coerce.amount(size.weight) or Decimal(0),
        can_be_encoded=coerce.truth(model.canBeEncoded) or False,
    )


def _nfc(nfc: Any) -> Nfc | None:
    if not isinstance(nfc, wire.Nfc):
        return None
    dynamic = nfc.dynamic if isinstance(nfc.dynamic, wire.Dynamic) else wire.Dynamic()
    record = coerce.integer(dynamic.records.recordId) if isinstance(dynamic.records, wire.Records) else None
    return Nfc(
        type=coerce.text(nfc.type),
        content=coerce.text(nfc.content),
        base_url=coerce.text(dynamic.baseUrl),
        record_id=record,
    )


def _units(order: str, products: Any) -> tuple[Unit, ...]:
    products = products if isinstance(products, list) else []
    keys = coerce.told_apart(coerce.text(product.id) for product in products)
    units = []
    for index, (key, product) in enumerate(zip(keys, products, strict=True)):
        word = coerce.text(product.status)
        units.append(
            Unit(
                guid=ids.guid(key.own or "") or ids.derived_guid(NAME, "piece", order, key.text),
                model=_model(product.model),
                step=status.STEPS.get(word or ""),
                word=None if word in status.STEPS else word,
                metadata=product.metadata if isinstance(product.metadata, dict) else {},
                created_at=coerce.moment(f"$.products[{index}].createdAt", product.createdAt),
            )
        )
    return tuple(units)


def _shipments(order: str, parcels: Any, lines: tuple[Line, ...]) -> Iterable[Shipment]:
    of_model: dict[str, list[str]] = {}
    for line in lines:
        of_model.setdefault(model_of(line), []).append(line.guid)
    parcels = parcels if isinstance(parcels, list) else []
    keys = coerce.told_apart(coerce.text(parcel.id) for parcel in parcels)
    nameless: Counter[str] = Counter()
    for key, parcel in zip(keys, parcels, strict=True):
        number, tracker = coerce.text(parcel.trackingNumber), coerce.text(parcel.trackerId)
        told = key.own or f"{number}|{tracker}"
        nameless[told] += 1
        contents = parcel.products if isinstance(parcel.products, dict) else {}
        yield Shipment(
            guid=ids.guid(key.own or "") or ids.derived_guid(NAME, "parcel", order, told, str(nameless[told])),
            tracking_number=number,
            tracker_id=tracker,
            items=tuple(_items(contents, of_model)),
        )


def _items(contents: dict[str, Any], lines: dict[str, list[str]]) -> Iterable[ShipmentItem]:
    for label, count in contents.items():
        quantity = coerce.amount(count)
        if quantity is not None and quantity >= 0:
            matching = lines.get(label, [])
            yield ShipmentItem(label=label, quantity=quantity, line=matching[0] if len(matching) == 1 else None)


def _minor(value: Any, currency: str) -> int | None:
    exact = coerce.amount(value)
    return None if exact is None else money.to_minor(exact, currency)


def model_of(line: Line) -> str:
    """The id of a line's model: its SKU, else its product id."""
    return line.sku or line.product or ""
