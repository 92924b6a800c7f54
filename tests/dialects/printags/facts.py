"""What a copy of Printags says of an order, by the names that all dialects share."""

from decimal import Decimal

from tests.conformance.known_texts import known_texts
from tests.conformance.protocol import Document, Facts


def _newest(copy: Document, _: int) -> str | None:
    return (copy["shippings"][-1]["trackingNumber"] or None) if copy["shippings"] else None


def _recipient(copy: Document, _: int) -> tuple[str, ...] | None:
    if not copy["shipTo"]:
        return None
    at = copy["shipTo"]["address"]
    where = (at["addressLine1"], at["addressLine2"], at["city"], at["postcode"], at["countryCode"])
    return known_texts(copy["shipTo"]["name"], copy["shipTo"]["phone"], *where)


def _buyer(copy: Document, _: int) -> tuple[str, ...] | None:
    buyer = copy["customer"]
    return known_texts(buyer["firstname"], buyer["lastname"], buyer["email"]) if buyer else None


FACTS: Facts = {
    "id": lambda copy, _: copy["id"],
    "reference": lambda copy, _: copy["reference"] or None,
    "names": lambda copy, _: [line["name"] or "" for line in copy["product_groups"]],
    "pieces": lambda copy, _: [line["quantity"] for line in copy["product_groups"]],
    "parcels": lambda copy, _: [parcel["trackingNumber"] for parcel in copy["shippings"]],
    "newest parcel": _newest,
    "recipient": _recipient,
    "buyer": _buyer,
    "company": lambda copy, _: (copy["customer"]["company"] or None) if copy["customer"] else None,
    "total": lambda copy, _: Decimal(repr(copy["total"])) if copy["total"] else None,
}
"""It has no unit prices, and shows 0 for a total that is not known."""


def ids(copy: Document, with_products: bool) -> tuple[list[str], list[str]]:
    """The GUIDs of a copy."""
    parts = ("products", "product_groups", "shippings", "statusHistory")
    return [copy["id"], *(part["id"] for name in parts for part in copy[name])], []
