"""Axim Commerce: unknown statuses: preserved in their own dialect, each axis by itself."""

from tests.conformance.test_unknown_statuses import GUID, desk_with

OID = "664f2310d5775459152d6dd8"


def test_one_unknown_word_leaves_the_other_axis_known() -> None:
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": "backordered", "paymentStatus": "paid"})
    assert (desk.render("native")["step"], desk.render("native")["payment"]) == (None, "paid")
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": "fulfilled", "paymentStatus": "disputed"})
    assert (desk.render("native")["step"], desk.render("native")["payment"]) == ("shipped", None)


def test_a_native_word_of_ours_is_shown() -> None:
    words = {"axim.order": "backordered"}
    desk = desk_with("native", {"id": GUID, "lines": [], "step": "created", "words": words})
    assert desk.render("axim")["orderStatus"] == "backordered"


def test_quantities_say_that_an_order_is_partially_fulfilled() -> None:
    line = {"id": OID, "quantity": 2, "fulfilledQuantity": 1}
    desk = desk_with("axim", {"id": OID, "lineItems": [line], "orderStatus": "partially fulfilled"})
    copy, native = desk.render("axim"), desk.render("native")
    assert (copy["orderStatus"], copy.get("paymentStatus", "")) == ("partially fulfilled", "")
    assert (native["step"], native["payment"], native["fulfilment"]) == ("validated", None, "partial")


def test_parcels_say_that_an_order_is_partially_fulfilled() -> None:
    shipments = [{"items": [{"line": GUID, "quantity": 2}]}]
    document = {"id": GUID, "step": "packaged", "lines": [{"id": GUID, "quantity": 3}], "shipments": shipments}
    assert desk_with("native", document).render("axim")["orderStatus"] == "partially fulfilled"
    shipments[0]["items"] = [{"line": GUID, "quantity": 3}]
    assert desk_with("native", document).render("axim")["orderStatus"] == "fulfilled"
