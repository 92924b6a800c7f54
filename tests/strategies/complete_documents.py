"""A complete document of each dialect: every member has a distinct, consistent value."""

from copy import deepcopy
from typing import Any

from tests.strategies.complete_native_document import COMPLETE

GUID = "c23e4567-e89b-12d3-a456-426614174003"
_SIZE = {"width": 54, "height": 0.8, "length": 85.6, "weight": 6}
_AT = "2024-07-01T09:26:55.737Z"


def complete_document(dialect: str, **members: Any) -> dict[str, Any]:
    """The rich document of a dialect, without the envelope, with these members instead of its own."""
    return deepcopy({**_COMPLETE[dialect], **members})


_MARKETIGER: dict[str, Any] = {
    "id": "123e4567-e89b-12d3-a456-426614174000",
    "status": 5,
    "createdDate": "2024-01-01T10:00:00Z",
    "updated": "2024-01-01T10:15:00Z",
    "trackAndTrace": {
        "trackingNumber": "9876543210",
        "shippingMethodId": 2503,
        "trackingUrl": "https://tracking.example.com/?code=9876543210",
    },
    "shippingMethodId": 2503,
    "projectName": "Example Project",
    "paymentLink": "https://payment.example.com/link",
    "shippingRate": 595,
    "orderModels": [
        {
            "poId": 123,
            "modelId": "223e4567-e89b-12d3-a456-426614174000",
            "modelName": "dragon.zip",
            "imageUrl": "https://cdn.example.com/dragon.png",
            "price": 1050,
            "status": 1,
            "bounds": "x:81.66 y:100 z:112.04",
            "quantity": 2,
        },
        {
            "poId": 124,
            "modelId": "323e4567-e89b-12d3-a456-426614174000",
            "modelName": "knight.zip",
            "imageUrl": "https://cdn.example.com/knight.png",
            "price": 399,
            "status": 3,
            "bounds": "x:20 y:20 z:20",
            "quantity": 5,
        },
    ],
}

_PRINTAGS: dict[str, Any] = {
    "id": "987e6543-e21a-11d4-a789-0242ac120002",
    "reference": "Order-JeanDupont-2024",
    "accountId": "123e4567-e89b-12d3-a456-426614174000",
    "status": "processing",
    "customer": {
        "id": "a23e4567-e89b-12d3-a456-426614174001",
        "email": "jean.dupont@example.fr",
        "firstname": "Jean",
        "lastname": "Dupont",
        "company": "Dupont Entreprises",
        "accountId": "123e4567-e89b-12d3-a456-426614174000",
        "createdAt": "2024-06-01T09:26:55.737Z",
    },
    "shipTo": {
        "id": "b23e4567-e89b-12d3-a456-426614174002",
        "name": "Marie Anne Curie",
        "phone": "+33612345678",
        "email": "marie@example.fr",
        "address": {
            "addressLine1": "10 rue de la République",
            "addressLine2": "Appartement 123",
            "city": "Paris",
            "postcode": "75001",
            "countryCode": "FR",
        },
        "servicePoint": {"id": "12624766", "country": "LU"},
    },
    "statusHistory": [
        {"id": GUID, "status": "created", "createdAt": _AT},
        {
            "id": "c23e4567-e89b-12d3-a456-426614174004",
            "status": "processing",
            "createdAt": "2024-07-02T10:00:00.000Z",
        },
    ],
    "products": [
        {
            "id": f"d23e4567-e89b-12d3-a456-42661417400{n}",
            "model": {"id": "pvccard_white", "size": _SIZE, "canBeEncoded": True},
            "metadata": {"internalId": n},
            "files": [{"id": "d23e4567-e89b-12d3-a456-426614174009", "mimeType": "image/png"}],
            "status": "processing",
            "shippings": ["f23e4567-e89b-12d3-a456-426614174007"],
            "createdAt": _AT,
        }
        for n in range(3)
    ],
    "product_groups": [
        {
            "id": "e23e4567-e89b-12d3-a456-426614174005",
            "modelId": "ntag424_pvccard_white",
            "name": "Jean Dupont",
            "quantity": 2,
            "nfc": {
                "type": "dynamic",
                "content": "https://example.com",
                "dynamic": {"baseUrl": "https://example.com", "records": {"recordId": 1}},
            },
            "model": {"id": "ntag424_pvccard_white", "size": _SIZE, "canBeEncoded": True},
        },
        {
            "id": "e23e4567-e89b-12d3-a456-426614174006",
            "modelId": "ntag424_woodcard",
            "name": "Marie Curie",
            "quantity": 1,
            "nfc": {
                "type": "dynamic",
                "content": "https://example.com/2",
                "dynamic": {"baseUrl": "https://example.com/2", "records": {"recordId": 2}},
            },
            "model": {"id": "ntag424_woodcard", "size": _SIZE, "canBeEncoded": True},
        },
    ],
    "metadata": {"profileId": "p1", "gift": True},
    "shippings": [
        {
            "id": "f23e4567-e89b-12d3-a456-426614174007",
            "trackerId": "1234567890",
            "trackingNumber": "1Z999AA10123456784",
            "products": {"ntag424_pvccard_white": 1},
        }
    ],
    "total": 50.99,
}

_PERSON = {"firstName": "Riya", "lastName": "Chandra"}


