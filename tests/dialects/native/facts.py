"""What a native copy says of an order, by the names that all dialects share."""

import math
from decimal import Decimal

from tests.conformance.known_texts import known_texts
from tests.conformance.protocol import Document, Facts


def _known(price: str | None) -> Decimal | None:
    return (Decimal(price) or None) if price else None


def _major(minor: int | None, exponent: int) -> Decimal | None:
    return Decimal(minor).scaleb(-exponent) if minor else None


def _newest(copy: Document, _: int) -> str | None:
    return (copy["shipments"][-1]["tracking_number"] or None) if copy["shipments"] else None


def _recipient(copy: Document, _: int) -> tuple[str, ...] | None:
    to = copy["ship_to"]
    if not to:
        return None
    country = to["country"]["code"] if to["country"] else None
    where = (to["line1"], to["line2"], to["city"], to["postcode"], country)
    return known_texts(to["name"], to["phone"], *where)


def _buyer(copy: Document, _: int) -> tuple[str, ...] | None:
    buyer = copy["buyer"]
    return known_texts(buyer["first_name"], buyer["last_name"], buyer["email"]) if buyer else None


FACTS: Facts = {
    "id": lambda copy, _: copy["id"],
    "oid": lambda copy, _: copy["oid"],
    "number": lambda copy, _: copy["number"],
    "reference": lambda copy, _: copy["reference"],
    "line oids": lambda copy, _: [line["oid"] for line in copy["lines"]],
    "line numbers": lambda copy, _: [line["number"] for line in copy["lines"]],
    "names": lambda copy, _: [line["name"] or "" for line in copy["lines"]],
    "quantities": lambda copy, _: [line["quantity"] for line in copy["lines"]],
    "pieces": lambda copy, _: [math.ceil(line["quantity"]) for line in copy["lines"]],
    "fulfilled": lambda copy, _: [line["fulfilled"] for line in copy["lines"]],
    "parcels": lambda copy, _: [parcel["tracking_number"] or "" for parcel in copy["shipments"]],
    "newest parcel": _newest,
    "recipient": _recipient,
    "buyer": _buyer,
    "company": lambda copy, _: copy["company"]["name"] if copy["company"] else None,
    "images": lambda copy, _: [line["image"] for line in copy["lines"]],
    "unit prices": lambda copy, _: [_known(line["unit_price"]) for line in copy["lines"]],
    "shipping": lambda copy, exponent: _major(copy["totals"]["shipping"], exponent),
    "parts": lambda copy, exponent: [
        Decimal(copy["totals"][name] or 0).scaleb(-exponent) for name in ("subtotal", "shipping", "tax")
    ],
    "total": lambda copy, exponent: _major(copy["totals"]["total"], exponent),
}
"""Every fact that any copy shows."""


def ids(copy: Document, with_products: bool) -> tuple[list[str], list[str]]:
    """The GUIDs and the 24-hex ids of a copy."""
    parts = [part for name in ("lines", "units", "shipments") for part in copy[name] or []]
    guids = [copy["id"], *(part["id"] for part in parts), *(part["line"] for part in parts if part.get("line"))]
    return guids, [copy["oid"], *(line["oid"] for line in copy["lines"])]
