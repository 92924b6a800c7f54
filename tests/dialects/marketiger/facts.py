"""What a copy of Marketiger says of an order, by the names that all dialects share."""

from decimal import Decimal
from typing import Any

from tests.conformance.protocol import Document, Facts


def _major(minor: Any, exponent: int) -> Decimal | None:
    return Decimal(repr(minor)).scaleb(-exponent) if minor else None


FACTS: Facts = {
    "id": lambda copy, _: copy["id"],
    "line numbers": lambda copy, _: [line["poId"] for line in copy["orderModels"]],
    "names": lambda copy, _: [line["modelName"] or "" for line in copy["orderModels"]],
    "pieces": lambda copy, _: [line["quantity"] for line in copy["orderModels"]],
    "newest parcel": lambda copy, _: copy["trackAndTrace"]["trackingNumber"] if copy["trackAndTrace"] else None,
    "images": lambda copy, _: [line["imageUrl"] or None for line in copy["orderModels"]],
    "unit prices": lambda copy, exponent: [_major(line["price"], exponent) for line in copy["orderModels"]],
    "shipping": lambda copy, exponent: _major(copy["shippingRate"], exponent),
}
"""It shows one parcel, and 0 for what is not known of an amount."""


def ids(copy: Document, with_products: bool) -> tuple[list[str], list[str]]:
    """The GUIDs of a copy."""
    products = [line["modelId"] for line in copy["orderModels"]] if with_products else []
    return [copy["id"], *products], []