def _address(own: str, id: str, city: str) -> dict[str, Any]:
    return {
        own: id,
        "companyName": "Axim Retail",
        "companyEmail": "retail@example.com",
        **_PERSON,
        "address1": "23 Main Street",
        "address2": "Suite 4",
        "phoneNumber": "23243244",
        "city": city,
        "state": {"name": "Alabama", "code": "AL"},
        "country": {"name": "United States", "code": "US"},
        "zipcode": "35004",
        "id": id,
    }


def _line(number: int, **members: Any) -> dict[str, Any]:
    return {
        "productId": f"664f225659d877d2f495{number:04x}",
        "variantId": f"664f225659d877d2f496{number:04x}",
        "name": f"Gloves {number}",
        "image": f"https://assets.example.com/{number}.webp",
        "sku": f"sfty-400{number}",
        "bundledProducts": [{"productId": "664f225659d877d2f4957777", "quantity": 1}],
        "options": [{"name": "size", "value": "L"}],
        "discounts": [{"amount": 1}],
        "returned": False,
        "id": f"664f2310d5775459152d{number:04x}",
        **members,
    }


_AXIM: dict[str, Any] = {
    "entityId": "100",
    "checkout": "664f2308d5775459152d6d2e",
    "company": "664dec6cd5775459152d4922",
    "customer": "664dec6cd5775459152d4926",
    "customerDetails": {**_PERSON, "email": "riya@example.com", "phoneNumber": "23243244"},
    "companyDetails": {"name": "Axim", "email": "info@example.com", "phoneNumber": "5551234"},
    "paymentTerms": {"paymentTerm": "net 30", "depositRequired": True, "depositPercentage": 10},
    "guestOrder": False,
    "orderedAt": "2024-05-23T11:05:52.545Z",
    "shippingAddress": _address("shippingAddressId", "664dec6cd5775459152d4924", "Moody"),
    "billingAddress": _address("billingAddressId", "664dec6cd5775459152d4923", "Leeds"),
    "lineItems": [
        _line(1, groupedProducts=None, quantity=4, price=12.5, extendedTotalPrice=50, fulfilledQuantity=1),
        _line(
            2,
            groupedProducts=[
                {
                    "productId": "663a0cbe516313e5bc94ab30",
                    "name": "Safety Glasses",
                    "image": "https://assets.example.com/glasses.webp",
                    "sku": "sfty-4006",
                    "quantity": 12,
                    "price": 45,
                    "extendedTotalPrice": 540,
                    "_id": "664f2310d5775459152d6ddc",
                }
            ],
            quantity=1,
            price=540.05,
            extendedTotalPrice=540.05,
            fulfilledQuantity=0,
        ),
    ],
    "currency": {"currency": "USD", "symbol": "$"},
    "shipmentDetails": {
        "shippingMethod": {
            "name": "freeShipping",
            "label": "Free Shipping",
            "shippingMethodId": "663a0afe4587085935a4fa0d",
            "type": {"name": "flat", "value": 1, "_id": "664f2310d5775459152d6de0"},
            "_id": "664f2310d5775459152d6ddf",
        },
        "_id": "664f2310d5775459152d6dde",
    },
    "paymentDetails": [{"paymentType": "offline", "amount": 600, "paymentStatus": None}],
    "paymentStatus": "paid",
    "orderStatus": "partially fulfilled",
    "shippingMethod": "663a0afe4587085935a4fa0d",
    "shippingZone": "663a0afe4587085935a4fb84",
    "paymentMethod": "663a0afe4587085935a4fa0b",
    "shippingCost": 5,
    "taxAmount": 4.95,
    "total": 600,
    "subTotal": 590.05,
    "approved": True,
    "approvalBy": {"name": "Riya Chandra", "user": "664dec6cd5775459152d4926", "type": "customer"},
    "createdBy": {"id": "664dec6cd5775459152d4926", "name": "Riya Chandra", "type": "store"},
    "timeline": [
        {
            "comment": None,
            "type": "event",
            "event": {"subject": "{{name}} placed an order", "description": "{{name}} created it for $600.00"},
            "isCustomer": True,
            "customer": "664dec6cd5775459152d4926",
            "user": None,
            "id": "664f2310d5775459152d6de1",
            "createdAt": "2024-05-23T11:05:52.550Z",
            "updatedAt": "2024-05-23T11:05:52.550Z",
        }
    ],
    "metaFields": [{"code": "po", "value": "PO-7"}, {"code": "tags", "value": ["a", "b"]}],
    "fulfilledItems": [
        {
            "items": [{"lineItemId": "664f2310d5775459152d0001", "quantity": 1}],
            "carrier": "UPS",
            "trackingNumber": "1Z12345E0205271688",
            "fulfilledAt": "2024-05-24",
        }
    ],
    "payments": [{"amount": 600}],
    "refunds": [{"amount": 0}],
    "createdAt": "2024-05-23T11:05:52.550Z",
    "updatedAt": "2024-05-24T09:13:33.301Z",
    "isCompanyDeleted": False,
    "id": "664f2310d5775459152d6dd8",
}

_COMPLETE = {"marketiger": _MARKETIGER, "printags": _PRINTAGS, "axim": _AXIM, "native": COMPLETE}
