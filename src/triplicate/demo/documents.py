"""Sample documents for the demo: the vendors' own, and generated ones, deterministic by their number."""

import random
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import msgspec

from triplicate.core import ids, times

ACCOUNT = "123e4567-e89b-12d3-a456-426614174000"
STRANGER_ACCOUNT = "9f8b2a54-0c1d-4e7f-8a35-5d2c6b7e8f90"
USER, STRANGER = "jean.dupont@example.fr", "stranger@example.com"
DIALECTS = ("marketiger", "printags", "axim")
_START = datetime(2025, 1, 6, 7, 30, tzinfo=UTC)
_PEOPLE = (
    ("Amélie", "Laurent"), ("Jonas", "Weber"), ("Sofia", "Rossi"), ("Liam", "de Vries"), ("Zoë", "Peeters"),
    ("Mateo", "García"), ("Ingrid", "Larsen"), ("Tomás", "Silva"), ("Hanna", "Nowak"), ("Oliver", "Brown"),
)  # fmt: skip
_PLACES = (
    ("12 rue des Lilas", "Lyon", "69003", "FR"), ("Hauptstraße 5", "Köln", "50667", "DE"),
    ("Via Roma 21", "Torino", "10121", "IT"), ("Keizersgracht 104", "Amsterdam", "1015 CV", "NL"),
    ("Rue Haute 77", "Bruxelles", "1000", "BE"), ("Calle Mayor 8", "Madrid", "28013", "ES"),
    ("Storgata 3", "Oslo", "0155", "NO"), ("High Street 40", "Bristol", "BS1 2AZ", "GB"),
)  # fmt: skip
_WORDS = ("gear", "bracket", "vase", "figurine", "hinge", "dial", "lamp", "clip", "handle", "stand")
_GOODS = (
    ("Safety glasses", "sfty-4006", 45.0), ("Work gloves", "sfty-4005", 30.0), ("Ear protection", "sfty-4101", 18.5),
    ("LED torch", "lght-2200", 24.9), ("Cable ties, 100", "elec-0100", 6.35), ("Hex key set", "tool-3303", 12.0),
)  # fmt: skip
_CARDS = ("pvccard_white", "ntag213_pvccard_white", "ntag424_pvccard_white", "mifare1k_pvccard_white")
_CARD_STATUSES = ("created", "validated", "in_queue", "manufacturing", "packaged", "shipped", "delivered", "cancelled")


def vendor_sample(dialect: str) -> Any:
    """The vendor's own sample response."""
    return msgspec.json.decode(
        files(f"triplicate.dialects.{dialect}").joinpath("document/samples/get-order.json").read_bytes()
    )


