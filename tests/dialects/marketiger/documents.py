"""Documents of Marketiger: a complete one, strategies of any one, and of the successive ones of an order."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.strategies import scalars, wire_documents
from tests.strategies.json_values import numbers, texts
from tests.strategies.update_members import DAYS, EXTRA_MEMBERS, moment

STATUSES = (0, 1, 2, 3, 4, 5, 10, 15)
"""Every documented code."""
COMPLETE: dict[str, Any] = {
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
"""Every member has a distinct, consistent value."""

MEMBERS: wire_documents.Special = {
    "id": scalars.guids(),
    "status": st.sampled_from(STATUSES) | st.integers(-3, 20) | st.just(10**300),
    "createdDate": scalars.moments() | st.just(""),
    "updated": scalars.moments() | st.just(""),
    "shippingRate": scalars.amounts() | numbers(),
    "orderModels.poId": st.integers(-1, 4) | st.integers(),
    "orderModels.modelId": scalars.guids() | texts(),
    "orderModels.imageUrl": scalars.urls() | texts(),
    "orderModels.price": scalars.amounts() | numbers(),
    "orderModels.status": st.sampled_from([0, 1, 2, 3, 4, 10]) | st.integers(-3, 20),
}


def complete(**members: Any) -> dict[str, Any]:
    """The complete document without its envelope, with these members instead of its own."""
    return deepcopy({**COMPLETE, **members})


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """Marketiger's order 123e4567 on some day."""
    number = draw(st.none() | st.sampled_from(["T1", "T2", "T3"]))
    track = number and {"trackingNumber": number, "shippingMethodId": 3, "trackingUrl": f"https://t.example/{number}"}
    body = complete(status=draw(st.sampled_from([*STATUSES, 7])), trackAndTrace=track)
    body["updated"] = moment(draw(DAYS), "2024-07-{:02}T10:15:00Z")
    for model in body["orderModels"]:
        model["status"] = draw(st.sampled_from([0, 1, 2, 3, 4, 10, 7]))
    return {**body, **draw(EXTRA_MEMBERS)}
