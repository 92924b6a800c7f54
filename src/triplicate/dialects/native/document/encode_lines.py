"""Lines, pieces and parcels of the native document written from the canonical order; and its numbers. Pure."""

from decimal import Decimal

from triplicate.core import money
from triplicate.core.documents.codec import View
from triplicate.core.order import fulfilment, totals
from triplicate.core.order.history import Shipment, ShipmentItem
from triplicate.core.order.line import Artwork, Component, Line, Model, Nfc, Unit
from triplicate.dialects.native.document import wire

_BEYOND = 10**308
"""Sums as large as this are more than any JSON number can say."""


def line(line: Line, currency: str | None, view: View) -> wire.Line:
    """A line of an order in this currency."""
    parts = line.components
    return wire.Line(
        id=line.guid,
        oid=line.oid,
        number=line.number,
        product=line.product,
        variant=line.variant,
        name=line.name,
        sku=line.sku,
        image=view.link(line.file) if line.file else line.image,
        file=line.file,
        unit_price=price(line.price, currency),
        charges={name: price(charge, currency) or "" for name, charge in line.charges.items()},
        quantity=money.plain(line.quantity),
        fulfilled=money.plain(line.fulfilled),
        returned=money.plain(line.returned_quantity),
        cancelled=money.plain(line.cancelled_quantity),
        remaining=money.plain(fulfilment.left(line)),
        is_returned=line.returned,
        stage=line.stage,
        bounds=line.bounds,
        model=_model(line.model),
        nfc=_nfc(line.nfc),
        artwork=[_artwork(one) for one in line.artwork],
        components=None if parts is None else [_component(part, currency) for part in parts],
        metadata=line.metadata,
        total=_total(line, currency),
    )


def unit(unit: Unit) -> wire.Unit:
    """One physical piece."""
    return wire.Unit(
        id=unit.guid,
        line=unit.line,
        model=_model(unit.model),
        step=unit.step,
        word=unit.word,
        metadata=unit.metadata,
        record_id=unit.record_id,
        created_at=unit.created_at,
    )


def shipment(parcel: Shipment) -> wire.Shipment:
    """One parcel."""
    return wire.Shipment(
        id=parcel.guid,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        tracker_id=parcel.tracker_id,
        tracking_url=parcel.url,
        method=parcel.method,
        shipped_at=parcel.shipped_at,
        delivered_at=parcel.delivered_at,
        items=[_item(item) for item in parcel.items],
        units=list(parcel.units),
    )


def price(price: Decimal | None, currency: str | None) -> str | None:
    """A price in plain digits, with as many decimals as it has, and no fewer than its currency."""
    if price is None:
        return None
    whole, _, decimals = f"{price:f}".partition(".")
    decimals = decimals.ljust(money.exponent(currency), "0")
    return f"{whole}.{decimals}" if decimals else whole


def minor(amount: int | None) -> int | None:
    """A sum as far as JSON can say it."""
    return amount if amount is not None and -_BEYOND < amount < _BEYOND else None


def _total(line: Line, currency: str | None) -> int | None:
    total = totals.line_total(line)
    return None if total is None else minor(money.to_minor(total, currency))


def _model(model: Model | None) -> wire.Model | None:
    if model is None:
        return None
    return wire.Model(
        id=model.id,
        chip=model.chip,
        width=money.plain(model.width),
        height=money.plain(model.height),
        length=money.plain(model.length),
        weight=money.plain(model.weight),
        can_be_encoded=model.can_be_encoded,
    )


def _nfc(nfc: Nfc | None) -> wire.Nfc | None:
    if nfc is None:
        return None
    return wire.Nfc(type=nfc.type, content=nfc.content, base_url=nfc.base_url, record_id=nfc.record_id)


def _artwork(file: Artwork) -> wire.Artwork:
    return wire.Artwork(file=file.file, mime=file.mime, size=file.size, created_at=file.created_at)


def _component(part: Component, currency: str | None) -> wire.Component:
    return wire.Component(
        id=part.id,
        product=part.product,
        name=part.name,
        sku=part.sku,
        image=part.image,
        quantity=money.plain(part.quantity),
        unit_price=price(part.price, currency),
    )


def _item(item: ShipmentItem) -> wire.ShipmentItem:
    return wire.ShipmentItem(line=item.line, label=item.label or None, quantity=money.plain(item.quantity))
