"""Encodes the canonical order as Printags' document. Pure."""

import math
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Raw

from triplicate.core import ids, money
from triplicate.core.documents.codec import View
from triplicate.core.lifecycle import Ending, Payment, Step, at_least
from triplicate.core.order import totals
from triplicate.core.order.history import Moment, Shipment
from triplicate.core.order.line import Artwork, Line, Model, Nfc, Unit
from triplicate.core.order.order import Order
from triplicate.core.order.party import Company, Person, PickupPoint, full_name, name_parts
from triplicate.dialects.printags.document import status, wire
from triplicate.dialects.printags.document.decode import model_of

_ENDED = (Ending.CANCELLED, Ending.EXPIRED, Ending.FAILED)
MOST_PIECES = 10_000
"""Beyond this many pieces, an order of another dialect has an empty `products`."""


def write(order: Order, view: View) -> wire.Order:
    """The order as `order` of the response."""
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
        products=_rendered_products(order, word) if order.units is None else _products(order, order.units, word),
        product_groups=[_group(line) for line in order.lines],
        metadata=order.metadata,
        shippings=_shippings(order),
        total=0 if total is None else money.plain(money.to_major(total, order.currency)),
    )
    return written


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


def _products(order: Order, units: tuple[Unit, ...], word: str) -> list[wire.Product]:
    """One entry per tracked piece. Pieces that have not left take the status of an order that ended or is on hold."""
    over = word if _stops_pieces(order) else ""
    lines = {line.guid: line for line in order.lines}
    inside = _inside(order)
    products = []
    of, model = None, _wire_model(None, "")
    for unit in units:
        if unit.model != of:
            of, model = unit.model, _wire_model(unit.model, "")
        own = over if over and not _is_gone(unit) else unit.step or unit.word or ""
        line = lines.get(unit.line or "")
        product = _product(unit.guid, model, unit.metadata, own, unit.created_at or "")
        if line is not None:
            product.metadata = unit.metadata or line.metadata
            product.files = [_file(one) for one in line.artwork]
            product.shippings = inside.get(unit.guid, [])
            product.createdAt = unit.created_at or order.created_at or ""
        products.append(product)
    return products


def _stops_pieces(order: Order) -> bool:
    """Whether the order's ending, hold or refund applies to its pieces. Holds and refunds that were imported do not."""
    held = order.hold is not None and order.hold.actor is not None
    given_back = order.payment is Payment.REFUNDED and bool(order.refunds)
    return order.ending in _ENDED or (order.ending is None and (held or given_back))


def _is_gone(unit: Unit) -> bool:
    return at_least(unit.step, Step.SHIPPED) or unit.word in (Ending.RETURNED, Ending.CANCELLED)


def _inside(order: Order) -> dict[str, list[wire.Shipping]]:
    """The parcels of each piece, by the piece's GUID."""
    found: dict[str, list[wire.Shipping]] = {}
    for parcel, shipping in zip(order.shipments, _shippings(order), strict=True):
        for guid in parcel.units:
            found.setdefault(guid, []).append(shipping)
    return found


def _file(artwork: Artwork) -> wire.File:
    return wire.File(id=artwork.file, mimeType=artwork.mime, size=artwork.size, createdAt=artwork.created_at)


def _rendered_products(order: Order, word: str) -> Raw:
    """One entry per ordered piece, as JSON; the entries of a line differ in their ids only."""
    if sum(_pieces(line) for line in order.lines) > MOST_PIECES:
        return Raw(b"[]")
    entries: list[str] = []
    for line in order.lines:
        product = _product("", _wire_model(line.model, model_of(line)), {}, word, "")
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
        modelId=model_of(line),
        name=line.name or "",
        quantity=_pieces(line),
        nfc=_wire_nfc(line.nfc),
        model=_wire_model(line.model, model_of(line)),
    )


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
    models = {line.guid: model_of(line) for line in order.lines} if order.shipments else {}
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
