"""Converts request bodies to new orders, amendments and engine commands. Pure."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from msgspec import UNSET, UnsetType

from triplicate.core import money
from triplicate.core.engine import commands, place
from triplicate.core.failures import invalid
from triplicate.core.order.line import ZERO, Component, Line, Nfc
from triplicate.core.order.order import ShippingChoice
from triplicate.core.order.piece import ProductModel
from triplicate.dialects.native.orders import parse_parties as parties
from triplicate.dialects.native.orders import requests

Lines = tuple[Line, ...] | UnsetType
_VERBATIM_FIELDS = ("product", "variant", "name", "sku", "image", "file", "bounds", "metadata")


def new_order(body: requests.NewOrder) -> place.NewOrder:
    """The new order of a request. Raises DomainError(InvalidInput) for an invalid buyer or address."""
    parties.require_valid_parties(body)
    return place.NewOrder(
        lines=tuple(new_line(line) for line in body.lines),
        draft=body.draft,
        reference=body.reference,
        project=body.project,
        currency=body.currency,
        buyer=parties.person(body.buyer),
        company=parties.company(body.company),
        guest=body.guest,
        ship_to=parties.party(body.ship_to),
        bill_to=parties.party(body.bill_to),
        shipping=_shipping(body.shipping),
        shipping_amount=body.shipping_amount,
        tax_amount=body.tax_amount,
        payment_link=body.payment_link,
        track_pieces=body.track_pieces,
        metadata=body.metadata,
    )


def new_line(body: requests.NewLine) -> place.NewLine:
    """The new line of a request."""
    return place.NewLine(
        quantity=_decimal(body.quantity),
        price=_price(body.unit_price),
        product=body.product,
        variant=body.variant,
        name=body.name,
        sku=body.sku,
        image=body.image,
        file=body.file,
        bounds=body.bounds,
        model=_model(body.model),
        nfc=_nfc(body.nfc),
        components=_components(body.components),
        metadata=body.metadata,
    )


def amended_line(body: requests.AmendedLine, existing: Line | None, path: str) -> place.NewLine:
    """The amended line; omitted fields are taken from `existing`. Raises DomainError(InvalidInput)."""
    quantity = None if body.quantity is UNSET else _decimal(body.quantity)
    if quantity is None and existing is None:
        raise invalid(f"{path}.quantity", "is required for a new line")
    changes = {
        "quantity": UNSET if quantity is None else quantity,
        "price": _convert_if_set(body.unit_price, _price),
        "model": _convert_if_set(body.model, _model),
        "nfc": _convert_if_set(body.nfc, _nfc),
        "components": _convert_if_set(body.components, _components),
        **{name: getattr(body, name) for name in _VERBATIM_FIELDS},
    }
    if changes["price"] is not UNSET and existing is not None and changes["price"] != existing.price:
        changes["charges"] = {}
    existing_values = (
        {} if existing is None else {name: getattr(existing, name) for name in place.NewLine.__struct_fields__}
    )
    return place.NewLine(**(existing_values | {name: value for name, value in changes.items() if value is not UNSET}))


def require_unique_lines(lines: Iterable[Line | None]) -> None:
    """Raises DomainError(InvalidInput) if the same line occurs twice."""
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if line is not None and line.guid in seen:
            raise invalid(f"$.lines[{index}].id", "duplicate line: each line may occur only once")
        seen.add(line.guid if line is not None else "")


def amendment(body: requests.Amendment, lines: Lines) -> commands.Amend:
    """The command of an amendment. Raises DomainError(InvalidInput) for an invalid buyer or address."""
    parties.require_valid_parties(body)
    return commands.Amend(
        reference=body.reference,
        project=body.project,
        metadata=body.metadata,
        buyer=_convert_if_set(body.buyer, parties.person),
        ship_to=_convert_if_set(body.ship_to, parties.party),
        bill_to=_convert_if_set(body.bill_to, parties.party),
        shipping=_convert_if_set(body.shipping, _shipping),
        shipping_amount=body.shipping_amount,
        tax_amount=body.tax_amount,
        lines=lines,
    )


def ship(body: requests.Shipment) -> commands.Ship:
    """The command that ships a parcel."""
    return commands.Ship(
        items=_portions(body.items),
        pieces=tuple(body.units),
        carrier=body.carrier,
        tracking_number=body.tracking_number,
        tracking_url=body.tracking_url,
        tracker_id=body.tracker_id,
        shipped_at=body.shipped_at,
    )


def return_items(body: requests.Portions) -> commands.Return:
    """The command that records returned goods."""
    return commands.Return(items=_portions(body.items), reason=body.reason)


def cancel(body: requests.Portions) -> commands.Cancel:
    """The command that cancels portions of lines, or the whole order."""
    return commands.Cancel(items=_portions(body.items), reason=body.reason)


def _convert_if_set(value: Any, convert: Callable[[Any], Any]) -> Any:
    return UNSET if value is UNSET else convert(value)


def _portions(items: list[requests.Portion]) -> tuple[commands.Portion, ...]:
    return tuple(commands.Portion(item.line, _decimal(item.quantity)) for item in items)


def _decimal(value: int | float) -> Decimal:
    return money.to_decimal(value)


def _price(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _shipping(shipping: requests.Shipping | None) -> ShippingChoice | None:
    if shipping is None:
        return None
    return ShippingChoice(id=shipping.id, name=shipping.name, label=shipping.label)


def _model(model: requests.ProductModel | None) -> ProductModel | None:
    if model is None:
        return None
    return ProductModel(
        id=model.id,
        chip=model.chip,
        width=_decimal(model.width or 0),
        height=_decimal(model.height or 0),
        length=_decimal(model.length or 0),
        weight=_decimal(model.weight or 0),
        can_be_encoded=bool(model.can_be_encoded),
    )


def _nfc(nfc: requests.Nfc | None) -> Nfc | None:
    if nfc is None:
        return None
    return Nfc(type=nfc.type, content=nfc.content, base_url=nfc.base_url, record_id=nfc.record_id)


def _components(components: list[requests.Component] | None) -> tuple[Component, ...] | None:
    return None if components is None else tuple(_component(part) for part in components)


def _component(component: requests.Component) -> Component:
    return Component(
        id=component.id,
        product=component.product,
        name=component.name,
        sku=component.sku,
        image=component.image,
        quantity=ZERO if component.quantity is None else _decimal(component.quantity),
        price=_price(component.unit_price),
    )
