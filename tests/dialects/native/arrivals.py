"""Successive native documents of one order, whose order of arrival must not matter."""

from tests.conformance.protocol import Arrivals, Document
from tests.dialects.native.document_updates import complete
from tests.strategies.numbered_ids import guid, oid


def identity(number: int) -> Document:
    """The identity of a numbered document."""
    return {"id": guid(number), "oid": oid(number), "number": number}


def parcel(tracking_number: str) -> Document:
    """Members with a parcel, whose id follows from its number."""
    return {
        "shipments": [
            {"id": guid(1000 * ord(tracking_number[0]) + int(tracking_number[1:])), "tracking_number": tracking_number}
        ]
    }


def _on(day: int, step: str, payment: str, **members: object) -> Document:
    """Order 1 as it is on some day."""
    updated_at = f"2024-08-0{day}T00:00:00.000Z"
    return complete(
        **identity(1), step=step, payment=payment, updated_at=updated_at, **{"shipments": [], "hold": None, **members}
    )


ARRIVALS = {
    "two parcels and a hold": Arrivals(
        (
            _on(1, "created", "unpaid"),
            _on(2, "manufacturing", "paid"),
            _on(3, "shipped", "paid", **parcel("P1")),
            _on(4, "packaged", "refunded", hold={"reason": "address"}, **parcel("P2")),
        ),
        {"step": "shipped", "payment": "refunded"},
    )
}
