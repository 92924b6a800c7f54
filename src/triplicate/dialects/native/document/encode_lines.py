"""Encodes lines, pieces and shipments, prices and amounts for the native document. Pure."""

from decimal import Decimal

from triplicate.core import money
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.order import fulfilment, totals
from triplicate.core.order.line import Artwork, Component, Line, Nfc
from triplicate.core.order.piece import Piece, ProductModel
from triplicate.core.order.shipments import Shipment, ShipmentItem
from triplicate.dialects.native.document import wire

_SUM_LIMIT = 10**308
"""Amounts of this size or more do not fit a JSON number (IEEE 754 double)."""


def line(line: Line, currency: str | None, options: RenderOptions) -> wire.Line:
    """A line; prices in major units and totals in minor units of `currency`."""
    components = line.components
    return wire.Line(
        id=line.guid,
        oid=line.oid,
        number=line.number,
        product=line.product,
        variant=line.variant,
        name=line.name,
        sku=line.sku,
        image=options.link(line.file) if line.file else line.image,
        file=line.file,
        unit_price=price(line.price, currency),
        charges={name: price(charge, currency) or "" for name, charge in line.charges.items()},
        quantity=money.to_json_number(line.quantity),
        fulfilled=money.to_json_number(line.fulfilled),
        returned=money.to_json_number(line.returned_quantity),
        cancelled=money.to_json_number(line.cancelled_quantity),
        remaining=money.to_json_number(fulfilment.remaining(line)),
        is_returned=line.returned,
        stage=line.stage,
        bounds=line.bounds,
        model=_model(line.model),
        nfc=_nfc(line.nfc),
        artwork=[_artwork(one) for one in line.artwork],
        components=None if components is None else [_component(part, currency) for part in components],
        metadata=line.metadata,
        total=_total(line, currency),
    )


def piece(piece: Piece) -> wire.Piece:
    """One physical piece."""
    return wire.Piece(
        id=piece.guid,
        line=piece.line,
        model=_model(piece.model),
        step=piece.step,
        word=piece.vendor_status,
        metadata=piece.metadata,
        record_id=piece.record_id,
        created_at=piece.created_at,
    )


def shipment(parcel: Shipment) -> wire.Shipment:
    """One shipment."""
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
        units=list(parcel.pieces),
    )


def price(price: Decimal | None, currency: str | None) -> str | None:
    """A price as plain decimal digits, with at least as many decimals as its currency has."""
    if price is None:
        return None
    integer_part, _, decimals = f"{price:f}".partition(".")
    decimals = decimals.ljust(money.exponent(currency), "0")
    return f"{integer_part}.{decimals}" if decimals else integer_part


def minor(amount: int | None) -> int | None:
    """An amount in minor units; None if it is too large for a JSON number."""
    return amount if amount is not None and -_SUM_LIMIT < amount < _SUM_LIMIT else None


def _total(line: Line, currency: str | None) -> int | None:
    total = totals.line_total(line)
    return None if total is None else minor(money.to_minor(total, currency))


def _model(model: ProductModel | None) -> wire.ProductModel | None:
    if model is None:
        return None
    return wire.ProductModel(
        id=model.id,
        chip=model.chip,
        width=money.to_json_number(model.width),
        height=money.to_json_number(model.height),
        length=money.to_json_number(model.length),
        weight=money.to_json_number(model.weight),
        can_be_encoded=model.can_be_encoded,
    )


def _nfc(nfc: Nfc | None) -> wire.Nfc | None:
    if nfc is None:
        return None
    return wire.Nfc(type=nfc.type, content=nfc.content, base_url=nfc.base_url, record_id=nfc.record_id)


def _artwork(file: Artwork) -> wire.Artwork:
    return wire.Artwork(file=file.file, mime=file.mime, size=file.size, created_at=file.created_at)


def _component(component: Component, currency: str | None) -> wire.Component:
    return wire.Component(
        id=component.id,
        product=component.product,
        name=component.name,
        sku=component.sku,
        image=component.image,
        quantity=money.to_json_number(component.quantity),
        unit_price=price(component.price, currency),
    )


def _item(item: ShipmentItem) -> wire.ShipmentItem:
    return wire.ShipmentItem(line=item.line, label=item.label or None, quantity=money.to_json_number(item.quantity))
