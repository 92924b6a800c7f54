"""Imported running numbers are always shown, even when taken; an order stays with its account."""

import pytest

from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount
from tests.strategies.numbered_ids import guid
from triplicate.app.documents.import_document import Outcome
from triplicate.app.records import Account
from triplicate.core.failures import DomainError, OrderOfAnotherAccount

OTHER = Account("00000000-e89b-12d3-a456-426614174000", "Another", "EUR", "2024-01-01T00:00:00.000Z")


def test_an_imported_number_is_ours_and_moves_the_counter_past_itself() -> None:
    desk = MemoryAccount()
    desk.import_document("native", {"id": guid(1), "lines": [], "number": 100})
    desk.import_document("native", {"id": guid(2), "lines": []})
    assert sorted(order.number for order in desk.orders) == [100, 101]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_document_of_another_accounts_order_is_refused_and_changes_nothing(dialect: str) -> None:
    desk = MemoryAccount()
    other = MemoryAccount(OTHER, desk.unit)
    assert desk.import_document(dialect, complete_documents.complete_document(dialect)) is Outcome.NEW
    stored = desk.unit.memory.documents.copy()
    with pytest.raises(DomainError) as caught:
        other.import_document(dialect, complete_documents.complete_document(dialect, colour="red"))
    assert isinstance(caught.value.failure, OrderOfAnotherAccount)
    assert (desk.unit.memory.documents, other.orders, len(desk.unit.events)) == (stored, [], 1)
