"""Printags: unknown statuses: preserved in their own dialect, never a default in another."""

from tests.conformance.test_unknown_statuses import GUID, desk_with


def test_the_status_of_a_piece_stays_itself() -> None:
    desk = desk_with("printags", {"id": GUID, "status": "created", "products": [{"id": GUID, "status": "drying"}]})
    (unit,) = desk.order.pieces or ()
    assert (unit.step, unit.vendor_status) == (None, "drying")
    assert desk.render("printags")["products"][0]["status"] == "drying"
