"""After an update: contradictory statuses, parcels, lines and holds are as in the newest document."""

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_updates import LATER, UPDATED
from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount

CREATED, _, SHIPPED = LATER["printags"]["statusHistory"]
DATES = ("updated", "updatedAt", "statusHistory", "updated_at")


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
