"""Printags' document to the canonical order and back. Pure. The ledger says how faithful each member is."""

import math
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Raw

from triplicate.core import fulfilment, ids, members, money, totals
from triplicate.core.copies import Mapping, Reading, View
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Ending, Step, at_least, further_step
from triplicate.core.order import (
    Hold,
    Line,
    Model,
    Moment,
    Nfc,
    Order,
    Shipment,
    ShipmentItem,
    Totals,
    Unit,
)
from triplicate.core.party import Company, Party, Person, PickupPoint, Place, full_name, name_parts
from triplicate.dialects.printags import status, wire
from triplicate.dialects.printags.ledger import LEDGER

NAME = "printags"
MOST_PIECES = 10_000
"""Beyond this many pieces an order of another dialect shows its groups only."""


def read(document: wire.Order, reading: Reading) -> Order:
    """What the document asserts. Raises Refused for an id or a moment of the wrong form."""
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
        reference=members.text(document.reference),
        step=step,
        payment=claim.payment if claim else None,
        ending=claim.ending if claim else None,
        hold=Hold(since=history[-1].at if history else None) if claim and claim.held else None,
        words={} if claim else {NAME: document.status},
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


def write(order: Order, view: View) -> wire.Order:
    """The order as the answer's `order`."""
    word = status.word(order)
    total = totals.total(order)
    kind: Any = wire.Order if order.units is not None else wire.RenderedOrder
    written: wire.Order = kind(
        id=order.guid,
        reference=order.reference or "",
        accountId=order.account,
        status=word,
        customer=_customer(order),
        shipTo=_ship_to(order),
        statusHistory=[_entry(order.guid, moment) for moment in order.history],
        products=_rendered_products(order, word) if order.units is None else _products(order.units),
        product_groups=[_group(line) for line in order.lines],
        metadata=order.metadata,
        shippings=_shippings(order),
        total=0 if total is None else money.plain(money.to_major(total, order.currency)),
    )
    return written


def _history(entries: Any) -> tuple[Moment, ...]:
    moments = set()
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        at = members.moment(f"$.statusHistory[{index}].createdAt", entry.createdAt)
        if at and members.text(entry.status):
            moments.add(Moment(at, entry.status))
    return tuple(sorted(moments))


def _buyer(customer: Any) -> Person | None:
    if not isinstance(customer, wire.Customer):
        return None
    return Person(
        id=members.text(customer.id),
        first=members.text(customer.firstname),
        last=members.text(customer.lastname),
        email=members.text(customer.email),
        created_at=members.moment("$.customer.createdAt", customer.createdAt),
    )


def _company(customer: Any) -> Company | None:
    name = members.text(customer.company) if isinstance(customer, wire.Customer) else None
    return Company(name=name) if name else None


def _recipient(ship_to: Any) -> Party | None:
    if not isinstance(ship_to, wire.ShipTo):
        return None
    address = ship_to.address if isinstance(ship_to.address, wire.Address) else wire.Address()
    country = members.text(address.countryCode)
    return Party(
        id=members.text(ship_to.id),
        person=Person(
            full=members.text(ship_to.name), email=members.text(ship_to.email), phone=members.text(ship_to.phone)
        ),
        line1=members.text(address.addressLine1),
        line2=members.text(address.addressLine2),
        city=members.text(address.city),
        postcode=members.text(address.postcode),
        country=Place(code=country) if country else None,
        pickup=_pickup(ship_to.servicePoint),
    )


def _pickup(point: Any) -> PickupPoint | None:
    id = members.text(point.id) if isinstance(point, wire.ServicePoint) else None
    return PickupPoint(id=id, country=members.text(point.country)) if id else None


def _lines(order: str, groups: Any) -> Iterable[Line]:
    groups = groups if isinstance(groups, list) else []
    keys = members.told_apart(members.text(group.id) for group in groups)
    for key, group in zip(keys, groups, strict=True):
        own = ids.guid(key.own or "")
        model = members.text(group.modelId) or _model_id(group.model)
        yield Line(
            guid=own or ids.derived_guid(NAME, "line", order, key.text),
            oid=ids.derived_oid("line", order, own or key.text),
            number=0,
            product=model,
            sku=model,
            name=members.text(group.name),
            quantity=Decimal(members.integer(group.quantity) or 0),
            model=_model(group.model),
            nfc=_nfc(group.nfc),
        )


