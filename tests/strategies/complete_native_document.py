"""The complete native document: every member has a value, and derived members are consistent."""

from typing import Any

ACCOUNT = "123e4567-e89b-12d3-a456-426614174000"
LINES = ["e13e4567-e89b-12d3-a456-426614174001", "e13e4567-e89b-12d3-a456-426614174002"]
PIECES = [f"d13e4567-e89b-12d3-a456-42661417400{n}" for n in range(1, 4)]
_MODEL = {
    "id": "oak_white",
    "chip": "ntag424",
    "width": 54,
    "height": 0.8,
    "length": 85.6,
    "weight": 6,
    "can_be_encoded": True,
}
_COUNTRY = {"code": "US", "name": "United States"}


def _name(first: str, last: str) -> dict[str, Any]:
    return {"name": f"{first} {last}", "first_name": first, "last_name": last}


def _address(id: str, city: str) -> dict[str, Any]:
    return {
        "id": id,
        **_name("Riya", "Chandra"),
        "email": "riya@example.com",
        "phone": "23243244",
        "company": "Chandra Retail",
        "company_email": "retail@example.com",
        "line1": "23 Main Street",
        "line2": "Suite 4",
        "city": city,
        "postcode": "35004",
        "state": {"code": "AL", "name": "Alabama"},
        "country": _COUNTRY,
        "pickup_point": {"id": "12624766", "country": "CA"},
    }


def _piece(number: int, line: int, step: str | None, word: str | None = None) -> dict[str, Any]:
    return {
        "id": PIECES[number],
        "line": LINES[line],
        "model": _MODEL,
        "step": step,
        "word": word,
        "metadata": {"place": number},
        "record_id": 40 + number,
        "created_at": "2024-07-01T09:30:00.000Z",
    }


