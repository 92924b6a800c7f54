"""What the native order document says of goods: lines, pieces, parcels; and how it writes amounts and moments."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from triplicate.core.lifecycle import LineStage, Step


def one_of(*words: str) -> Meta:
    """The words that a member can have, unless an imported document had another."""
    return Meta(description=f"One of: {', '.join(words)}.", examples=[words[0]])


Minor = Annotated[int, Meta(description="Minor units of the order's currency, such as cents.", examples=[1250])]
Price = Annotated[str, Meta(description="An exact decimal in major units of the currency.", examples=["12.50"])]
Moment = Annotated[str, Meta(description="UTC, with milliseconds.", examples=["2024-07-01T09:26:55.737Z"])]
Quantity = Annotated[int, Meta(ge=0)] | Annotated[float, Meta(ge=0)]
Number = int | float
Text = str | None


class Model(msgspec.Struct, kw_only=True):
    """What a piece is made from: measures and weight in the vendor's units."""

    id: Text = None
    chip: Text = None
    width: Number | None = None
    height: Number | None = None
    length: Number | None = None
    weight: Number | None = None
    can_be_encoded: bool | None = None


class Nfc(msgspec.Struct, kw_only=True):
    """What a chip says. Its keys are never here."""

    type: Text = None
    content: Text = None
    base_url: Text = None
    record_id: int | None = None


class Artwork(msgspec.Struct, kw_only=True):
    """A stored file that is printed on each piece."""

    file: str
    mime: str
    size: int
    created_at: Moment


class Component(msgspec.Struct, kw_only=True):
    """One product inside a grouped line; its price is part of the line's."""

    id: Text = None
    product: Text = None
    name: Text = None
    sku: Text = None
    image: Text = None
    quantity: Number | None = None
    unit_price: Price | None = None


class Line(msgspec.Struct, kw_only=True):
    """One ordered line. Of `quantity`, so many left the house (`fulfilled`), came back (`returned`), will never leave
    (`cancelled`) or are still to come (`remaining`). `is_returned` says that the line as a whole came back.

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
    model: Model | None = None
    nfc: Nfc | None = None
    artwork: list[Artwork] | None = None
    components: list[Component] | None = None
    metadata: dict[str, Any] | None = None
    total: Minor | None = None


class Unit(msgspec.Struct, kw_only=True):
    """One physical piece of a line. `word` is a vendor's own where it is none of the steps."""

    id: Text = None
    line: Text = None
    model: Model | None = None
    step: Annotated[str, one_of(*Step)] | None = None
    word: Text = None
    metadata: dict[str, Any] | None = None
    record_id: int | None = None
    created_at: Moment | None = None


class ShipmentItem(msgspec.Struct, kw_only=True):
    """So many pieces of a line in a parcel. `label` is what the vendor called them; null `line`: none is called so."""

    line: Text = None
    label: Text = None
    quantity: Quantity


class Shipment(msgspec.Struct, kw_only=True):
    """One parcel, with the ids of the pieces in it where pieces are tracked."""

    id: Text = None
    carrier: Text = None
    tracking_number: Text = None
    tracker_id: Text = None
    tracking_url: Text = None
    method: int | None = None
    shipped_at: Moment | None = None
    delivered_at: Moment | None = None
    items: list[ShipmentItem] | None = None
    units: list[str] | None = None
