"""Successive documents of one order of Printags, whose order of arrival must not matter."""

from tests.conformance.protocol import Arrivals, Document
from tests.dialects.printags.documents import complete
from tests.strategies.numbered_ids import guid


def parcel(tracking_number: str) -> Document:
    """Members with a parcel, whose id follows from its number."""
    id = guid(1000 * ord(tracking_number[0]) + int(tracking_number[1:]))
    return {"shippings": [{"id": id, "trackerId": "1", "trackingNumber": tracking_number, "products": {"modelId": 4}}]}


def _on(day: int, status: str, **members: object) -> Document:
    """Order 1 as it is on some day."""
    history = [{"status": status, "createdAt": f"2024-07-0{day}T00:00:00.000Z"}]
    return complete(id=guid(1), status=status, statusHistory=history, **{"shippings": [], **members})


ARRIVALS = {
    "two parcels and a hold": Arrivals(
        (
            _on(1, "created"),
            _on(2, "manufacturing"),
            _on(3, "shipped", **parcel("P1")),
            _on(4, "on_hold", **parcel("P2")),
        ),
        {"status": "on_hold", "shippings": [*parcel("P1")["shippings"], *parcel("P2")["shippings"]]},
    )
}
