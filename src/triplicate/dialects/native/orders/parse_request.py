"""From request bodies to what the engine is asked: new orders, amendments, and the command of each verb. Pure."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from msgspec import UNSET, UnsetType

from triplicate.core import money
from triplicate.core.engine import commands, place
from triplicate.core.failures import invalid
from triplicate.core.order.line import ZERO, Component, Line, Model, Nfc
from triplicate.core.order.order import ShippingChoice
from triplicate.dialects.native.orders import parse_parties as parties
from triplicate.dialects.native.orders import requests

Lines = tuple[Line, ...] | UnsetType
_PLAIN = ("product", "variant", "name", "sku", "image", "file", "bounds", "metadata")


def new_order(body: requests.NewOrder) -> place.NewOrder:
    """An order as it is asked for. Raises Refused(InvalidInput) for people and places that there are none of."""
    parties.check(body)
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
    """A line as it is asked for."""
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


def amended_line(body: requests.AmendedLine, known: Line | None, path: str) -> place.NewLine:
    """A line as it shall be: what the body leaves out is as on the known line. Raises Refused(InvalidInput)."""
    quantity = None if body.quantity is UNSET else _decimal(body.quantity)
    if quantity is None and known is None:
        raise invalid(f"{path}.quantity", "a new line needs a quantity")
    given = {
        "quantity": UNSET if quantity is None else quantity,
        "price": _given(body.unit_price, _price),
        "model": _given(body.model, _model),
        "nfc": _given(body.nfc, _nfc),
        "components": _given(body.components, _components),
        **{name: getattr(body, name) for name in _PLAIN},
    }
    if given["price"] is not UNSET and known is not None and given["price"] != known.price:
        given["charges"] = {}
    before = {} if known is None else {name: getattr(known, name) for name in place.NewLine.__struct_fields__}
    return place.NewLine(**(before | {name: value for name, value in given.items() if value is not UNSET}))


def each_once(lines: Iterable[Line | None]) -> None:
    """Raises Refused(InvalidInput) when a line is named twice."""
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if line is not None and line.guid in seen:
            raise invalid(f"$.lines[{index}].id", "names a line for the second time")
        seen.add(line.guid if line is not None else "")


def amendment(body: requests.Amendment, lines: Lines) -> commands.Amend:
    """What shall be otherwise. Raises Refused(InvalidInput) for people and places that there are none of."""
    parties.check(body)
    return commands.Amend(
        reference=body.reference,
        project=body.project,
        metadata=body.metadata,
        buyer=_given(body.buyer, parties.person),
        ship_to=_given(body.ship_to, parties.party),
        bill_to=_given(body.bill_to, parties.party),
        shipping=_given(body.shipping, _shipping),
        shipping_amount=body.shipping_amount,
        tax_amount=body.tax_amount,
        lines=lines,
    )


def ship(body: requests.Shipment) -> commands.Ship:
    """A parcel that leaves."""
    return commands.Ship(
        items=_portions(body.items),
        units=tuple(body.units),
        carrier=body.carrier,
        tracking_number=body.tracking_number,
        tracking_url=body.tracking_url,
        tracker_id=body.tracker_id,
        shipped_at=body.shipped_at,
    )


def give_back(body: requests.Portions) -> commands.Return:
    """What came back."""
    return commands.Return(items=_portions(body.items), reason=body.reason)


def cancel(body: requests.Portions) -> commands.Cancel:
    """What will never leave."""
    return commands.Cancel(items=_portions(body.items), reason=body.reason)


def _given(value: Any, read: Callable[[Any], Any]) -> Any:
    return UNSET if value is UNSET else read(value)


def _portions(items: list[requests.Portion]) -> tuple[commands.Portion, ...]:
    return tuple(commands.Portion(item.line, _decimal(item.quantity)) for item in items)


def _decimal(value: int | float) -> Decimal:
    return money.exact(value)


def _price(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _shipping(shipping: requests.Shipping | None) -> ShippingChoice | None:
    if shipping is None:
        return None
    return ShippingChoice(id=shipping.id, name=shipping.name, label=shipping.label)


def _model(model: requests.Model | None) -> Model | None:
    if model is None:
        return None
    return Model(
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


def _components(parts: list[requests.Component] | None) -> tuple[Component, ...] | None:
    return None if parts is None else tuple(_component(part) for part in parts)


def _component(part: requests.Component) -> Component:
    return Component(
        id=part.id,
        product=part.product,
        name=part.name,
        sku=part.sku,
        image=part.image,
        quantity=ZERO if part.quantity is None else _decimal(part.quantity),
        price=_price(part.unit_price),
    )
