"""Axim Commerce's part of the demo: orders of goods by companies."""

import random
from datetime import timedelta
from typing import Any

from triplicate.api.demo import ACCOUNT, STRANGER_ACCOUNT, Credentials, DialectDemo, TokenIssuer
from triplicate.api.demo_people import PEOPLE, PLACES, order_time
from triplicate.api.dialect import sample_reply
from triplicate.core import ids, times

_GOODS = (
    ("Safety glasses", "sfty-4006", 45.0), ("Work gloves", "sfty-4005", 30.0), ("Ear protection", "sfty-4101", 18.5),
    ("LED torch", "lght-2200", 24.9), ("Cable ties, 100", "elec-0100", 6.35), ("Hex key set", "tool-3303", 12.0),
)  # fmt: skip


def _sample() -> Any:
    return sample_reply(__package__)


def _credentials(issue: TokenIssuer) -> Credentials:
    order = _sample()["data"]
    return {
        "order_id": order["id"],
        "entity_id": order["entityId"],
        "token": issue(ACCOUNT),
        "stranger_token": issue(STRANGER_ACCOUNT),
    }


def _read_order(base_url: str, credentials: Credentials, order_id: str) -> str:
    return f"curl -s '{base_url}/orders/{order_id}' -H 'accessToken: {credentials['token']}'"


def _document(index: int, rng: random.Random) -> dict[str, Any]:
    first, last = rng.choice(PEOPLE)
    street, city, postcode, country = rng.choice(PLACES)
    order = ids.derived_oid("demo", "order", str(index))
    email = f"{first.lower()}.{index}@example.com"
    created = times.from_datetime(order_time(index))
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
        "updatedAt": times.from_datetime(order_time(index) + timedelta(hours=rng.randrange(1, 200))),
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


DEMO = DialectDemo(
    position=3,
    vendor="Axim Commerce",
    credentials=_credentials,
    sample=_sample,
    document=_document,
    read_order=_read_order,
)
