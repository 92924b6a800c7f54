"""Marketiger: imported running numbers are always shown, even when taken; an order stays with its account."""

from typing import Any

from tests.strategies import complete_documents
from tests.strategies.memory_account import ACCOUNT, MemoryAccount


def test_production_orders_of_two_orders_may_be_the_same_and_each_shows_its_own() -> None:
    desk = MemoryAccount()
    for id in ("123e4567-e89b-12d3-a456-426614174000", "223e4567-e89b-12d3-a456-426614174000"):
        desk.import_document("marketiger", complete_documents.complete_document("marketiger", id=id))
    numbers = [line.number for order in desk.orders for line in order.lines]
    assert len(set(numbers)) == 4
    shown = [[model["poId"] for model in rendered(desk, order.guid)["orderModels"]] for order in desk.orders]
    assert shown == [[123, 124], [123, 124]]


def rendered(desk: MemoryAccount, id: int | str) -> Any:
    """The copy of the order with this id, in the dialect that it came by."""
    (order,) = [order for order in desk.orders if id in (order.guid, int(order.oid, 16))]
    alone = MemoryAccount(ACCOUNT)
    alone.unit.orders.add(order)
    return alone.render(order.origin)
