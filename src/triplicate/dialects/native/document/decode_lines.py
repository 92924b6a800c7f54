"""Decodes lines, pieces and shipments of a native document. Pure.

An entry with a GUID keeps it. For any other, a GUID is derived from what identifies the entry within its list.
"""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from triplicate.core import ids, money
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import ImportContext
from triplicate.core.documents.coerce import Key
from triplicate.core.failures import invalid
from triplicate.core.order import fulfilment
from triplicate.core.order.line import ZERO, Artwork, Component, Line, Nfc
from triplicate.core.order.piece import Piece, ProductModel
from triplicate.core.order.shipments import Shipment, ShipmentItem
from triplicate.dialects.native.document import status, wire
from triplicate.dialects.native.document.wire import NAME

_PRICE = re.compile(r"-?[0-9]{1,310}(\.[0-9]{1,400})?", re.ASCII)


class OrderContents(NamedTuple):
    """Lines, pieces (None if they are not tracked) and shipments of an order."""

    lines: tuple[Line, ...]
    pieces: tuple[Piece, ...] | None
    shipments: tuple[Shipment, ...]


def decode_contents(
    order: str,
    lines: list[wire.Line],
    pieces: list[wire.Piece] | None,
    shipments: list[wire.Shipment] | None,
    context: ImportContext,
) -> OrderContents:
    """Decodes the contents of the order with the GUID `order`. References use the ids in the document."""
    line_keys = coerce.distinct_keys(coerce.text(line.id) for line in lines)
    piece_keys = coerce.distinct_keys(coerce.text(unit.id) for unit in pieces or ())
    line_guids = {key.unique_id: guid_of("line", order, key) for key in line_keys if key.unique_id}
    piece_guids = {key.unique_id: guid_of("piece", order, key) for key in piece_keys if key.unique_id}
    parcels = tuple(_shipments(order, shipments or [], line_guids, piece_guids))
    return OrderContents(
        lines=fulfilment.count_fulfilled(tuple(_lines(order, line_keys, lines, context)), parcels),
        pieces=None if pieces is None else tuple(_pieces(order, piece_keys, pieces, line_guids)),
        shipments=parcels,
    )


def guid_of(kind: str, order: str, key: Key) -> str:
    """The GUID of an entry of an order: its own, or one derived from its key (UUIDv5)."""
    return ids.guid(key.unique_id or "") or ids.derived_guid(NAME, kind, order, key.text)


def price(path: str, text: str | None) -> Decimal | None:
    """A price in plain decimal digits; None if empty. Raises DomainError(InvalidInput) for `path` if malformed."""
    if not text:
        return None
    if not _PRICE.fullmatch(text):
        raise invalid(path, f"{text[:60]!r} is not a decimal such as '12.50'")
    return Decimal(text)


def _lines(order: str, keys: list[Key], lines: list[wire.Line], context: ImportContext) -> Iterable[Line]:
    oids = coerce.distinct_keys(coerce.text(line.oid) for line in lines)
    for index, (key, oid, line) in enumerate(zip(keys, oids, lines, strict=True)):
        guid = guid_of("line", order, key)
        line_oid = ids.oid(oid.unique_id or "") or ids.derived_oid("line", order, guid)
        yield _line(f"$.lines[{index}]", guid, line_oid, line, context)


def _line(path: str, guid: str, oid: str, line: wire.Line, context: ImportContext) -> Line:
    quantity = money.to_decimal(line.quantity)
    image = coerce.text(line.image)
    file = context.file_of(image) if image else None
    return Line(
        guid=guid,
        oid=oid,
        number=coerce.running_number(line.number),
        product=coerce.text(line.product),
        variant=coerce.text(line.variant),
        name=coerce.text(line.name),
        sku=coerce.text(line.sku),
        image=None if file else image,
        file=file,
        quantity=quantity,
        price=price(f"{path}.unit_price", line.unit_price),
        charges=dict(_charges(path, line.charges or {})),
        fulfilled=_decimal_or_zero(line.fulfilled),
        returned=line.is_returned or False,
        returned_quantity=min(quantity, _decimal_or_zero(line.returned)),
        cancelled_quantity=min(quantity, _decimal_or_zero(line.cancelled)),
        metadata=line.metadata or {},
        stage=status.LINE_STAGES.get(line.stage),
        bounds=coerce.text(line.bounds),
        model=_model(line.model),
        nfc=_nfc(line.nfc),
        artwork=tuple(_artwork(path, line.artwork or [])),
        components=_components(path, line.components),
    )


