"""Order lines: what was ordered, at which price, and how much of it was fulfilled. Prices are in major units."""

from decimal import Decimal
from typing import Any

import msgspec

from triplicate.core.lifecycle import LineStage
from triplicate.core.order.piece import ProductModel

ZERO = Decimal(0)


class Nfc(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The content of an NFC chip. Its keys are never stored here, but encrypted beside the order."""

    type: str | None = None
    content: str | None = None
    base_url: str | None = None
    record_id: int | None = None


class Artwork(msgspec.Struct, frozen=True, kw_only=True):
    """A stored file that is printed on a piece, with its metadata at the time of the order."""

    file: str
    mime: str
    size: int
    created_at: str


class Component(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One product of a grouped line; the line's price includes its price."""

    id: str | None = None
    product: str | None = None
    name: str | None = None
    sku: str | None = None
    image: str | None = None
    quantity: Decimal = ZERO
    price: Decimal | None = None


class Line(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One order line. Its picture is an external URL (`image`) or the id of a stored file (`file`).

    `artwork` is printed on each piece: front, then back. `charges` are the components of the price by name, for lines
    priced from a price list.

    `quantity` is ordered; of it `fulfilled` was shipped and `cancelled_quantity` will never ship. `returned_quantity`
    is how much of `fulfilled` came back. `returned` is the vendor's flag, or ours when all that was shipped came back.
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
    model: ProductModel | None = None
    nfc: Nfc | None = None
    artwork: tuple[Artwork, ...] = ()
    components: tuple[Component, ...] | None = None
