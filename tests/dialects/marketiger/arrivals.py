"""Successive documents of one order of Marketiger, whose order of arrival must not matter."""

from typing import Any

from tests.conformance.protocol import Arrivals, Document
from tests.dialects.marketiger.documents import COMPLETE, complete
from tests.strategies.numbered_ids import guid


def model(number: int, **members: Any) -> Document:
    """An order model with this production order."""
    return {**COMPLETE["orderModels"][0], "poId": number, **members}


def parcel(tracking_number: str) -> Document:
    """Members with a parcel."""
    return {"trackAndTrace": {"trackingNumber": tracking_number, "shippingMethodId": 3, "trackingUrl": None}}


def _on(day: int | None, status: int, **members: Any) -> Document:
    """Order 1 as it is on some day, or on none."""
    updated = day and f"2024-01-0{day}T10:00:00Z"
    usual = {"trackAndTrace": None, "orderModels": [model(5)]}
    return complete(id=guid(1), status=status, updated=updated, **{**usual, **members})


ARRIVALS = {
    "a delivery and an unknown member": Arrivals(
        (
            _on(1, 3),
            _on(2, 5, orderModels=[model(5), model(6)]),
            _on(3, 10, orderModels=[model(5, status=10)], **parcel("T1")),
            _on(4, 5, extra=1),
        ),
        {"status": 10, "extra": 1, **parcel("T1")},
    ),
    "the same date": Arrivals(tuple(_on(1, status, projectName=str(status)) for status in (1, 5, 15, 0))),
    "no date": Arrivals(tuple(_on(None, status, projectName=str(status)) for status in (1, 4, 10, 77))),
}
