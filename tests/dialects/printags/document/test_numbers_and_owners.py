"""Printags: imported running numbers are always shown, even when taken; an order stays with its account."""

from tests.conformance.test_numbers_and_owners import OTHER
from tests.strategies import complete_documents
from tests.strategies.memory_account import MemoryAccount


def test_numbers_count_per_account() -> None:
    desk = MemoryAccount()
    other = MemoryAccount(OTHER, desk.unit)
    desk.import_document("printags", complete_documents.complete_document("printags"))
    other.import_document(
        "printags", complete_documents.complete_document("printags", id="00000000-e21a-11d4-a789-0242ac120002")
    )
    assert [order.number for order in (*desk.orders, *other.orders)] == [1, 1]
