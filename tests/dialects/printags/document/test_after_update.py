"""Printags: after an update, parcels and holds are as in the newest document."""

from tests.conformance.registry import CONFORMANCES
from tests.conformance.statuses import State
from tests.conformance.test_updates import LATER
from tests.strategies import complete_documents
from tests.strategies.memory_account import MemoryAccount

CREATED, _, SHIPPED = LATER["printags"]["statusHistory"]


def test_two_parcels_of_one_id_are_both_kept_through_an_update() -> None:
    parcels = [{"id": complete_documents.GUID, "trackingNumber": number, "products": {}} for number in ("T1", "T2")]
    desk = MemoryAccount()
    desk.import_document("printags", complete_documents.complete_document("printags", shippings=parcels))
    desk.import_document(
        "printags", complete_documents.complete_document("printags", shippings=parcels, **LATER["printags"])
    )
    for dialect, conformance in CONFORMANCES.items():
        numbers = ["T1", "T2"] if conformance.shows_every_parcel else ["T2"]
        assert conformance.tracking_numbers(desk.render(dialect)) == numbers


def assert_statuses(desk: MemoryAccount, state: State) -> None:
    for dialect, conformance in CONFORMANCES.items():
        assert conformance.statuses.read(desk.render(dialect)) == conformance.statuses.expected(state), dialect


def test_a_hold_ends_when_a_later_document_no_longer_says_it() -> None:
    held = {"id": complete_documents.GUID, "status": "on_hold", "createdAt": "2024-07-02T09:26:55.737Z"}
    desk = MemoryAccount()
    desk.import_document(
        "printags", complete_documents.complete_document("printags", status="on_hold", statusHistory=[CREATED, held])
    )
    assert desk.render("printags")["status"] == "on_hold"
    assert_statuses(desk, State("created", held=True, fulfilment="partial"))
    desk.import_document(
        "printags",
        complete_documents.complete_document("printags", status="shipped", statusHistory=[CREATED, held, SHIPPED]),
    )
    assert desk.render("printags")["status"] == "shipped"
    assert_statuses(desk, State("shipped", fulfilment="partial"))


def test_parcels_say_that_an_order_is_partially_fulfilled() -> None:
    groups = [{"id": complete_documents.GUID, "modelId": "card", "quantity": 3}]
    parcels = [{"id": complete_documents.GUID, "trackingNumber": "T", "products": {"card": 2}}]
    body = {"id": complete_documents.GUID, "status": "packaged", "product_groups": groups, "shippings": parcels}
    for quantity, extent in ((2, "partial"), (3, "complete")):
        parcels[0]["products"] = {"card": quantity}
        desk = MemoryAccount()
        desk.import_document("printags", body)
        assert desk.render("native")["fulfilment"] == extent