def _model_id(model: Any) -> str | None:
    return members.text(model.id) if isinstance(model, wire.Model) else None


def _model(model: Any) -> Model | None:
    if not isinstance(model, wire.Model):
        return None
    size = model.size if isinstance(model.size, wire.Size) else wire.Size()
    return Model(
        id=members.text(model.id),
        width=members.amount(size.width) or Decimal(0),
        height=members.amount(size.height) or Decimal(0),
        length=members.amount(size.length) or Decimal(0),
        weight=members.amount(size.weight) or Decimal(0),
        can_be_encoded=members.truth(model.canBeEncoded) or False,
    )


def _nfc(nfc: Any) -> Nfc | None:
    if not isinstance(nfc, wire.Nfc):
        return None
    dynamic = nfc.dynamic if isinstance(nfc.dynamic, wire.Dynamic) else wire.Dynamic()
    record = members.integer(dynamic.records.recordId) if isinstance(dynamic.records, wire.Records) else None
    return Nfc(
        type=members.text(nfc.type),
        content=members.text(nfc.content),
        base_url=members.text(dynamic.baseUrl),
        record_id=record,
    )


def _units(order: str, products: Any) -> tuple[Unit, ...]:
    products = products if isinstance(products, list) else []
    keys = members.told_apart(members.text(product.id) for product in products)
    units = []
    for index, (key, product) in enumerate(zip(keys, products, strict=True)):
        word = members.text(product.status)
        units.append(
            Unit(
                guid=ids.guid(key.own or "") or ids.derived_guid(NAME, "piece", order, key.text),
                model=_model(product.model),
                step=status.STEPS.get(word or ""),
                word=None if word in status.STEPS else word,
                metadata=product.metadata if isinstance(product.metadata, dict) else {},
                created_at=members.moment(f"$.products[{index}].createdAt", product.createdAt),
            )
        )
    return tuple(units)


def _shipments(order: str, parcels: Any, lines: tuple[Line, ...]) -> Iterable[Shipment]:
    of_model: dict[str, list[str]] = {}
    for line in lines:
        of_model.setdefault(_line_model(line), []).append(line.guid)
    parcels = parcels if isinstance(parcels, list) else []
    keys = members.told_apart(members.text(parcel.id) for parcel in parcels)
    nameless: Counter[str] = Counter()
    for key, parcel in zip(keys, parcels, strict=True):
        number, tracker = members.text(parcel.trackingNumber), members.text(parcel.trackerId)
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
        quantity = members.amount(count)
        if quantity is not None and quantity >= 0:
            matching = lines.get(label, [])
            yield ShipmentItem(label=label, quantity=quantity, line=matching[0] if len(matching) == 1 else None)


def _minor(value: Any, currency: str) -> int | None:
    exact = members.amount(value)
    return None if exact is None else money.to_minor(exact, currency)


def _customer(order: Order) -> wire.Customer:
    if order.buyer is None and order.company is None:
        return wire.Customer()
    buyer, company = order.buyer or Person(), order.company or Company()
    first, last = name_parts(buyer)
    return wire.Customer(
        id=ids.as_guid(order.origin, buyer.id) if buyer.id else "",
        email=buyer.email or "",
        firstname=first or "",
        lastname=last or "",
        company=company.name or "",
        accountId=order.account,
        createdAt=buyer.created_at or "",
    )


def _ship_to(order: Order) -> wire.ShipTo:
    party = order.ship_to
    if party is None:
        return wire.ShipTo()
    return wire.ShipTo(
        id=ids.as_guid(order.origin, party.id) if party.id else "",
        name=full_name(party.person) or "",
        phone=party.person.phone or "",
        email=party.person.email or "",
        address=wire.Address(
            addressLine1=party.line1 or "",
            addressLine2=party.line2 or "",
            city=party.city or "",
            postcode=party.postcode or "",
            countryCode=(party.country.code or "") if party.country else "",
        ),
        servicePoint=_service_point(party.pickup),
    )