def generate_documents(start: int, stop: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents numbered `start` to `stop` (exclusive), each with its dialect."""
    makers = {"marketiger": _marketiger, "printags": _printags, "axim": _axim}
    for index in range(start, stop):
        dialect = DIALECTS[index % 3]
        yield dialect, makers[dialect](index, random.Random(index))


def thumbnails() -> Iterator[tuple[str, bytes]]:
    """Small pictures for 3D models: their file ids, and PNG bytes."""
    for index in range(len(_WORDS)):
        yield thumbnail(index), _thumbnail_png(index)


def thumbnail(index: int) -> str:
    """The file id of a picture."""
    return ids.derived_guid("demo", "thumbnail", str(index % len(_WORDS)))


def _marketiger(index: int, rng: random.Random) -> dict[str, Any]:
    created = _order_time(index)
    status = rng.choice((1, 3, 4, 5, 5, 10, 10, 10, 15, 0))
    method = rng.choice((2503, 2640, 9059))
    number = f"JD{rng.randrange(10**17, 10**18)}"
    track = {
        "trackingNumber": number,
        "shippingMethodId": method,
        "trackingUrl": f"https://tracking.example.com/forward?carrier=dhl_express&code={number}&lang=en-us",
    }
    return {
        "id": ids.derived_guid("demo", "order", str(index)),
        "status": status,
        "createdDate": times.whole_seconds(times.from_datetime(created)),
        "updated": times.whole_seconds(times.from_datetime(created + timedelta(minutes=rng.randrange(1, 20_000)))),
        "trackAndTrace": track if status == 10 else None,
        "shippingMethodId": method,
        "projectName": f"{rng.choice(_WORDS).title()} project",
        "paymentLink": f"https://payment.example.com/{ids.derived_oid('demo', 'link', str(index))}",
        "shippingRate": rng.choice((495, 500, 750, 1250)),
        "orderModels": [_model(index, place, rng) for place in range(rng.randrange(1, 4))],
    }


def _model(index: int, position: int, rng: random.Random) -> dict[str, Any]:
    word_index = rng.randrange(len(_WORDS))
    size = [round(rng.uniform(5, 180), 2) for _ in "xyz"]
    return {
        "poId": 1_000_000 + index * 4 + position,
        "modelId": ids.derived_guid("demo", "model", str(index), str(position)),
        "modelName": f"{_WORDS[word_index]}-{rng.randrange(1, 99)}.zip",
        "imageUrl": thumbnail(word_index),
        "price": rng.randrange(350, 9000),
        "status": rng.choice((1, 3, 4)),
        "bounds": "x:{} y:{} z:{}".format(*size),
        "quantity": rng.randrange(1, 12),
    }


def _printags(index: int, rng: random.Random) -> dict[str, Any]:
    first, last = rng.choice(_PEOPLE)
    street, city, postcode, country = rng.choice(_PLACES)
    email = f"{last.lower().replace(' ', '')}{index}@example.com"
    model = rng.choice(_CARDS)
    status_index = rng.randrange(len(_CARD_STATUSES))
    status = _CARD_STATUSES[status_index]
    created = _order_time(index)
    path = (
        [*_CARD_STATUSES[: min(status_index, 6)], status]
        if status == "cancelled"
        else _CARD_STATUSES[: status_index + 1]
    )
    pieces = rng.randrange(1, 5)
    model_data = {"id": model, "size": {"width": 0, "height": 0, "length": 0, "weight": 6}, "canBeEncoded": True}
    order = ids.derived_guid("demo", "order", str(index))
    return {
        "id": order,
        "reference": f"Order-{last.replace(' ', '')}-{index}",
        "accountId": ACCOUNT,
        "status": status,
        "customer": {
            "id": ids.derived_guid("demo", "customer", email),
            "email": email,
            "firstname": first,
            "lastname": last,
            "company": f"{last} & Co",
            "accountId": ACCOUNT,
            "createdAt": times.from_datetime(created),
        },
        "shipTo": {
            "id": ids.derived_guid("demo", "recipient", str(index)),
            "name": f"{first} {last}",
            "phone": f"+336{rng.randrange(10**7, 10**8)}",
            "email": email,
            "address": {
                "addressLine1": street,
                "addressLine2": "",
                "city": city,
                "postcode": postcode,
                "countryCode": country,
            },
            "servicePoint": {},
        },
        "statusHistory": [
            {
                "id": ids.derived_guid("demo", "history", order, word),
                "status": word,
                "createdAt": times.from_datetime(created + timedelta(hours=9 * step)),
            }
            for step, word in enumerate(path)
        ],
        "products": [
            {
                "id": ids.derived_guid("demo", "piece", order, str(piece)),
                "model": model_data,
                "metadata": {},
                "files": [],
                "status": status,
                "shippings": [],
                "createdAt": times.from_datetime(created),
            }
            for piece in range(pieces)
        ],
        "product_groups": [
            {
                "id": ids.derived_guid("demo", "group", order),
                "modelId": model,
                "name": f"{first} {last}",
                "quantity": pieces,
                "nfc": {"type": "uri", "content": f"https://example.com/c/{index}", "dynamic": {}},
                "model": model_data,
            }
        ],
        "metadata": {"internalId": index},
        "shippings": [
            {
                "id": ids.derived_guid("demo", "parcel", order),
                "trackerId": str(rng.randrange(10**9, 10**10)),
                "trackingNumber": f"1Z{rng.randrange(10**15, 10**16)}",
                "products": {model: pieces},
            }
        ]
        if status in ("shipped", "delivered")
        else [],
        "total": round(5.99 + 1.75 * pieces, 2),
    }


def _axim(index: int, rng: random.Random) -> dict[str, Any]:
    first, last = rng.choice(_PEOPLE)
    street, city, postcode, country = rng.choice(_PLACES)
    order = ids.derived_oid("demo", "order", str(index))
    email = f"{first.lower()}.{index}@example.com"
    created = times.from_datetime(_order_time(index))
    address = {
        "firstName": first,
        "lastName": last,
        "address1": street,
        "address2": "",
        "phoneNumber": str(rng.randrange(10**8, 10**9)),
        "city": city,
        "state": {"name": "", "code": ""},
        "country": {"name": country, "code": country},
        "zipcode": postcode,
        "id": ids.derived_oid("demo", "address", str(index)),
    }
    status = rng.choice(("pending", "processing", "fulfilled", "partially fulfilled", "cancelled"))
    items = [_item(order, place, status, rng) for place in range(rng.randrange(1, 5))]
    subtotal = round(sum(item["extendedTotalPrice"] for item in items), 2)
    person = {"name": f"{first} {last}", "type": "customer"}
    customer = ids.derived_oid("demo", "customer", email)
    method = ids.derived_oid("demo", "method")
    return {
        "entityId": str(10_000 + index),
        "checkout": ids.derived_oid("demo", "checkout", order),
        "company": ids.derived_oid("demo", "company", last),
        "customer": customer,
        "customerDetails": {"firstName": first, "lastName": last, "email": email, "phoneNumber": ""},
        "companyDetails": {"name": f"{last} Supplies", "email": email, "phoneNumber": ""},
        "guestOrder": False,
        "orderedAt": created,
        "shippingAddress": {"shippingAddressId": address["id"], **address},
        "billingAddress": {"billingAddressId": address["id"], **address},
        "lineItems": items,
        "currency": {"currency": "EUR", "symbol": "€"},
        "shipmentDetails": {
            "shippingMethod": {
                "name": "flatRate",
                "label": "Flat rate",
                "shippingMethodId": method,
                "type": {"name": None, "value": None, "_id": ids.derived_oid("demo", "type", order)},
                "_id": ids.derived_oid("demo", "chosen", order),
            },
            "_id": ids.derived_oid("demo", "shipment", order),
        },
        "paymentDetails": [],
        "paymentStatus": rng.choice(("pending", "paid", "paid", "refunded")),
        "orderStatus": status,
        "shippingMethod": method,
        "shippingZone": ids.derived_oid("demo", "zone"),
        "paymentMethod": ids.derived_oid("demo", "payment"),
        "shippingCost": 7.5,
        "taxAmount": 0,
        "total": round(subtotal + 7.5, 2),
        "subTotal": subtotal,
        "approved": True,
        "approvalBy": {**person, "user": customer},
        "createdBy": {**person, "id": customer},
        "timeline": [],
        "fulfilledItems": [],
        "payments": [],
        "refunds": [],
        "createdAt": created,
        "updatedAt": times.from_datetime(_order_time(index) + timedelta(hours=rng.randrange(1, 200))),
        "isCompanyDeleted": False,
        "id": order,
    }


def _item(order: str, position: int, status: str, rng: random.Random) -> dict[str, Any]:
    name, sku, price = rng.choice(_GOODS)
    quantity = rng.randrange(1, 25)
    fulfilled = {"fulfilled": quantity, "partially fulfilled": quantity // 2}.get(status, 0)
    return {
        "productId": ids.derived_oid("demo", "product", sku),
        "variantId": None,
        "name": name,
        "image": None,
        "sku": sku,
        "bundledProducts": None,
        "groupedProducts": None,
        "quantity": quantity,
        "options": None,
        "discounts": [],
        "price": price,
        "extendedTotalPrice": round(price * quantity, 2),
        "fulfilledQuantity": fulfilled,
        "returned": False,
        "id": ids.derived_oid("demo", "line", order, str(position)),
    }


def _order_time(index: int) -> datetime:
    return _START + timedelta(minutes=7 * index)


def _thumbnail_png(index: int, side: int = 48) -> bytes:
    """A plain PNG of one colour with a darker square in it."""
    colour, inner = bytes((40 + 20 * index, 120, 200 - 15 * index)), bytes((30, 40, 60))
    rows = b"".join(
        b"\0" + b"".join(inner if 14 <= x < 34 and 14 <= y < 34 else colour for x in range(side)) for y in range(side)
    )
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
