"""Printags: round trip: a first import of any valid document, rendered in its own dialect, is that document."""

from tests.conformance.test_round_trip import GUID, round_trip


def test_ids_that_repeat_are_kept() -> None:
    group = {"id": GUID, "quantity": 2}
    lists = {
        "product_groups": [{**group, "name": "a", "x": 1}, {**group, "name": "b", "x": 2}],
        "products": [{"id": GUID, "status": "created"}, {"id": GUID, "status": "shipped", "x": 1}],
        "shippings": [
            {"id": GUID, "trackingNumber": "T1", "x": 1},
            {"id": GUID, "trackingNumber": "T2", "x": 2},
            {"id": GUID, "trackingNumber": "T1", "x": 3},
        ],
    }
    round_trip("printags", {"id": GUID, "status": "created", **lists})