COMPLETE: dict[str, Any] = {
    "id": "f00e4567-e89b-12d3-a456-426614174000",
    "oid": "664f2310d5775459152d6dff",
    "number": 1042,
    "version": 1,
    "account": ACCOUNT,
    "origin": "native",
    "reference": "PO-7741",
    "project": "Summer fair",
    "stage": "in production",
    "step": "manufacturing",
    "payment": "partially refunded",
    "hold": None,
    "ending": None,
    "fulfilment": "partial",
    "words": {"workshop": "drying"},
    "buyer": {
        "id": "a23e4567-e89b-12d3-a456-426614174001",
        **_name("Jean", "Dupont"),
        "email": "jean.dupont@example.fr",
        "phone": "+33612345678",
        "created_at": "2024-06-01T09:26:55.737Z",
    },
    "company": {
        "id": "664dec6cd5775459152d4922",
        "name": "Dupont Entreprises",
        "email": "info@example.fr",
        "phone": "+33144556677",
        "deleted": False,
    },
    "guest": False,
    "approved": True,
    "approval": {"by": "marie@example.fr", "at": "2024-07-01T10:00:00.000Z"},
    "ship_to": _address("664dec6cd5775459152d4924", "Moody"),
    "bill_to": _address("664dec6cd5775459152d4923", "Leeds"),
    "shipping": {"id": "2503", "name": "express", "label": "Express, by noon"},
    "currency": "EUR",
    "lines": [
        {
            "id": LINES[0],
            "oid": "664f2310d5775459152d0e01",
            "number": 7001,
            "product": "ntag424_oak",
            "variant": "white",
            "name": "Oak card",
            "sku": "OAK-424",
            "image": "https://cdn.example.com/oak.png",
            "file": None,
            "unit_price": "12.50",
            "charges": {"model": "10.00", "encoding": "2.50"},
            "quantity": 4,
            "fulfilled": 2,
            "returned": 1,
            "cancelled": 1,
            "remaining": 1,
            "is_returned": False,
            "stage": "in production",
            "bounds": "x:85.6 y:54 z:0.8",
            "model": _MODEL,
            "nfc": {
                "type": "dynamic",
                "content": "https://example.com/1",
                "base_url": "https://example.com",
                "record_id": 1,
            },
            "artwork": [
                {
                    "file": "fa3e4567-e89b-12d3-a456-426614174001",
                    "mime": "image/png",
                    "size": 48213,
                    "created_at": "2024-07-01T09:00:00.000Z",
                }
            ],
            "components": None,
            "metadata": {"engraving": "J. D."},
            "total": 5000,
        },
        {
            "id": LINES[1],
            "oid": "664f2310d5775459152d0e02",
            "number": 7002,
            "product": "safety-set",
            "variant": "large",
            "name": "Safety set",
            "sku": "SET-1",
            "image": "https://cdn.example.com/set.png",
            "file": None,
            "unit_price": "540.055",
            "charges": {},
            "quantity": 1,
            "fulfilled": 0,
            "returned": 0,
            "cancelled": 0,
            "remaining": 1,
            "is_returned": False,
            "stage": "created",
            "bounds": "x:300 y:200 z:100",
            "model": None,
            "nfc": None,
            "artwork": [],
            "components": [
                {
                    "id": "glasses",
                    "product": "663a0cbe516313e5bc94ab30",
                    "name": "Safety glasses",
                    "sku": "sfty-4006",
                    "image": "https://cdn.example.com/glasses.webp",
                    "quantity": 12,
                    "unit_price": "45.00",
                }
            ],
            "metadata": {"gift": True},
            "total": 54006,
        },
    ],
    "units": [_piece(0, 0, "shipped"), _piece(1, 0, "manufacturing"), _piece(2, 1, None, "drying")],
    "shipments": [
        {
            "id": "f23e4567-e89b-12d3-a456-426614174007",
            "carrier": "UPS",
            "tracking_number": "1Z12345E0205271688",
            "tracker_id": "1234567890",
            "tracking_url": "https://tracking.example.com/?code=1Z12345E0205271688",
            "method": 2503,
            "shipped_at": "2024-07-02T08:00:00.000Z",
            "delivered_at": "2024-07-03T11:30:00.000Z",
            "items": [{"line": LINES[0], "label": "OAK-424", "quantity": 2}],
            "units": [PIECES[0]],
        }
    ],
    "payments": [
        {
            "id": "aa3e4567-e89b-12d3-a456-426614174001",
            "amount": 60000,
            "at": "2024-07-01T11:00:00.000Z",
            "method": "bank transfer",
            "reference": "RF18 5390 0754 7034",
        }
    ],
    "refunds": [
        {
            "id": "bb3e4567-e89b-12d3-a456-426614174001",
            "amount": 1250,
            "at": "2024-07-04T09:00:00.000Z",
            "reason": "one card less",
            "reference": "RF19",
        }
    ],
    "payment_link": "https://payment.example.com/native",
    "totals": {
        "subtotal": 59006,
        "shipping": 500,
        "tax": 494,
        "total": 60000,
        "paid": 60000,
        "refunded": 1250,
        "outstanding": 0,
        "mismatch": 0,
    },
    "price_list": "default/3",
    "comments": [
        {
            "id": "cc3e4567-e89b-12d3-a456-426614174001",
            "at": "2024-07-01T12:00:00.000Z",
            "author": "jean.dupont@example.fr",
            "customer": True,
            "text": "Please ring twice.",
        }
    ],
    "metadata": {"campaign": "summer", "tags": ["a", "b"]},
    "history": [
        {"at": "2024-07-01T09:26:55.737Z", "status": "created", "observed": False},
        {"at": "2024-07-02T10:00:00.000Z", "status": "manufacturing", "observed": False},
    ],
    "created_at": "2024-07-01T09:26:55.737Z",
    "placed_at": "2024-07-01T09:26:56.000Z",
    "updated_at": "2024-07-04T09:00:00.000Z",
}