def _decimal_or_zero(value: int | float | None) -> Decimal:
    return ZERO if value is None else money.to_decimal(value)


def _model(model: wire.ProductModel | None) -> ProductModel | None:
    if model is None:
        return None
    return ProductModel(
        id=coerce.text(model.id),
        chip=coerce.text(model.chip),
        width=_decimal_or_zero(model.width),
        height=_decimal_or_zero(model.height),
        length=_decimal_or_zero(model.length),
        weight=_decimal_or_zero(model.weight),
        can_be_encoded=model.can_be_encoded or False,
    )


def _nfc(nfc: wire.Nfc | None) -> Nfc | None:
    if nfc is None:
        return None
    return Nfc(
        type=coerce.text(nfc.type),
        content=coerce.text(nfc.content),
        base_url=coerce.text(nfc.base_url),
        record_id=nfc.record_id,
    )


def _charges(path: str, charges: dict[str, str]) -> Iterable[tuple[str, Decimal]]:
    for name, charge in charges.items():
        amount = price(f"{path}.charges.{name}", charge)
        if amount is not None:
            yield name, amount


def _artwork(path: str, artwork: list[wire.Artwork]) -> Iterable[Artwork]:
    for index, file in enumerate(artwork):
        created_at = coerce.timestamp(f"{path}.artwork[{index}].created_at", file.created_at)
        yield Artwork(file=file.file, mime=file.mime, size=file.size, created_at=created_at or "")


def _components(path: str, components: list[wire.Component] | None) -> tuple[Component, ...] | None:
    if components is None:
        return None
    return tuple(
        Component(
            id=coerce.text(part.id),
            product=coerce.text(part.product),
            name=coerce.text(part.name),
            sku=coerce.text(part.sku),
            image=coerce.text(part.image),
            quantity=_decimal_or_zero(part.quantity),
            price=price(f"{path}.components[{index}].unit_price", part.unit_price),
        )
        for index, part in enumerate(components)
    )


def _pieces(order: str, keys: list[Key], pieces: list[wire.Piece], line_guids: dict[str, str]) -> Iterable[Piece]:
    for index, (key, piece) in enumerate(zip(keys, pieces, strict=True)):
        step = status.STEPS.get(piece.step)
        yield Piece(
            guid=guid_of("piece", order, key),
            line=line_guids.get((piece.line or "").lower()),
            model=_model(piece.model),
            step=step,
            vendor_status=coerce.text(piece.word) or (None if step else coerce.text(piece.step)),
            metadata=piece.metadata or {},
            record_id=piece.record_id,
            created_at=coerce.timestamp(f"$.units[{index}].created_at", piece.created_at),
        )


def _shipments(
    order: str, shipments: list[wire.Shipment], line_guids: dict[str, str], piece_guids: dict[str, str]
) -> Iterable[Shipment]:
    """Shipments. One without an id is identified by carrier, tracking numbers and how often they occurred before it."""
    keys = coerce.distinct_keys(coerce.text(parcel.id) for parcel in shipments)
    repeats: Counter[str] = Counter()
    for index, (key, parcel) in enumerate(zip(keys, shipments, strict=True)):
        fingerprint = f"{parcel.carrier or ''}|{parcel.tracking_number or ''}|{parcel.tracker_id or ''}"
        repeats[fingerprint] += key.unique_id is None
        unique_key = key if key.unique_id else Key(None, f"{fingerprint} {repeats[fingerprint]}")
        yield Shipment(
            guid=guid_of("parcel", order, unique_key),
            tracking_number=coerce.text(parcel.tracking_number),
            tracker_id=coerce.text(parcel.tracker_id),
            url=coerce.text(parcel.tracking_url),
            carrier=coerce.text(parcel.carrier),
            method=parcel.method,
            shipped_at=coerce.timestamp(f"$.shipments[{index}].shipped_at", parcel.shipped_at),
            delivered_at=coerce.timestamp(f"$.shipments[{index}].delivered_at", parcel.delivered_at),
            items=tuple(_item(item, line_guids) for item in parcel.items or ()),
            pieces=tuple(piece_guids[unit.lower()] for unit in parcel.units or () if unit.lower() in piece_guids),
        )


def _item(item: wire.ShipmentItem, line_guids: dict[str, str]) -> ShipmentItem:
    """An item of a shipment. `line` is None if it names no line of the order; the label then describes it."""
    return ShipmentItem(
        label=item.label or item.line or "",
        quantity=money.to_decimal(item.quantity),
        line=line_guids.get((item.line or "").lower()),
    )
