"""A complete document of a company and of a customer of Axim Commerce."""

from typing import Any

_ADDRESS = {
    "companyName": "KBR",
    "companyEmail": "office@kbr.example",
    "firstName": "riya",
    "lastName": " c",
    "address1": "12 Main St",
    "address2": "",
    "phoneNumber": "23243244",
    "city": "texas",
    "state": {"name": "Alabama", "code": "AL"},
    "country": {"name": "United States", "code": "US"},
    "zipcode": "23323444",
    "id": "664dec6cd5775459152d4923",
}
_STORED_ADDRESS = {
    **_ADDRESS,
    "isDefaultAddress": True,
    "status": True,
    "metaFields": [{"code": "dock", "value": 4}],
    "createdAt": "2024-05-22T12:59:24.120Z",
    "updatedAt": "2024-05-22T12:59:24.120Z",
}
COMPLETE: dict[str, dict[str, Any]] = {
    "company": {
        "entityId": 22,
        "id": "664dec6cd5775459152d4922",
        "name": "KBR",
        "email": "riya@gmail.com",
        "phoneNumber": "23243244",
        "status": "active",
        "billingAddress": [_STORED_ADDRESS],
        "shippingAddress": [{**_STORED_ADDRESS, "id": "664dec6cd5775459152d4924", "isDefaultAddress": False}],
        "paymentMethods": ["664dec6cd5775459152d4930"],
        "paymentTerms": [{"paymentTerm": "net 30"}],
        "isTaxExempt": True,
        "notes": "calls first",
        "metaFields": [{"code": "tier", "value": ["gold", 1.5]}],
        "createdAt": "2024-05-22T12:59:24.120Z",
        "updatedAt": "2024-08-29T09:13:33.301Z",
        "creditLimit": {"amount": 900, "currency": "USD"},
    },
    "customer": {
        "id": "664dec6cd5775459152d4926",
        "email": "riya@gmail.com",
        "firstName": "riya",
        "lastName": " c",
        "phoneNumber": "23243244",
        "role": "664dec6cd5775459152d4927",
        "company": "664dec6cd5775459152d4922",
        "status": "pending",
        "verifiedEmail": False,
        "newsletter": True,
        "isB2B": True,
        "metaFields": [{"code": "language", "value": "hi"}],
        "createdBy": {"id": "664dec6cd5775459152d4926", "name": "riya c", "type": "store"},
        "createdAt": "2024-05-22T12:59:24.120Z",
        "updatedAt": "2024-08-29T09:13:33.301Z",
        "address": _ADDRESS,
        "wishlists": [{"name": "later", "items": []}],
    },
}
"""Every documented member, and one that no page documents."""
