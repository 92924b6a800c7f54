"""Vendor updates of one order, as sets of documents whose order of arrival must not matter."""

from typing import Any

from tests.store.document_fixtures import axim_order, guid, marketiger_model, marketiger_order, printags_order

MARKETIGER_TRACKING = {"trackingNumber": "T1", "shippingMethodId": 3, "trackingUrl": None}
PRINTAGS_SHIPMENT = {"id": guid(71), "trackerId": "1", "trackingNumber": "P1", "products": {"modelId": 4}}
AXIM_FULFILMENT = {"carrier": "UPS", "trackingNumber": "A1", "fulfilledAt": "2024-06-02T00:00:00.000Z", "items": []}


def _marketiger(day: int, status: int, **more: Any) -> dict[str, Any]:
    told = {"updated": f"2024-01-0{day}T10:00:00Z", "trackAndTrace": None, "orderModels": [marketiger_model(5)], **more}
    return marketiger_order(1, status=status, **told)


def _printags(status: str, parcels: list[dict[str, Any]], day: int) -> dict[str, Any]:
    history = [{"status": status, "createdAt": f"2024-07-0{day}T00:00:00.000Z"}]
    return printags_order(1, status=status, shippings=parcels, statusHistory=history)


def _axim(day: int, order: str, payment: str, **more: Any) -> dict[str, Any]:
    return axim_order(
        1, "77", orderStatus=order, paymentStatus=payment, updatedAt=f"2024-06-0{day}T00:00:00.000Z", **more
    )


UPDATES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "marketiger": (
        "marketiger",
        [
            _marketiger(1, 3),
            _marketiger(2, 5, orderModels=[marketiger_model(5), marketiger_model(6)]),
            _marketiger(3, 10, trackAndTrace=MARKETIGER_TRACKING, orderModels=[marketiger_model(5, status=10)]),
            _marketiger(4, 5, extra=1),
        ],
    ),
    "printags": (
        "printags",
        [
            _printags("created", [], 1),
            _printags("manufacturing", [], 2),
            _printags("shipped", [PRINTAGS_SHIPMENT], 3),
            _printags("on_hold", [{**PRINTAGS_SHIPMENT, "id": guid(72), "trackingNumber": "P2"}], 4),
        ],
    ),
    "axim": (
        "axim",
        [
            _axim(1, "pending", "pending"),
            _axim(2, "processing", "paid"),
            _axim(3, "fulfilled", "paid", fulfilledItems=[AXIM_FULFILMENT]),
            _axim(4, "cancelled", "refunded"),
        ],
    ),
    "the same date": ("marketiger", [_marketiger(1, status, projectName=str(status)) for status in (1, 5, 15, 0)]),
    "no date": (
        "marketiger",
        [_marketiger(1, status, updated=None, projectName=str(status)) for status in (1, 4, 10, 77)],
    ),
}
