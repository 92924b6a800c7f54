"""Physical pieces of an order, and the product models they are made to."""

from decimal import Decimal
from typing import Any

import msgspec

from triplicate.core import lifecycle
from triplicate.core.lifecycle import FINAL_STATUSES, Step

_ZERO = Decimal(0)


class ProductModel(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The product model of a piece: the vendor's id, size and weight (vendor's units), and capabilities.

    `chip` is the type of its NFC chip (`core.catalog.nfc`), where that is known.
    """

    id: str | None = None
    chip: str | None = None
    width: Decimal = _ZERO
    height: Decimal = _ZERO
    length: Decimal = _ZERO
    weight: Decimal = _ZERO
    can_be_encoded: bool = False


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
