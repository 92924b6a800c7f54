"""Imported running numbers are always shown, even when taken; an order stays with its account."""

from typing import Any

import pytest

from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import ACCOUNT, MemoryAccount
from triplicate.app.documents.import_document import Outcome
from triplicate.app.records import Account
from triplicate.core.failures import DomainError, OrderOfAnotherAccount

OTHER = Account("00000000-e89b-12d3-a456-426614174000", "Another", "EUR", "2024-01-01T00:00:00.000Z")


def axim(id: int, entity: Any) -> dict[str, Any]:
    """An Axim order with a running number of its own."""
    return {"id": f"{id:024x}", "lineItems": [], "entityId": entity}


def by_oid(desk: MemoryAccount) -> dict[str, int]:
    """The running numbers of the desk's orders."""
    return {order.oid: order.number for order in desk.orders}


def test_an_imported_number_is_ours_and_moves_the_counter_past_itself() -> None:
    desk = MemoryAccount()
    desk.import_document("axim", axim(1, "100"))
    desk.import_document("printags", complete_documents.complete_document("printags"))
    assert sorted(order.number for order in desk.orders) == [100, 101]


def test_a_number_that_is_taken_is_shown_beside_one_of_ours() -> None:
    desk = MemoryAccount()
    desk.import_document("axim", axim(1, "7"))
    desk.import_document("axim", axim(2, 7))
    assert by_oid(desk) == {f"{1:024x}": 7, f"{2:024x}": 8}
    shown = {id: rendered(desk, id)["entityId"] for id in (1, 2)}
    assert shown == {1: "7", 2: 7}


@pytest.mark.parametrize("entity", ["0100", "A-7", "", 0, -1, 2**53, 10**300, "9" * 40, None])
def test_what_is_no_running_number_is_shown_and_counts_for_none(entity: Any) -> None:
    desk = MemoryAccount()
    desk.import_document("axim", axim(1, entity))
    assert desk.order.number == 1
    assert desk.render("axim")["entityId"] == entity


def test_production_orders_of_two_orders_may_be_the_same_and_each_shows_its_own() -> None:
    desk = MemoryAccount()
    for id in ("123e4567-e89b-12d3-a456-426614174000", "223e4567-e89b-12d3-a456-426614174000"):
        desk.import_document("marketiger", complete_documents.complete_document("marketiger", id=id))
    numbers = [line.number for order in desk.orders for line in order.lines]
    assert len(set(numbers)) == 4
    shown = [[model["poId"] for model in rendered(desk, order.guid)["orderModels"]] for order in desk.orders]
    assert shown == [[123, 124], [123, 124]]


def test_numbers_count_per_account() -> None:
    desk = MemoryAccount()
    other = MemoryAccount(OTHER, desk.unit)
    desk.import_document("printags", complete_documents.complete_document("printags"))
    other.import_document(
        "printags", complete_documents.complete_document("printags", id="00000000-e21a-11d4-a789-0242ac120002")
    )
    assert [order.number for order in (*desk.orders, *other.orders)] == [1, 1]


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


def rendered(desk: MemoryAccount, id: int | str) -> Any:
    """The copy of the order with this id, in the dialect that it came by."""
    (order,) = [order for order in desk.orders if id in (order.guid, int(order.oid, 16))]
    alone = MemoryAccount(ACCOUNT)
    alone.unit.orders.add(order)
    return alone.render(order.origin)
