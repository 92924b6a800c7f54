"""What a copy of Axim Commerce says of an order, by the names that all dialects share."""

import math
from decimal import Decimal
from typing import Any

from tests.conformance.known_texts import known_texts
from tests.conformance.protocol import Document, Facts


def _known(amount: Any) -> Decimal | None:
    return Decimal(repr(amount)) if amount else None


def _newest(copy: Document, _: int) -> str | None:
    return (copy["fulfilledItems"][-1]["trackingNumber"] or None) if copy["fulfilledItems"] else None


def _recipient(copy: Document, _: int) -> tuple[str, ...] | None:
    to = copy["shippingAddress"]
    if not to:
        return None
    where = (to["address1"], to["address2"], to["city"], to["zipcode"], to["country"]["code"])
    return known_texts(f"{to['firstName']} {to['lastName']}", to["phoneNumber"], *where)


def _buyer(copy: Document, _: int) -> tuple[str, ...] | None:
    buyer = copy["customerDetails"]
    return known_texts(buyer["firstName"], buyer["lastName"], buyer["email"]) if buyer else None


FACTS: Facts = {
    "oid": lambda copy, _: copy["id"],
    "number": lambda copy, _: int(copy["entityId"]),
    "line oids": lambda copy, _: [line["id"] for line in copy["lineItems"]],
    "names": lambda copy, _: [line["name"] or "" for line in copy["lineItems"]],
    "quantities": lambda copy, _: [line["quantity"] for line in copy["lineItems"]],
    "pieces": lambda copy, _: [math.ceil(line["quantity"]) for line in copy["lineItems"]],
    "fulfilled": lambda copy, _: [line["fulfilledQuantity"] for line in copy["lineItems"]],
    "parcels": lambda copy, _: [parcel["trackingNumber"] for parcel in copy["fulfilledItems"]],
    "newest parcel": _newest,
    "recipient": _recipient,
    "buyer": _buyer,
    "company": lambda copy, _: (copy["companyDetails"]["name"] or None) if copy["companyDetails"] else None,
    "images": lambda copy, _: [line["image"] for line in copy["lineItems"]],
    "unit prices": lambda copy, _: [_known(line["price"]) for line in copy["lineItems"]],
    "shipping": lambda copy, _: _known(copy["shippingCost"]),
    "parts": lambda copy, _: [Decimal(repr(copy[name] or 0)) for name in ("subTotal", "shippingCost", "taxAmount")],
    "total": lambda copy, _: _known(copy["total"]),
}
"""It shows 0 for what is not known of an amount."""


def ids(copy: Document, with_products: bool) -> tuple[list[str], list[str]]:
    """The 24-hex ids of a copy."""
    oids = [copy["id"], *(line["id"] for line in copy["lineItems"]), *(entry["id"] for entry in copy["timeline"])]
    oids += [item["lineItemId"] for parcel in copy["fulfilledItems"] for item in parcel["items"]]
    return [], oids + ([line["productId"] for line in copy["lineItems"]] if with_products else [])
