"""Documents of Axim Commerce: a complete one, strategies of any one, and of the successive ones of an order."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.strategies import scalars, wire_documents
from tests.strategies.json_values import numbers, texts
from tests.strategies.update_members import DAYS, EXTRA_MEMBERS, TRACKING_NUMBERS, moment

STATUSES = ("pending", "processing", "partially fulfilled", "fulfilled", "returned", "cancelled")
PAYMENTS = ("pending", "paid", "partially refunded", "refunded")
"""Every documented order status and payment status."""
_CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KWD"]) | texts(4)
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


COMPLETE: dict[str, Any] = {
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
"""Every member has a distinct, consistent value."""


def _address_members(path: str) -> wire_documents.Special:
    return {
        f"{path}.id": scalars.oids() | texts(),
        f"{path}.country.code": st.sampled_from(["US", "NL", "XX"]) | texts(3),
    }


MEMBERS: wire_documents.Special = {
    "id": scalars.oids(),
    "entityId": st.integers(1, 999).map(str) | st.integers(1, 999) | texts() | st.integers(),
    "company": scalars.oids() | texts(),
    "customer": scalars.oids() | texts(),
    "orderedAt": scalars.moments() | st.just(""),
    "createdAt": scalars.moments() | st.just(""),
    "updatedAt": scalars.moments() | st.just(""),
    "orderStatus": st.sampled_from(STATUSES) | texts(),
    "paymentStatus": st.sampled_from(PAYMENTS) | texts(),
    "currency.currency": _CURRENCIES,
    "lineItems.id": scalars.repeating_oids(),
    "lineItems.productId": scalars.oids() | texts(),
    "lineItems.quantity": scalars.quantities() | st.floats(0, 1e300),
    "lineItems.price": scalars.amounts() | numbers(),
    "lineItems.image": scalars.urls() | texts(),
    "lineItems.groupedProducts._id": scalars.repeating_oids(),
    "lineItems.groupedProducts.quantity": scalars.quantities() | numbers(),
    "lineItems.groupedProducts.price": scalars.amounts() | numbers(),
    "fulfilledItems.items.lineItemId": scalars.repeating_oids(),
    "fulfilledItems.items.quantity": scalars.quantities() | scalars.quantities().map(str),
    "fulfilledItems.fulfilledAt": scalars.moments() | st.just(""),
    "metaFields.code": st.sampled_from(["color", "po"]) | texts(),
    **_address_members("shippingAddress"),
    **_address_members("billingAddress"),
}


def complete(**members: Any) -> dict[str, Any]:
    """The complete document without its envelope, with these members instead of its own."""
    return deepcopy({**COMPLETE, **members})


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """Axim's order 664f2310 on some day."""
    body = complete(
        orderStatus=draw(st.sampled_from([*STATUSES, "backordered"])),
        paymentStatus=draw(st.sampled_from([*PAYMENTS, "disputed"])),
        updatedAt=moment(draw(DAYS)),
    )
    body["fulfilledItems"] = [_fulfilled(number) for number in draw(TRACKING_NUMBERS)]
    for line in body["lineItems"]:
        line["fulfilledQuantity"] = draw(st.integers(0, line["quantity"]))
    return {**body, **draw(EXTRA_MEMBERS)}


def _fulfilled(number: str) -> dict[str, Any]:
    items = [{"lineItemId": "664f2310d5775459152d0001", "quantity": 1}]
    return {"items": items, "carrier": "UPS", "trackingNumber": number, "fulfilledAt": f"2024-07-0{number[1:]}"}
