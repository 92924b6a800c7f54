"""Axim Commerce: imported running numbers are always shown, even when taken; an order stays with its account."""

from typing import Any

import pytest

from tests.strategies.memory_account import ACCOUNT, MemoryAccount


def axim(id: int, entity: Any) -> dict[str, Any]:
    """An Axim order with a running number of its own."""
    return {"id": f"{id:024x}", "lineItems": [], "entityId": entity}


def by_oid(desk: MemoryAccount) -> dict[str, int]:
    """The running numbers of the desk's orders."""
    return {order.oid: order.number for order in desk.orders}


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


def rendered(desk: MemoryAccount, id: int | str) -> Any:
    """The copy of the order with this id, in the dialect that it came by."""
    (order,) = [order for order in desk.orders if id in (order.guid, int(order.oid, 16))]
    alone = MemoryAccount(ACCOUNT)
    alone.unit.orders.add(order)
    return alone.render(order.origin)
