"""Expected vendor statuses, sums and shipments of an order, computed from its native document by the decisions."""

from decimal import Decimal
from typing import Any

Document = dict[str, Any]
STEPS = (
    "creating draft created validated in_queue processing treated batching sent_for_printing manufacturing packaging "
    "packaged ready_for_shipping shipped delivered"
).split()


def has_reached(order: Document, step: str) -> bool:
    """Whether the order has come as far as a step."""
    return STEPS.index(order["step"]) >= STEPS.index(step)


def marketiger_status(order: Document) -> int:
    """The first that matches, in the order of the table; who was given back a part has paid."""
    if order["ending"] in ("cancelled", "expired", "failed"):
        return 0
    if order["payment"] == "refunded":
        return 10 if has_reached(order, "shipped") else 0
    if order["hold"]:
        return 15 if has_reached(order, "in_queue") else 2
    if has_reached(order, "shipped"):
        return 10
    return {"paid": 5, "partially refunded": 5, "pending": 4, "unpaid": 3}.get(order["payment"], 1)


def printags_status(order: Document) -> str:
    """The ending (that of an expired order is `cancelled`, for want of a word), `refunded`, `on_hold`, or the step."""
    ending = "cancelled" if order["ending"] == "expired" else order["ending"]
    refunded = "refunded" if order["payment"] == "refunded" else None
    held = "on_hold" if order["hold"] else None
    status: str = ending or refunded or held or order["step"]
    return status


def axim_statuses(order: Document) -> tuple[str, str]:
    """How far the order is, and its payment. Expired and failed orders read as cancelled, for want of other words."""
    if order["ending"] is not None:
        status = "returned" if order["ending"] == "returned" else "cancelled"
    elif order["fulfilment"] == "complete" or has_reached(order, "shipped"):
        status = "fulfilled"
    elif order["fulfilment"] == "partial":
        status = "partially fulfilled"
    else:
        status = "processing" if has_reached(order, "validated") else "pending"
    payment = order["payment"] if order["payment"] in ("paid", "partially refunded", "refunded") else "pending"
    return status, payment


def check_copies(order: Document, marketiger: Document, printags: Document, axim: Document) -> None:
    """Fails when the copies of an order say another thing than the order, or than each other."""
    assert marketiger["status"] == marketiger_status(order)
    assert printags["status"] == printags_status(order)
    assert (axim["orderStatus"], axim["paymentStatus"]) == axim_statuses(order)
    assert order["id"] == marketiger["id"] == printags["id"]
    assert (order["oid"], str(order["number"])) == (axim["id"], axim["entityId"])
    lines = order["lines"]
    assert [line["number"] for line in lines] == [model["poId"] for model in marketiger["orderModels"]]
    assert [line["oid"] for line in lines] == [item["id"] for item in axim["lineItems"]]
    assert [line["quantity"] for line in lines] == [item["quantity"] for item in axim["lineItems"]]
    assert [line["fulfilled"] for line in lines] == [item["fulfilledQuantity"] for item in axim["lineItems"]]
    assert printags["reference"] == (order["reference"] or "")
    _check_sums(order, marketiger, axim)
    _check_shipments(order, marketiger, printags, axim)


def _check_sums(order: Document, marketiger: Document, axim: Document) -> None:
    totals = order["totals"]
    assert marketiger["shippingRate"] == (totals["shipping"] or 0)
    if totals["total"] is not None:
        assert Decimal(str(axim["total"])) * 100 == totals["total"]
        assert totals["total"] == totals["subtotal"] + (totals["shipping"] or 0) + (totals["tax"] or 0)


def _check_shipments(order: Document, marketiger: Document, printags: Document, axim: Document) -> None:
    numbers = [parcel["tracking_number"] or "" for parcel in order["shipments"]]
    assert [parcel["trackingNumber"] for parcel in printags["shippings"]] == numbers
    assert [parcel["trackingNumber"] for parcel in axim["fulfilledItems"]] == numbers
    shown = marketiger["trackAndTrace"]
    assert (shown["trackingNumber"] if shown else None) == (numbers[-1] or None if numbers else None)
