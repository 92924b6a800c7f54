"""The requests: an order of three lines with buyer, two addresses and metadata, in each service's own words.

Every order has its own reference, its buyer is one of 5,000, and its SKUs are among 1,000.
"""

import json
from random import Random
from typing import Any

from harness.spawn import HOST

CUSTOMERS = 5_000
SKUS = 1_000

STREET, TOWN, POSTCODE, COUNTRY = "Sint Jacobsstraat 12", "Utrecht", "3511 BS", "NL"
PRICES = ("2.50", "0.95", "12.40")


def triplicate(number: int) -> bytes:
    drawn, name, email = _drawn(number)
    address = {
        "name": name,
        "phone": "+31302345678",
        "line1": STREET,
        "line2": "Third floor",
        "city": TOWN,
        "postcode": POSTCODE,
        "country": {"code": COUNTRY},
    }
    lines = [
        {"sku": f"SKU-{drawn.randrange(SKUS)}", "name": "NFC card, white, 30 mil", "quantity": 10, "unit_price": price}
        for price in PRICES
    ]
    return encoded(
        {
            "reference": f"PO-{number:09}",
            "currency": "EUR",
            "buyer": {"name": name, "email": email, "phone": "+31302345678"},
            "ship_to": address,
            "bill_to": address,
            "lines": lines,
            "shipping_amount": 495,
            "tax_amount": 3431,
            "metadata": {"channel": "web", "campaign": "summer", "note": "Please ring twice."},
        }
    )


def textbook(number: int) -> bytes:
    drawn, name, email = _drawn(number)
    first, _, last = name.partition(" ")
    address = {
        "name": name,
        "phone": "+31302345678",
        "addressLine1": STREET,
        "addressLine2": "Third floor",
        "city": TOWN,
        "postcode": POSTCODE,
        "countryCode": COUNTRY,
    }
    lines = [
        {"modelId": f"SKU-{drawn.randrange(SKUS)}", "name": "NFC card, white, 30 mil", "quantity": 10, "price": price}
        for price in PRICES
    ]
    return encoded(
        {
            "reference": f"PO-{number:09}",
            "email": email,
            "firstname": first,
            "lastname": last,
            "currency": "EUR",
            "shipTo": address,
            "billTo": address,
            "lines": lines,
        }
    )


def question(path: str, token: str) -> bytes:
    """A GET as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def whole(path: str, token: str, number: int, body: bytes) -> bytes:
    """The request as it goes over the wire; its idempotency key is made of its number."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: bench-{number:09}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


def _drawn(number: int) -> tuple[Random, str, str]:
    drawn = Random(number)
    customer = drawn.randrange(CUSTOMERS)
    return drawn, f"Ada Byron{customer}", f"ada.byron{customer}@example.com"
