"""After an update: contradictory statuses, parcels, lines and holds are as in the newest document."""

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_samples import sample_order
from tests.conformance.test_updates import LATER, UPDATED
from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount

CREATED, _, SHIPPED = LATER["printags"]["statusHistory"]
DATES = ("updated", "updatedAt", "statusHistory", "updated_at")


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


def test_two_parcels_of_one_id_are_both_kept_through_an_update() -> None:
    parcels = [{"id": complete_documents.GUID, "trackingNumber": number, "products": {}} for number in ("T1", "T2")]
    desk = MemoryAccount()
    desk.import_document("printags", complete_documents.complete_document("printags", shippings=parcels))
    desk.import_document(
        "printags", complete_documents.complete_document("printags", shippings=parcels, **LATER["printags"])
    )
    assert [parcel["trackingNumber"] for parcel in desk.render("printags")["shippings"]] == ["T1", "T2"]
    assert [parcel["trackingNumber"] for parcel in desk.render("axim")["fulfilledItems"]] == ["T1", "T2"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_document_without_a_date_is_older_than_any_with_one(dialect: str) -> None:
    undated = {
        name: value for name, value in complete_documents.complete_document(dialect).items() if name not in DATES
    }
    desk = MemoryAccount()
    desk.import_document(dialect, undated)
    assert (
        desk.import_document(dialect, complete_documents.complete_document(dialect, **LATER[dialect], colour="blue"))
        is UPDATED
    )
    assert desk.render(dialect)["colour"] == "blue"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_new_line_is_shown_with_ids_of_its_own(dialect: str) -> None:
    name = CONFORMANCES[dialect].lines
    desk, body = MemoryAccount(), complete_documents.complete_document(dialect)
    desk.import_document(dialect, {**body, name: body[name][:1]})
    first = desk.order.lines[0]
    desk.import_document(dialect, {**body, **LATER[dialect]})
    lines = desk.order.lines
    assert (lines[0].guid, lines[0].oid, lines[0].number) == (first.guid, first.oid, first.number)
    assert len({line.number for line in lines} | {line.guid for line in lines}) == 2 * len(lines) == 4


def test_a_hold_ends_when_a_later_document_no_longer_says_it() -> None:
    held = {"id": complete_documents.GUID, "status": "on_hold", "createdAt": "2024-07-02T09:26:55.737Z"}
    desk = MemoryAccount()
    desk.import_document(
        "printags", complete_documents.complete_document("printags", status="on_hold", statusHistory=[CREATED, held])
    )
    assert (desk.render("printags")["status"], desk.render("marketiger")["status"]) == ("on_hold", 2)
    desk.import_document(
        "printags",
        complete_documents.complete_document("printags", status="shipped", statusHistory=[CREATED, held, SHIPPED]),
    )
    assert (desk.render("printags")["status"], desk.render("marketiger")["status"]) == ("shipped", 10)
