"""Orders in the store: found by every identity and only by their owners, in transactions and by readers."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.store.document_fixtures import (
    ACCOUNT,
    OTHER_ACCOUNT,
    add_accounts,
    axim_order,
    find_order,
    guid,
    import_each,
    marketiger_model,
    marketiger_order,
    oid,
    principal_of,
    printags_order,
    rendered,
)
from triplicate.app.ports import OrderName
from triplicate.core.failures import DomainError, OrderNotFound, OrderOfAnotherAccount
from triplicate.core.ids import MAX_NUMBER
from triplicate.core.order import order as core
from triplicate.core.order.order import Order
from triplicate.main import Installation

Look = Callable[..., Order]


@pytest.fixture(params=["in a transaction", "with the fast reader"])
def order_lookup(request: pytest.FixtureRequest, installation: Installation) -> Look:
    """Finds an order: (kind, value, account) -> order; both ways must give the same answers."""
    add_accounts(installation)

    def fast(kind: Any, value: str | int, account: str | None = ACCOUNT) -> Order:
        async def ask() -> Order:
            reader = installation.reader()
            try:
                return core.decode((await reader.find(principal_of(account), OrderName(kind, value))).document)
            finally:
                await reader.close()

        return asyncio.run(ask())

    def slow(kind: Any, value: str | int, account: str | None = ACCOUNT) -> Order:
        return find_order(installation, kind, value, account)

    return slow if request.param == "in a transaction" else fast


def refusal(look: Look, *asked: Any) -> Any:
    with pytest.raises(DomainError) as caught:
        look(*asked)
    return caught.value.failure


def test_an_order_has_all_its_names_from_the_start(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "marketiger", marketiger_order(1))
    found = order_lookup("guid", guid(1))
    assert found.account == ACCOUNT
    assert order_lookup("oid", found.oid) == order_lookup("number", found.number) == found
    assert found.number == 1


def test_by_whom(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "printags", printags_order(1))
    found = order_lookup("guid", guid(1))
    for kind, value in (("guid", found.guid), ("oid", found.oid)):
        assert order_lookup(kind, value, None) == found
        assert refusal(order_lookup, kind, value, OTHER_ACCOUNT) == OrderOfAnotherAccount(value)
        assert refusal(order_lookup, kind, value, "") == OrderOfAnotherAccount(value)
    assert order_lookup("number", found.number, None) == found
    assert refusal(order_lookup, "number", found.number, OTHER_ACCOUNT) == OrderNotFound(str(found.number))


@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT, None])
@pytest.mark.parametrize(
    ("kind", "value"),
    [("guid", guid(9)), ("oid", oid(9)), ("number", 9), ("number", MAX_NUMBER), ("guid", guid(1)[:-1]), ("oid", "")],
)
def test_what_is_not_there(
    installation: Installation, order_lookup: Look, kind: str, value: Any, account: str | None
) -> None:
    import_each(installation, "axim", axim_order(1, "100"))
    assert refusal(order_lookup, kind, value, account) == OrderNotFound(str(value))


def test_a_number_counts_within_an_account(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "marketiger", marketiger_order(1))
    import_each(installation, "marketiger", marketiger_order(2), account=OTHER_ACCOUNT)
    assert order_lookup("number", 1).guid == guid(1)
    assert order_lookup("number", 1, OTHER_ACCOUNT).guid == guid(2)
    assert refusal(order_lookup, "number", 1, None) == OrderNotFound("1")  # it means two, so it means none
    import_each(installation, "marketiger", marketiger_order(3))
    assert order_lookup("number", 2, None).guid == guid(3)


def test_an_imported_number_is_kept_and_moves_the_counter(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "axim", axim_order(1, "100"))
    import_each(installation, "marketiger", marketiger_order(2))
    assert order_lookup("number", 100).oid == oid(1)
    assert order_lookup("guid", guid(2)).number == 101


def test_a_number_that_is_taken_is_shown_all_the_same_and_ours_is_preferred(
    installation: Installation, order_lookup: Look
) -> None:
    import_each(installation, "axim", axim_order(1, "100"), axim_order(2, "100"), axim_order(3, "100"))
    orders = [order_lookup("oid", oid(n)) for n in (1, 2, 3)]
    assert [found.number for found in orders] == [100, 101, 102]
    assert [rendered(installation, found, "axim")["entityId"] for found in orders] == ["100"] * 3
    assert order_lookup("number", 100).oid == oid(1)
    assert order_lookup("number", 101).oid == oid(2)
    assert refusal(order_lookup, "number", 100, OTHER_ACCOUNT) == OrderNotFound("100")


def test_ours_before_the_documents(installation: Installation, order_lookup: Look) -> None:
    """A number of ours that a document brings as well: the order that we gave it to is found."""
    import_each(installation, "marketiger", marketiger_order(1), marketiger_order(2))
    import_each(installation, "axim", axim_order(3, "1"))
    assert order_lookup("number", 1).guid == guid(1)
    found = order_lookup("oid", oid(3))
    assert found.number == 3
    assert rendered(installation, found, "axim")["entityId"] == "1"


@pytest.mark.parametrize("huge", [str(MAX_NUMBER), str(MAX_NUMBER - 1), str(10**15), str(10**15 + 1)])
def test_huge_numbers_that_are_taken(installation: Installation, order_lookup: Look, huge: str) -> None:
    assert import_each(installation, "axim", axim_order(1, huge), axim_order(2, huge)) == ["new", "new"]
    first, second = order_lookup("oid", oid(1)), order_lookup("oid", oid(2))
    assert first.number == int(huge)
    assert second.number != first.number
    assert rendered(installation, second, "axim")["entityId"] == huge
    assert order_lookup("number", int(huge)).oid == oid(1)


@pytest.mark.parametrize("entity", ["", None, "0", "-5", "007", "A-100", "1e3", "9" * 30, 0, 2**60, 1.5])
def test_an_entity_id_that_is_no_number_is_shown_and_counts_nothing(
    installation: Installation, order_lookup: Look, entity: Any
) -> None:
    try:
        import_each(installation, "axim", axim_order(1, entity))
    except DomainError:
        return  # a document may be refused, but not changed
    found = order_lookup("oid", oid(1))
    assert found.number == 1
    assert rendered(installation, found, "axim")["entityId"] == entity


def test_line_numbers(installation: Installation, order_lookup: Look) -> None:
    """An imported poId is kept and moves the counter; one that is taken is shown, and ours is another."""
    import_each(installation, "marketiger", marketiger_order(1, orderModels=[marketiger_model(7), marketiger_model(9)]))
    import_each(
        installation,
        "marketiger",
        marketiger_order(2, orderModels=[marketiger_model(7), marketiger_model(7), marketiger_model(8)]),
    )
    import_each(installation, "printags", printags_order(3))
    first, second, third = order_lookup("guid", guid(1)), order_lookup("guid", guid(2)), order_lookup("guid", guid(3))
    assert [line.number for line in first.lines] == [7, 9]
    assert [model["poId"] for model in rendered(installation, second, "marketiger")["orderModels"]] == [7, 7, 8]
    numbers = [line.number for found in (first, second, third) for line in found.lines]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) == {7, 8, 9, 10, 11, 12}


def test_line_numbers_of_another_account(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "marketiger", marketiger_order(1, orderModels=[marketiger_model(7)]))
    import_each(
        installation, "marketiger", marketiger_order(2, orderModels=[marketiger_model(7)]), account=OTHER_ACCOUNT
    )
    assert [order_lookup("guid", guid(n), None).lines[0].number for n in (1, 2)] == [7, 7]


def test_names_do_not_change(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "axim", axim_order(1, "100"))
    before = order_lookup("oid", oid(1))
    import_each(installation, "axim", axim_order(1, "200", updatedAt="2025-01-01T00:00:00.000Z"))
    after = order_lookup("oid", oid(1))
    assert (after.guid, after.oid, after.number) == (before.guid, before.oid, before.number)
    assert [line.number for line in after.lines] == [line.number for line in before.lines]
    assert order_lookup("number", 100).oid == oid(1)
