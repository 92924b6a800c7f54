"""Encodes the canonical order as Printags' document. Pure."""

import math
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Raw

from triplicate.core import ids, money
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.lifecycle import Ending, Payment, Step, at_least
from triplicate.core.order import totals
from triplicate.core.order.history import HistoryEntry
from triplicate.core.order.line import Artwork, Line, Nfc
from triplicate.core.order.order import Order
from triplicate.core.order.party import Company, Person, PickupPoint, full_name, name_parts
from triplicate.core.order.piece import Piece, ProductModel
from triplicate.core.order.shipments import Shipment
from triplicate.dialects.printags.document import status, wire
from triplicate.dialects.printags.document.decode import line_model_id

_STOPPING_ENDINGS = (Ending.CANCELLED, Ending.EXPIRED, Ending.FAILED)
MAX_PIECES = 10_000
"""Beyond this many pieces, an order of another dialect has an empty `products`."""


def encode(order: Order, options: RenderOptions) -> wire.Order:
    """The order as `order` of the response."""
    order_status = status.order_status(order)
    total = totals.total(order)
    models = [_wire_model(line.model, line_model_id(line)) for line in order.lines]
    order_type: Any = wire.Order if order.pieces is not None else wire.RenderedOrder
    document: wire.Order = order_type(
        id=order.guid,
        reference=order.reference or "",
        accountId=order.account,
        status=order_status,
        customer=_customer(order),
        shipTo=_ship_to(order),
        statusHistory=[_status_entry(order.guid, moment) for moment in order.history],
        products=_render_products(order, order_status, models)
        if order.pieces is None
        else _products(order, order.pieces, order_status),
        product_groups=[_product_group(line, model) for line, model in zip(order.lines, models, strict=True)],
        metadata=order.metadata,
        shippings=_shippings(order),
        total=0 if total is None else money.minor_to_json_number(total, order.currency),
    )
    return document


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


def _status_entry(order_guid: str, entry: HistoryEntry) -> wire.StatusEntry:
    return wire.StatusEntry(
        id=ids.child_guid(order_guid, entry.status, entry.at),
        status=status.history_status(entry.status),
        createdAt=entry.at,
    )


def _products(order: Order, pieces: tuple[Piece, ...], order_status: str) -> list[wire.Product]:
    """One entry per tracked piece. Pieces that have not left take the status of an order that ended or is on hold."""
    stopped_status = order_status if _stops_pieces(order) else ""
    lines = {line.guid: line for line in order.lines}
    shippings_by_piece = _shippings_by_piece(order)
    products = []
    product_model, wire_model = None, _wire_model(None, "")
    for piece in pieces:
        if piece.model != product_model:
            product_model, wire_model = piece.model, _wire_model(piece.model, "")
        piece_status = (
            stopped_status if stopped_status and not _has_left(piece) else piece.step or piece.vendor_status or ""
        )
        line = lines.get(piece.line or "")
        product = _product(piece.guid, wire_model, piece.metadata, piece_status, piece.created_at or "")
        if line is not None:
            product.metadata = piece.metadata or line.metadata
            product.files = [_file(one) for one in line.artwork]
            product.shippings = shippings_by_piece.get(piece.guid, [])
            product.createdAt = piece.created_at or order.created_at or ""
        products.append(product)
    return products


def _stops_pieces(order: Order) -> bool:
    """Whether the order's ending, hold or refund applies to its pieces. Holds and refunds that were imported do not."""
    is_held = order.hold is not None and order.hold.actor is not None
    is_refunded = order.payment is Payment.REFUNDED and bool(order.refunds)
    return order.ending in _STOPPING_ENDINGS or (order.ending is None and (is_held or is_refunded))


def _has_left(piece: Piece) -> bool:
    return at_least(piece.step, Step.SHIPPED) or piece.vendor_status in (Ending.RETURNED, Ending.CANCELLED)


def _shippings_by_piece(order: Order) -> dict[str, list[wire.Shipping]]:
    """The parcels of each piece, by the piece's GUID."""
    shippings_by_piece: dict[str, list[wire.Shipping]] = {}
    for shipment, shipping in zip(order.shipments, _shippings(order), strict=True):
        for guid in shipment.pieces:
            shippings_by_piece.setdefault(guid, []).append(shipping)
    return shippings_by_piece


def _file(artwork: Artwork) -> wire.File:
    return wire.File(id=artwork.file, mimeType=artwork.mime, size=artwork.size, createdAt=artwork.created_at)


def _render_products(order: Order, order_status: str, models: list[wire.Model]) -> Raw:
    """One entry per ordered piece, as JSON; the entries of a line differ in the end of their ids only."""
    counts = [_piece_count(line) for line in order.lines]
    if sum(counts) > MAX_PIECES:
        return Raw(b"[]")
    entries = []
    for line, model, count in zip(order.lines, models, counts, strict=True):
        if count > 0:
            product = _product("", model, {}, order_status, "")
            start = f'{{"id":"{ids.guid_series_prefix("piece", line.guid)}'
            end = msgspec.json.encode(product).decode().removeprefix('{"id":"')
            entries.append(f"{start}{f'{end},{start}'.join(ids.guid_series_endings(count))}{end}")
    return Raw(f"[{','.join(entries)}]".encode())


def _product(
    guid: str, model: wire.Model, metadata: dict[str, Any], piece_status: str, created_at: str
) -> wire.Product:
    return wire.Product(
        id=guid, model=model, metadata=metadata, files=[], status=piece_status, shippings=[], createdAt=created_at
    )


def _piece_count(line: Line) -> int:
    return math.ceil(line.quantity)


def _product_group(line: Line, model: wire.Model) -> wire.ProductGroup:
    return wire.ProductGroup(
        id=line.guid,
        modelId=line_model_id(line),
        name=line.name or "",
        quantity=_piece_count(line),
        nfc=_wire_nfc(line.nfc),
        model=model,
    )


def _wire_model(model: ProductModel | None, id: str) -> wire.Model:
    if model is None:
        return wire.Model(id=id, size=wire.Size(width=0, height=0, length=0, weight=0), canBeEncoded=False)
    return wire.Model(
        id=model.id or id,
        size=wire.Size(
            width=money.to_json_number(model.width),
            height=money.to_json_number(model.height),
            length=money.to_json_number(model.length),
            weight=money.to_json_number(model.weight),
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
    models = {line.guid: line_model_id(line) for line in order.lines} if order.shipments else {}
    return [_shipping(parcel, models) for parcel in order.shipments]


def _shipping(shipment: Shipment, models: dict[str, str]) -> wire.Shipping:
    contents: dict[str, Decimal] = {}
    for item in shipment.items:
        label = models.get(item.line or "", item.label)
        contents[label] = contents.get(label, Decimal(0)) + item.quantity
    return wire.Shipping(
        id=shipment.guid,
        trackerId=shipment.tracker_id or "",
        trackingNumber=shipment.tracking_number or "",
        products={label: money.to_json_number(quantity) for label, quantity in contents.items()},
    )
