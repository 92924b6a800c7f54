"""Lines, pieces and parcels of the native document read into the canonical order. Pure.

What carries a GUID of its own keeps it; whatever else tells it apart within its list makes one.
"""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from triplicate.core import ids, money
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import Reading
from triplicate.core.documents.coerce import Key
from triplicate.core.failures import invalid
from triplicate.core.order import fulfilment
from triplicate.core.order.history import Shipment, ShipmentItem
from triplicate.core.order.line import ZERO, Artwork, Component, Line, Model, Nfc, Unit
from triplicate.dialects.native.document import status, wire
from triplicate.dialects.native.document.wire import NAME

_PRICE = re.compile(r"-?[0-9]{1,310}(\.[0-9]{1,400})?", re.ASCII)


class Goods(NamedTuple):
    """What an order is about: its lines, its pieces where they are tracked, and what has left in which parcel."""

    lines: tuple[Line, ...]
    units: tuple[Unit, ...] | None
    shipments: tuple[Shipment, ...]


def goods(
    order: str,
    lines: list[wire.Line],
    units: list[wire.Unit] | None,
    shipments: list[wire.Shipment] | None,
    reading: Reading,
) -> Goods:
    """The goods of the order with this GUID; references between them are by the ids that the document gave."""
    line_keys = coerce.told_apart(coerce.text(line.id) for line in lines)
    unit_keys = coerce.told_apart(coerce.text(unit.id) for unit in units or ())
    line_of = {key.own: guid_of("line", order, key) for key in line_keys if key.own}
    unit_of = {key.own: guid_of("piece", order, key) for key in unit_keys if key.own}
    parcels = tuple(_shipments(order, shipments or [], line_of, unit_of))
    return Goods(
        lines=fulfilment.counted(tuple(_lines(order, line_keys, lines, reading)), parcels),
        units=None if units is None else tuple(_units(order, unit_keys, units, line_of)),
        shipments=parcels,
    )


def guid_of(kind: str, order: str, key: Key) -> str:
    """The GUID of something within an order: its own, or one made of what tells it apart."""
    return ids.guid(key.own or "") or ids.derived_guid(NAME, kind, order, key.text)


def price(path: str, text: str | None) -> Decimal | None:
    """A price in plain decimal digits. Raises Refused naming `path` when the text is none."""
    if not text:
        return None
    if not _PRICE.fullmatch(text):
        raise invalid(path, f"{text[:60]!r} is not a decimal such as '12.50'")
    return Decimal(text)


def _lines(order: str, keys: list[Key], lines: list[wire.Line], reading: Reading) -> Iterable[Line]:
    oids = coerce.told_apart(coerce.text(line.oid) for line in lines)
    for index, (key, oid, line) in enumerate(zip(keys, oids, lines, strict=True)):
        guid = guid_of("line", order, key)
        own = ids.oid(oid.own or "") or ids.derived_oid("line", order, guid)
        yield _line(f"$.lines[{index}]", guid, own, line, reading)


def _line(path: str, guid: str, oid: str, line: wire.Line, reading: Reading) -> Line:
    quantity = money.exact(line.quantity)
    image = coerce.text(line.image)
    file = reading.file_of(image) if image else None
    return Line(
        guid=guid,
        oid=oid,
        number=coerce.counted(line.number),
        product=coerce.text(line.product),
        variant=coerce.text(line.variant),
        name=coerce.text(line.name),
        sku=coerce.text(line.sku),
        image=None if file else image,
        file=file,
        quantity=quantity,
        price=price(f"{path}.unit_price", line.unit_price),
        charges=dict(_charges(path, line.charges or {})),
        fulfilled=_amount(line.fulfilled),
        returned=line.is_returned or False,
        returned_quantity=min(quantity, _amount(line.returned)),
        cancelled_quantity=min(quantity, _amount(line.cancelled)),
        metadata=line.metadata or {},
        stage=status.LINE_STAGES.get(line.stage),
        bounds=coerce.text(line.bounds),
        model=_model(line.model),
        nfc=_nfc(line.nfc),
        artwork=tuple(_artwork(path, line.artwork or [])),
        components=_components(path, line.components),
    )


def _amount(value: int | float | None) -> Decimal:
    return ZERO if value is None else money.exact(value)


def _model(model: wire.Model | None) -> Model | None:
    if model is None:
        return None
    return Model(
        id=coerce.text(model.id),
        chip=coerce.text(model.chip),
        width=_amount(model.width),
        height=_amount(model.height),
        length=_amount(model.length),
        weight=_amount(model.weight),
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
        known = price(f"{path}.charges.{name}", charge)
        if known is not None:
            yield name, known


def _artwork(path: str, artwork: list[wire.Artwork]) -> Iterable[Artwork]:
    for index, one in enumerate(artwork):
        at = coerce.moment(f"{path}.artwork[{index}].created_at", one.created_at)
        yield Artwork(file=one.file, mime=one.mime, size=one.size, created_at=at or "")


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
            quantity=_amount(part.quantity),
            price=price(f"{path}.components[{index}].unit_price", part.unit_price),
        )
        for index, part in enumerate(components)
    )


def _units(order: str, keys: list[Key], units: list[wire.Unit], line_of: dict[str, str]) -> Iterable[Unit]:
    for index, (key, unit) in enumerate(zip(keys, units, strict=True)):
        step = status.STEPS.get(unit.step)
        yield Unit(
            guid=guid_of("piece", order, key),
            line=line_of.get((unit.line or "").lower()),
            model=_model(unit.model),
            step=step,
            word=coerce.text(unit.word) or (None if step else coerce.text(unit.step)),
            metadata=unit.metadata or {},
            record_id=unit.record_id,
            created_at=coerce.moment(f"$.units[{index}].created_at", unit.created_at),
        )


def _shipments(
    order: str, shipments: list[wire.Shipment], line_of: dict[str, str], unit_of: dict[str, str]
) -> Iterable[Shipment]:
    """A parcel without an id of its own is told apart by its carrier and numbers: a repeat is the same one."""
    keys = coerce.told_apart(coerce.text(parcel.id) for parcel in shipments)
    nameless: Counter[str] = Counter()
    for index, (key, parcel) in enumerate(zip(keys, shipments, strict=True)):
        told = f"{parcel.carrier or ''}|{parcel.tracking_number or ''}|{parcel.tracker_id or ''}"
        nameless[told] += key.own is None
        named = key if key.own else Key(None, f"{told} {nameless[told]}")
        yield Shipment(
            guid=guid_of("parcel", order, named),
            tracking_number=coerce.text(parcel.tracking_number),
            tracker_id=coerce.text(parcel.tracker_id),
            url=coerce.text(parcel.tracking_url),
            carrier=coerce.text(parcel.carrier),
            method=parcel.method,
            shipped_at=coerce.moment(f"$.shipments[{index}].shipped_at", parcel.shipped_at),
            delivered_at=coerce.moment(f"$.shipments[{index}].delivered_at", parcel.delivered_at),
            items=tuple(_item(item, line_of) for item in parcel.items or ()),
            units=tuple(unit_of[unit.lower()] for unit in parcel.units or () if unit.lower() in unit_of),
        )


def _item(item: wire.ShipmentItem, line_of: dict[str, str]) -> ShipmentItem:
    """Content that names a line of the order counts for it; else its label says what it is."""
    return ShipmentItem(
        label=item.label or item.line or "",
        quantity=money.exact(item.quantity),
        line=line_of.get((item.line or "").lower()),
    )
