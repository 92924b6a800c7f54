"""Order lines, product models and physical pieces. Prices are decimals in major units."""

from decimal import Decimal
from typing import Any

import msgspec

from triplicate.core import lifecycle
from triplicate.core.lifecycle import FINAL_STATUSES, LineStage, Step

ZERO = Decimal(0)


class ProductModel(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The product model of a piece: the vendor's id, size and weight (vendor's units), and capabilities.

    `chip` is the type of its NFC chip (`core.catalog.nfc`), where that is known.
    """

    id: str | None = None
    chip: str | None = None
    width: Decimal = ZERO
    height: Decimal = ZERO
    length: Decimal = ZERO
    weight: Decimal = ZERO
    can_be_encoded: bool = False


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


class Piece(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One physical piece, where pieces are tracked. `line` is the GUID of its line, where that is known.

    `record_id` is the number of the record that its chip links to, where the content is dynamic.
    """

    guid: str
    line: str | None = None
    model: ProductModel | None = None
    step: Step | None = None
    vendor_status: str | None = None
    metadata: dict[str, Any] = {}
    record_id: int | None = None
    created_at: str | None = None


def is_finished(piece: Piece) -> bool:
    """Whether a piece was shipped or has ended (returned, cancelled, ...)."""
    return piece.vendor_status in FINAL_STATUSES or lifecycle.at_least(piece.step, Step.SHIPPED)
