"""Orders in the store: found by every identity and only by their owners, in transactions and by readers."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance import numbered_documents
from tests.conformance.numbered_documents import order_name
from tests.conformance.registry import CONFORMANCES
from tests.store.document_fixtures import (
    ACCOUNT,
    OTHER_ACCOUNT,
    add_accounts,
    find_order,
    guid,
    import_each,
    native_lines,
    native_order,
    oid,
    principal_of,
    rendered,
)
from tests.strategies.documents import DIALECTS
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
    import_each(installation, "native", native_order(1))
    order = order_lookup("guid", guid(1))
    assert order.account == ACCOUNT
    assert order_lookup("oid", order.oid) == order_lookup("number", order.number) == order
    assert order.number == 1


def test_by_whom(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "native", native_order(1))
    order = order_lookup("guid", guid(1))
    for kind, value in (("guid", order.guid), ("oid", order.oid)):
        assert order_lookup(kind, value, None) == order
        assert refusal(order_lookup, kind, value, OTHER_ACCOUNT) == OrderOfAnotherAccount(value)
        assert refusal(order_lookup, kind, value, "") == OrderOfAnotherAccount(value)
    assert order_lookup("number", order.number, None) == order
    assert refusal(order_lookup, "number", order.number, OTHER_ACCOUNT) == OrderNotFound(str(order.number))


@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT, None])
@pytest.mark.parametrize(
    ("kind", "value"),
    [("guid", guid(9)), ("oid", oid(9)), ("number", 9), ("number", MAX_NUMBER), ("guid", guid(1)[:-1]), ("oid", "")],
)
def test_what_is_not_there(
    installation: Installation, order_lookup: Look, kind: str, value: Any, account: str | None
) -> None:
    import_each(installation, "native", native_order(1, oid=oid(1), number=100))
    assert refusal(order_lookup, kind, value, account) == OrderNotFound(str(value))


def test_a_number_counts_within_an_account(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "native", native_order(1))
    import_each(installation, "native", native_order(2), account=OTHER_ACCOUNT)
    assert order_lookup("number", 1).guid == guid(1)
    assert order_lookup("number", 1, OTHER_ACCOUNT).guid == guid(2)
    assert refusal(order_lookup, "number", 1, None) == OrderNotFound("1")  # it means two, so it means none
    import_each(installation, "native", native_order(3))
    assert order_lookup("number", 2, None).guid == guid(3)


def test_an_imported_number_is_kept_and_moves_the_counter(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "native", native_order(1, number=100), native_order(2))
    assert order_lookup("number", 100).guid == guid(1)
    assert order_lookup("guid", guid(2)).number == 101


def test_a_number_that_is_taken_is_shown_all_the_same_and_ours_is_preferred(
    installation: Installation, order_lookup: Look
) -> None:
    import_each(installation, "native", *(native_order(n, number=100) for n in (1, 2, 3)))
    orders = [order_lookup("guid", guid(n)) for n in (1, 2, 3)]
    assert [order.number for order in orders] == [100, 101, 102]
    assert [rendered(installation, order, "native")["number"] for order in orders] == [100] * 3
    assert order_lookup("number", 100).guid == guid(1)
    assert order_lookup("number", 101).guid == guid(2)
    assert refusal(order_lookup, "number", 100, OTHER_ACCOUNT) == OrderNotFound("100")


def test_ours_before_the_documents(installation: Installation, order_lookup: Look) -> None:
    """A number of ours that a document brings as well: the order that we gave it to is found."""
    import_each(installation, "native", native_order(1), native_order(2), native_order(3, number=1))
    assert order_lookup("number", 1).guid == guid(1)
    order = order_lookup("guid", guid(3))
    assert order.number == 3
    assert rendered(installation, order, "native")["number"] == 1


@pytest.mark.parametrize("huge", [MAX_NUMBER, MAX_NUMBER - 1, 10**15, 10**15 + 1])
def test_huge_numbers_that_are_taken(installation: Installation, order_lookup: Look, huge: int) -> None:
    documents = native_order(1, number=huge), native_order(2, number=huge)
    assert import_each(installation, "native", *documents) == ["new", "new"]
    first, second = order_lookup("guid", guid(1)), order_lookup("guid", guid(2))
    assert first.number == huge
    assert second.number != first.number
    assert rendered(installation, second, "native")["number"] == huge
    assert order_lookup("number", huge).guid == guid(1)


@pytest.mark.parametrize("number", [None, 0, -5, 2**60, 10**30])
def test_a_number_that_is_none_of_ours_is_shown_and_counts_nothing(
    installation: Installation, order_lookup: Look, number: Any
) -> None:
    try:
        import_each(installation, "native", native_order(1, number=number))
    except DomainError:
        return  # a document may be refused, but not changed
    order = order_lookup("guid", guid(1))
    assert order.number == 1
    assert rendered(installation, order, "native")["number"] == number


def test_line_numbers(installation: Installation, order_lookup: Look) -> None:
    """An imported number is kept and moves the counter; one that is taken is shown, and ours is another."""
    lines = native_lines(7, 9), native_lines(7, 7, 8), native_lines(0)
    import_each(installation, "native", *(native_order(n, lines=of) for n, of in enumerate(lines, 1)))
    first, second, third = order_lookup("guid", guid(1)), order_lookup("guid", guid(2)), order_lookup("guid", guid(3))
    assert [line.number for line in first.lines] == [7, 9]
    assert [line["number"] for line in rendered(installation, second, "native")["lines"]] == [7, 7, 8]
    numbers = [line.number for order in (first, second, third) for line in order.lines]
    assert sorted(numbers) == [7, 8, 9, 10, 11, 12]


def test_line_numbers_of_another_account(installation: Installation, order_lookup: Look) -> None:
    import_each(installation, "native", native_order(1, lines=native_lines(7)))
    import_each(installation, "native", native_order(2, lines=native_lines(7)), account=OTHER_ACCOUNT)
    assert [order_lookup("guid", guid(n), None).lines[0].number for n in (1, 2)] == [7, 7]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_names_do_not_change(installation: Installation, order_lookup: Look, dialect: str) -> None:
    document = numbered_documents.complete(dialect, 1)
    import_each(installation, dialect, document)
    name = order_name(dialect, document)
    before = order_lookup(*name)
    import_each(installation, dialect, {**document, **CONFORMANCES[dialect].later, "number": 200})
    after = order_lookup(*name)
    assert after.version > before.version
    assert (after.guid, after.oid, after.number) == (before.guid, before.oid, before.number)
    assert [line.number for line in after.lines] == [line.number for line in before.lines]
    assert order_lookup("number", before.number).guid == before.guid
