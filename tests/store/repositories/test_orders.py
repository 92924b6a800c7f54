"""Orders as stored: found under every identity, by their owners, in a transaction and by the fast readers alike."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.store.document_fixtures import (
    HERE,
    THERE,
    accounts,
    axim,
    bring,
    caller,
    guid,
    marketiger,
    model,
    oid,
    order,
    printags,
    shown,
)
from triplicate.app.ports import Reference
from triplicate.core.failures import NoSuchOrder, NotYourOrder, Refused
from triplicate.core.ids import MAX_NUMBER
from triplicate.core.order import order as core
from triplicate.core.order.order import Order
from triplicate.main import House

Look = Callable[..., Order]


@pytest.fixture(params=["in a transaction", "with the fast reader"])
def look(request: pytest.FixtureRequest, house: House) -> Look:
    """Finds an order: (kind, value, account) -> order; both ways must give the same answers."""
    accounts(house)

    def fast(kind: Any, value: str | int, account: str | None = HERE) -> Order:
        async def ask() -> Order:
            reader = house.reader()
            try:
                return core.decode((await reader.find(caller(account), Reference(kind, value))).document)
            finally:
                await reader.close()

        return asyncio.run(ask())

    def slow(kind: Any, value: str | int, account: str | None = HERE) -> Order:
        return order(house, kind, value, account)

    return slow if request.param == "in a transaction" else fast


def refusal(look: Look, *asked: Any) -> Any:
    with pytest.raises(Refused) as caught:
        look(*asked)
    return caught.value.failure


def test_an_order_has_all_its_names_from_the_start(house: House, look: Look) -> None:
    bring(house, "marketiger", marketiger(1))
    found = look("guid", guid(1))
    assert found.account == HERE
    assert look("oid", found.oid) == look("number", found.number) == found
    assert found.number == 1


def test_by_whom(house: House, look: Look) -> None:
    bring(house, "printags", printags(1))
    found = look("guid", guid(1))
    for kind, value in (("guid", found.guid), ("oid", found.oid)):
        assert look(kind, value, None) == found
        assert refusal(look, kind, value, THERE) == NotYourOrder(value)
        assert refusal(look, kind, value, "") == NotYourOrder(value)
    assert look("number", found.number, None) == found
    assert refusal(look, "number", found.number, THERE) == NoSuchOrder(str(found.number))


@pytest.mark.parametrize("account", [HERE, THERE, None])
@pytest.mark.parametrize(
    ("kind", "value"),
    [("guid", guid(9)), ("oid", oid(9)), ("number", 9), ("number", MAX_NUMBER), ("guid", guid(1)[:-1]), ("oid", "")],
)
def test_what_is_not_there(house: House, look: Look, kind: str, value: Any, account: str | None) -> None:
    bring(house, "axim", axim(1, "100"))
    assert refusal(look, kind, value, account) == NoSuchOrder(str(value))


def test_a_number_counts_within_an_account(house: House, look: Look) -> None:
    bring(house, "marketiger", marketiger(1))
    bring(house, "marketiger", marketiger(2), account=THERE)
    assert look("number", 1).guid == guid(1)
    assert look("number", 1, THERE).guid == guid(2)
    assert refusal(look, "number", 1, None) == NoSuchOrder("1")  # it means two, so it means none
    bring(house, "marketiger", marketiger(3))
    assert look("number", 2, None).guid == guid(3)


def test_an_imported_number_is_kept_and_moves_the_counter(house: House, look: Look) -> None:
    bring(house, "axim", axim(1, "100"))
    bring(house, "marketiger", marketiger(2))
    assert look("number", 100).oid == oid(1)
    assert look("guid", guid(2)).number == 101


def test_a_number_that_is_taken_is_shown_all_the_same_and_ours_is_preferred(house: House, look: Look) -> None:
    bring(house, "axim", axim(1, "100"), axim(2, "100"), axim(3, "100"))
    orders = [look("oid", oid(n)) for n in (1, 2, 3)]
    assert [found.number for found in orders] == [100, 101, 102]
    assert [shown(house, found, "axim")["entityId"] for found in orders] == ["100"] * 3
    assert look("number", 100).oid == oid(1)
    assert look("number", 101).oid == oid(2)
    assert refusal(look, "number", 100, THERE) == NoSuchOrder("100")


def test_ours_before_the_documents(house: House, look: Look) -> None:
    """A number of ours that a document brings as well: the order that we gave it to is found."""
    bring(house, "marketiger", marketiger(1), marketiger(2))
    bring(house, "axim", axim(3, "1"))
    assert look("number", 1).guid == guid(1)
    found = look("oid", oid(3))
    assert found.number == 3
    assert shown(house, found, "axim")["entityId"] == "1"


@pytest.mark.parametrize("huge", [str(MAX_NUMBER), str(MAX_NUMBER - 1), str(10**15), str(10**15 + 1)])
def test_huge_numbers_that_are_taken(house: House, look: Look, huge: str) -> None:
    assert bring(house, "axim", axim(1, huge), axim(2, huge)) == ["new", "new"]
    first, second = look("oid", oid(1)), look("oid", oid(2))
    assert first.number == int(huge)
    assert second.number != first.number
    assert shown(house, second, "axim")["entityId"] == huge
    assert look("number", int(huge)).oid == oid(1)


@pytest.mark.parametrize("entity", ["", None, "0", "-5", "007", "A-100", "1e3", "9" * 30, 0, 2**60, 1.5])
def test_an_entity_id_that_is_no_number_is_shown_and_counts_nothing(house: House, look: Look, entity: Any) -> None:
    try:
        bring(house, "axim", axim(1, entity))
    except Refused:
        return  # a document may be refused, but not changed
    found = look("oid", oid(1))
    assert found.number == 1
    assert shown(house, found, "axim")["entityId"] == entity


def test_line_numbers(house: House, look: Look) -> None:
    """An imported poId is kept and moves the counter; one that is taken is shown, and ours is another."""
    bring(house, "marketiger", marketiger(1, orderModels=[model(7), model(9)]))
    bring(house, "marketiger", marketiger(2, orderModels=[model(7), model(7), model(8)]))
    bring(house, "printags", printags(3))
    first, second, third = look("guid", guid(1)), look("guid", guid(2)), look("guid", guid(3))
    assert [line.number for line in first.lines] == [7, 9]
    assert [model["poId"] for model in shown(house, second, "marketiger")["orderModels"]] == [7, 7, 8]
    numbers = [line.number for found in (first, second, third) for line in found.lines]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) == {7, 8, 9, 10, 11, 12}


def test_line_numbers_of_another_account(house: House, look: Look) -> None:
    bring(house, "marketiger", marketiger(1, orderModels=[model(7)]))
    bring(house, "marketiger", marketiger(2, orderModels=[model(7)]), account=THERE)
    assert [look("guid", guid(n), None).lines[0].number for n in (1, 2)] == [7, 7]


def test_names_do_not_change(house: House, look: Look) -> None:
    bring(house, "axim", axim(1, "100"))
    before = look("oid", oid(1))
    bring(house, "axim", axim(1, "200", updatedAt="2025-01-01T00:00:00.000Z"))
    after = look("oid", oid(1))
    assert (after.guid, after.oid, after.number) == (before.guid, before.oid, before.number)
    assert [line.number for line in after.lines] == [line.number for line in before.lines]
    assert look("number", 100).oid == oid(1)
