"""Lines: what is ordered, of what it is made, and its physical pieces. Prices are decimals in major units."""

from decimal import Decimal
from typing import Any

import msgspec

from triplicate.core.lifecycle import LineStage, Step

ZERO = Decimal(0)


class Model(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a piece is made from: an id in the vendor's own form, size and weight (vendor's units), abilities.

    `chip` is the kind of its NFC chip (`core.nfc`), where that is known.
    """

    id: str | None = None
    chip: str | None = None
    width: Decimal = ZERO
    height: Decimal = ZERO
    length: Decimal = ZERO
    weight: Decimal = ZERO
    can_be_encoded: bool = False


class Nfc(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The chip's content. Keys are never here: they lie sealed beside the order."""

    type: str | None = None
    content: str | None = None
    base_url: str | None = None
    record_id: int | None = None


class Artwork(msgspec.Struct, frozen=True, kw_only=True):
    """A stored file that is printed on a piece, as it was when it was ordered."""

    file: str
    mime: str
    size: int
    created_at: str


class Component(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One product inside a grouped line; its price is part of the line's."""

    id: str | None = None
    product: str | None = None
    name: str | None = None
    sku: str | None = None
    image: str | None = None
    quantity: Decimal = ZERO
    price: Decimal | None = None


class Line(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One ordered line. Its picture is a foreign URL (`image`) or the id of a stored file (`file`).

    `artwork` is printed on each piece: on the front, then on the back. `charges` are the parts of the price, by name,
    of a line that was priced here.

    `quantity` is what was ordered. `fulfilled` left the house, `returned_quantity` of that came back, and
    `cancelled_quantity` will never leave. `returned` is a vendor's own mark, or ours when all that left came back.
    """

    guid: str
    oid: str
    number: int
    product: str | None = None
    variant: str | None = None
    name: str | None = None
    sku: str | None = None
    image: str | None = None
    file: str | None = None
    quantity: Decimal = ZERO
    price: Decimal | None = None
    charges: dict[str, Decimal] = {}
    fulfilled: Decimal = ZERO
    returned: bool = False
    returned_quantity: Decimal = ZERO
    cancelled_quantity: Decimal = ZERO
    metadata: dict[str, Any] = {}
    stage: LineStage | None = None
    bounds: str | None = None
    model: Model | None = None
    nfc: Nfc | None = None
    artwork: tuple[Artwork, ...] = ()
    components: tuple[Component, ...] | None = None


class Unit(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One physical piece, where pieces are tracked. `line` is the GUID of the line it is of, where that is known.

    `record_id` is the number of the record that its chip leads to, where the content is dynamic.
    """

    guid: str
    line: str | None = None
    model: Model | None = None
    step: Step | None = None
    word: str | None = None
    metadata: dict[str, Any] = {}
    record_id: int | None = None
    created_at: str | None = None
