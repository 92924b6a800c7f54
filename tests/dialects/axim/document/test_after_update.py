"""Axim Commerce: after an update: contradictory statuses, parcels, lines and holds are as in the newest document."""

from tests.conformance.test_samples import sample_order
from tests.conformance.test_updates import UPDATED
from tests.strategies.memory_account import MemoryAccount


def test_words_at_odds_with_the_quantities_stay_while_the_quantities_do() -> None:
    desk, sample = MemoryAccount(), sample_order("axim")
    desk.import_document("axim", sample)
    renamed = {**sample, "updatedAt": "2024-09-01T00:00:00.000Z", "metaFields": [{"code": "po", "value": "7"}]}
    assert desk.import_document("axim", renamed) is UPDATED
    shown = desk.render("axim")
    assert (shown["orderStatus"], shown["paymentStatus"]) == ("partially fulfilled", "refunded")


def test_words_at_odds_with_the_quantities_give_way_when_the_quantities_change() -> None:
    desk, sample = MemoryAccount(), sample_order("axim")
    desk.import_document("axim", sample)
    line = {**sample["lineItems"][0], "fulfilledQuantity": 1}
    earlier = {**sample, "updatedAt": "2024-06-01T00:00:00.000Z", "lineItems": [line]}
    assert desk.import_document("axim", earlier) is UPDATED, "what was fulfilled stays fulfilled"
    assert desk.render("axim")["lineItems"][0]["fulfilledQuantity"] == 1
    assert desk.render("axim")["orderStatus"] == "fulfilled"


def test_what_is_said_of_one_parcel_is_not_said_of_another() -> None:
    line = {"id": "664f2310d5775459152d0001", "quantity": 2}
    one = {"carrier": "UPS", "trackingNumber": "T1", "fulfilledAt": "2024-07-01T10:00:00Z", "items": [], "box": "red"}
    two = {"carrier": "UPS", "trackingNumber": "T2", "fulfilledAt": "2024-07-02T10:00:00Z", "items": [], "box": "blue"}
    body = {"id": "664f2310d5775459152d6dd8", "lineItems": [line], "orderStatus": "processing"}
    desk = MemoryAccount()
    desk.import_document("axim", {**body, "updatedAt": "2024-07-01T12:00:00.000Z", "fulfilledItems": [one]})
    desk.import_document("axim", {**body, "updatedAt": "2024-07-02T12:00:00.000Z", "fulfilledItems": [two]})
    boxes = {parcel["trackingNumber"]: parcel.get("box") for parcel in desk.render("axim")["fulfilledItems"]}
    assert set(boxes) == {"T1", "T2"}
    assert boxes["T1"] in ("red", None)
    assert boxes["T2"] in ("blue", None)
