"""Sets of documents of one order, as a vendor might send them over time; by law 7 their order does not matter."""

from typing import Any

from tests.store.document_fixtures import axim, guid, marketiger, model, printags

TRACK = {"trackingNumber": "T1", "shippingMethodId": 3, "trackingUrl": None}
PARCEL = {"id": guid(71), "trackerId": "1", "trackingNumber": "P1", "products": {"modelId": 4}}
FULFILLED = {"carrier": "UPS", "trackingNumber": "A1", "fulfilledAt": "2024-06-02T00:00:00.000Z", "items": []}


def _tiger(day: int, status: int, **more: Any) -> dict[str, Any]:
    told = {"updated": f"2024-01-0{day}T10:00:00Z", "trackAndTrace": None, "orderModels": [model(5)], **more}
    return marketiger(1, status=status, **told)


def _tags(status: str, parcels: list[dict[str, Any]], day: int) -> dict[str, Any]:
    history = [{"status": status, "createdAt": f"2024-07-0{day}T00:00:00.000Z"}]
    return printags(1, status=status, shippings=parcels, statusHistory=history)


def _axim(day: int, order: str, payment: str, **more: Any) -> dict[str, Any]:
    return axim(1, "77", orderStatus=order, paymentStatus=payment, updatedAt=f"2024-06-0{day}T00:00:00.000Z", **more)


UPDATES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "marketiger": (
        "marketiger",
        [
            _tiger(1, 3),
            _tiger(2, 5, orderModels=[model(5), model(6)]),
            _tiger(3, 10, trackAndTrace=TRACK, orderModels=[model(5, status=10)]),
            _tiger(4, 5, extra=1),
        ],
    ),
    "printags": (
        "printags",
        [
            _tags("created", [], 1),
            _tags("manufacturing", [], 2),
            _tags("shipped", [PARCEL], 3),
            _tags("on_hold", [{**PARCEL, "id": guid(72), "trackingNumber": "P2"}], 4),
        ],
    ),
    "axim": (
        "axim",
        [
            _axim(1, "pending", "pending"),
            _axim(2, "processing", "paid"),
            _axim(3, "fulfilled", "paid", fulfilledItems=[FULFILLED]),
            _axim(4, "cancelled", "refunded"),
        ],
    ),
    "the same date": ("marketiger", [_tiger(1, status, projectName=str(status)) for status in (1, 5, 15, 0)]),
    "no date": ("marketiger", [_tiger(1, status, updated=None, projectName=str(status)) for status in (1, 4, 10, 77)]),
}
