"""Wire types of the native order document: lines, pieces and shipments, and the scalar types they share."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from triplicate.core.lifecycle import LineStage, Step


def one_of(*values: str) -> Meta:
    """Documents the usual values of a field. Not validated: an imported document may contain others."""
    return Meta(description=f"One of: {', '.join(values)}.", examples=[values[0]])


MinorUnits = Annotated[int, Meta(description="Minor units of the order's currency, such as cents.", examples=[1250])]
Price = Annotated[str, Meta(description="An exact decimal in major units of the currency.", examples=["12.50"])]
Timestamp = Annotated[
    str, Meta(description="ISO 8601 date and time in UTC, with milliseconds.", examples=["2024-07-01T09:26:55.737Z"])
]
Quantity = Annotated[int, Meta(ge=0)] | Annotated[float, Meta(ge=0)]
Number = int | float
Text = str | None


class ProductModel(msgspec.Struct, kw_only=True):
    """The product model a piece is made from. Dimensions and weight are in the vendor's units."""

    id: Text = None
    chip: Text = None
    width: Number | None = None
    height: Number | None = None
    length: Number | None = None
    weight: Number | None = None
    can_be_encoded: bool | None = None


class Nfc(msgspec.Struct, kw_only=True):
    """The content of an NFC chip. Its keys are never included."""

    type: Text = None
    content: Text = None
    base_url: Text = None
    record_id: int | None = None


class Artwork(msgspec.Struct, kw_only=True):
    """A stored file that is printed on each piece of the line."""

    file: str
    mime: str
    size: int
    created_at: Timestamp


class Component(msgspec.Struct, kw_only=True):
    """One product of a grouped line. Its price is included in the line's."""

    id: Text = None
    product: Text = None
    name: Text = None
    sku: Text = None
    image: Text = None
    quantity: Number | None = None
    unit_price: Price | None = None


class Line(msgspec.Struct, kw_only=True):
    """One order line. `quantity` divides into shipped (`fulfilled`), `cancelled` and still to ship (`remaining`).

    `image` is a foreign URL, or a link to the stored `file`, which expires after some minutes. `charges` are the parts
    of the price where the line was priced here; `artwork` is printed on the front, then on the back.
    """

    id: Text = None
    oid: Text = None
    number: int | None = None
    product: Text = None
    variant: Text = None
    name: Text = None
    sku: Text = None
    image: Text = None
    file: Text = None
    unit_price: Price | None = None
    charges: dict[str, Price] | None = None
    quantity: Quantity
    fulfilled: Quantity | None = None
    returned: Quantity | None = None
    cancelled: Quantity | None = None
    remaining: Number | None = None
    is_returned: bool | None = None
    stage: Annotated[str, one_of(*LineStage)] | None = None
    bounds: Text = None
    model: ProductModel | None = None
    nfc: Nfc | None = None
    artwork: list[Artwork] | None = None
    components: list[Component] | None = None
    metadata: dict[str, Any] | None = None
    total: MinorUnits | None = None


class Piece(msgspec.Struct, kw_only=True):
    """One physical piece of a line. `word` is the vendor's status if it is not one of the steps."""

    id: Text = None
    line: Text = None
    model: ProductModel | None = None
    step: Annotated[str, one_of(*Step)] | None = None
    word: Text = None
    metadata: dict[str, Any] | None = None
    record_id: int | None = None
    created_at: Timestamp | None = None


class ShipmentItem(msgspec.Struct, kw_only=True):
    """A quantity of one line in a shipment. `label` is the vendor's name for it; `line` is null if none has it."""

    line: Text = None
    label: Text = None
    quantity: Quantity


class Shipment(msgspec.Struct, kw_only=True):
    """One shipment (parcel). `units` are the ids of the pieces in it, if pieces are tracked."""

    id: Text = None
    carrier: Text = None
    tracking_number: Text = None
    tracker_id: Text = None
    tracking_url: Text = None
    method: int | None = None
    shipped_at: Timestamp | None = None
    delivered_at: Timestamp | None = None
    items: list[ShipmentItem] | None = None
    units: list[str] | None = None