def _service_point(pickup: PickupPoint | None) -> wire.ServicePoint:
    return wire.ServicePoint(id=pickup.id, country=pickup.country or "") if pickup else wire.ServicePoint()


def _entry(order: str, moment: Moment) -> wire.StatusEntry:
    return wire.StatusEntry(
        id=ids.within_guid(order, moment.word, moment.at),
        status=status.history_word(moment.word),
        createdAt=moment.at,
    )


def _products(units: tuple[Unit, ...]) -> list[wire.Product]:
    """One entry per piece that is tracked."""
    products = []
    of, model = None, _wire_model(None, "")
    for unit in units:
        if unit.model != of:
            of, model = unit.model, _wire_model(unit.model, "")
        word = unit.step or unit.word or ""
        products.append(_product(unit.guid, model, unit.metadata, word, unit.created_at or ""))
    return products


def _rendered_products(order: Order, word: str) -> Raw:
    """One entry per piece that the lines ask for, as JSON text: they differ in their ids only."""
    if sum(_pieces(line) for line in order.lines) > MOST_PIECES:
        return Raw(b"[]")
    entries: list[str] = []
    for line in order.lines:
        product = _product("", _wire_model(line.model, _line_model(line)), {}, word, "")
        rest = msgspec.json.encode(product).decode().removeprefix('{"id":""')
        guid = ids.series("piece", line.guid)
        entries += [f'{{"id":"{guid(index)}"{rest}' for index in range(_pieces(line))]
    return Raw(f"[{','.join(entries)}]".encode())


def _product(guid: str, model: wire.Model, metadata: dict[str, Any], word: str, created: str) -> wire.Product:
    return wire.Product(id=guid, model=model, metadata=metadata, files=[], status=word, shippings=[], createdAt=created)


def _pieces(line: Line) -> int:
    return math.ceil(line.quantity)


def _group(line: Line) -> wire.ProductGroup:
    return wire.ProductGroup(
        id=line.guid,
        modelId=_line_model(line),
        name=line.name or "",
        quantity=_pieces(line),
        nfc=_wire_nfc(line.nfc),
        model=_wire_model(line.model, _line_model(line)),
    )


def _line_model(line: Line) -> str:
    return line.sku or line.product or ""


def _wire_model(model: Model | None, id: str) -> wire.Model:
    model = model or Model()
    return wire.Model(
        id=model.id or id,
        size=wire.Size(
            width=money.plain(model.width),
            height=money.plain(model.height),
            length=money.plain(model.length),
            weight=money.plain(model.weight),
        ),
        canBeEncoded=model.can_be_encoded,
    )


def _wire_nfc(nfc: Nfc | None) -> wire.Nfc:
    if nfc is None:
        return wire.Nfc()
    if nfc.base_url is None and nfc.record_id is None:
        return wire.Nfc(type=nfc.type or "", content=nfc.content or "", dynamic=wire.Dynamic())
    records = wire.Records() if nfc.record_id is None else wire.Records(recordId=nfc.record_id)
    return wire.Nfc(
        type=nfc.type or "",
        content=nfc.content or "",
        dynamic=wire.Dynamic(baseUrl=nfc.base_url or "", records=records),
    )


def _shippings(order: Order) -> list[wire.Shipping]:
    models = {line.guid: _line_model(line) for line in order.lines} if order.shipments else {}
    return [_shipping(parcel, models) for parcel in order.shipments]


def _shipping(parcel: Shipment, models: dict[str, str]) -> wire.Shipping:
    contents: dict[str, Decimal] = {}
    for item in parcel.items:
        label = models.get(item.line or "", item.label)
        contents[label] = contents.get(label, Decimal(0)) + item.quantity
    return wire.Shipping(
        id=parcel.guid,
        trackerId=parcel.tracker_id or "",
        trackingNumber=parcel.tracking_number or "",
        products={label: money.plain(quantity) for label, quantity in contents.items()},
    )


MAPPING = Mapping(
    dialect=NAME,
    revision=1,
    wire=wire.Order,
    envelope=("order",),
    read=read,
    write=write,
    ledger=LEDGER,
    secret_members=frozenset({"publicKey", "privateKey"}),
)
