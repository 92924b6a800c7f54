"""Printags: stale copies: importing an old copy of ours after the order moved on changes nothing."""

import pytest

from tests.conformance.test_stale_copies import OTHERS, told_differently
from tests.dialects.printags.documents import STATUSES as PRINTAGS_STATUSES
from tests.strategies import complete_documents
from tests.strategies.memory_account import MemoryAccount

CREATED = complete_documents.complete_document("printags")["statusHistory"][0]


@pytest.mark.parametrize("target", OTHERS["printags"])
@pytest.mark.parametrize("word", PRINTAGS_STATUSES)
def test_an_old_copy_of_a_printags_order(word: str, target: str) -> None:
    desk = MemoryAccount()
    now = {"status": word, "createdAt": "2024-07-02T09:26:55.737Z"}
    desk.import_document(
        "printags", complete_documents.complete_document("printags", status=word, statusHistory=[CREATED, now])
    )
    copy = desk.render(target)
    later = {"status": "delivered", "createdAt": "2024-07-05T09:26:55.737Z"}
    desk.import_document(
        "printags",
        complete_documents.complete_document("printags", status="delivered", statusHistory=[CREATED, now, later]),
    )
    assert told_differently(desk, target, copy) == {}


@pytest.mark.parametrize("target", OTHERS["printags"])
def test_an_old_copy_adds_nothing_to_the_history(target: str) -> None:
    """Its status is coarser than the order's: what it can be read as never happened at the moment that it is dated."""
    parcel = {"id": complete_documents.GUID, "trackingNumber": "T1", "products": {"ntag424_pvccard_white": 1}}
    desk = MemoryAccount()
    desk.import_document(
        "printags",
        complete_documents.complete_document("printags", status="created", statusHistory=[CREATED], shippings=[parcel]),
    )
    copy = desk.render(target)
    desk.import_document(
        "printags",
        complete_documents.complete_document("printags", status="shipped", statusHistory=[CREATED], shippings=[parcel]),
    )
    assert told_differently(desk, target, copy) == {}
