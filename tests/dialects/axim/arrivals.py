"""Successive documents of one order of Axim Commerce, whose order of arrival must not matter."""

from tests.conformance.protocol import Arrivals, Document
from tests.dialects.axim.documents import complete
from tests.strategies.numbered_ids import oid


def identity(number: int) -> Document:
    """The identity of a numbered document."""
    return {"id": oid(number), "entityId": str(number)}


def parcel(tracking_number: str) -> Document:
    """Members with a parcel."""
    sent = {"carrier": "UPS", "trackingNumber": tracking_number, "fulfilledAt": "2024-06-02T00:00:00.000Z", "items": []}
    return {"fulfilledItems": [sent]}


_SHOWN = {"items": [], "carrier": "UPS", "trackingNumber": "A1", "fulfilledAt": "2024-06-02"}
"""The parcel as the copy has it: of when it was sent, the day."""


def _on(day: int, order: str, payment: str, **members: object) -> Document:
    """Order 1 as it is on some day."""
    return complete(
        **identity(1),
        orderStatus=order,
        paymentStatus=payment,
        updatedAt=f"2024-06-0{day}T00:00:00.000Z",
        **{"fulfilledItems": [], **members},
    )


ARRIVALS = {
    "a parcel and a cancellation": Arrivals(
        (
            _on(1, "pending", "pending"),
            _on(2, "processing", "paid"),
            _on(3, "fulfilled", "paid", **parcel("A1")),
            _on(4, "cancelled", "refunded"),
        ),
        {"orderStatus": "cancelled", "paymentStatus": "refunded", "fulfilledItems": [_SHOWN]},
    )
}
