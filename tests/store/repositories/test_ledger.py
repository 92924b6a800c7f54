"""The ledger of an account's balance: without gaps, every balance the sum of what came before, whoever else pays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.store.derived_row_fixtures import derived_movements, stored_movements
from tests.store.document_fixtures import HERE, THERE, Undone, accounts, guid, undone
from triplicate.app.ports import Unit
from triplicate.app.records import Entry
from triplicate.main import House


@pytest.fixture(autouse=True)
def _two_accounts(house: House) -> None:
    accounts(house)


def entry(amount: int, account: str = HERE, **members: Any) -> Entry:
    told = {"at": "2025-01-01T00:00:00.000Z", "kind": "correction", "actor": "a", "request": "r", **members}
    return Entry(account=account, number=99, amount=amount, balance=99, **told)


def appended(house: House, *entries: Entry) -> list[Entry]:
    return house.store.run("append", lambda unit: [unit.ledger.append(one) for one in entries])


def asked(house: House, question: Callable[[Unit], Any]) -> Any:
    return house.store.run("ask", question)


def test_number_and_balance_are_given_here(house: House) -> None:
    assert asked(house, lambda unit: unit.ledger.balance(HERE)) == 0
    first, second = appended(house, entry(500, reference="by bank"), entry(-120, order=guid(1)))
    (third,) = appended(house, entry(-400))
    assert [(one.number, one.balance) for one in (first, second, third)] == [(1, 500), (2, 380), (3, -20)]
    assert asked(house, lambda unit: unit.ledger.balance(HERE)) == -20
    assert asked(house, lambda unit: unit.ledger.entries(HERE, None, 10)) == [third, second, first]


def test_each_account_has_its_own(house: House) -> None:
    appended(house, entry(5), entry(7, THERE), entry(5))
    assert stored_movements(house.store) == {HERE: [(1, 5, 5), (2, 5, 10)], THERE: [(1, 7, 7)]}


def test_a_page_of_movements_after_the_other(house: House) -> None:
    appended(house, *(entry(amount) for amount in range(1, 8)))

    def page(before: int | None, limit: int) -> list[int]:
        return asked(house, lambda unit: [one.number for one in unit.ledger.entries(HERE, before, limit)])

    assert page(None, 3) == [7, 6, 5]
    assert page(5, 3) == [4, 3, 2]
    assert page(2, 3) == [1]
    assert page(1, 3) == []
    assert asked(house, lambda unit: unit.ledger.entries(THERE, None, 3)) == []


def test_what_an_order_cost(house: House) -> None:
    appended(house, entry(100), entry(-60, order=guid(1)), entry(-5, order=guid(2)), entry(20, order=guid(1)))
    assert asked(house, lambda unit: [unit.ledger.of_order(guid(n)) for n in (1, 2, 3)]) == [-40, -5, 0]


def test_sums_beyond_32_bits(house: House) -> None:
    appended(house, entry(2**52), entry(-(2**33), order=guid(1)), entry(-(2**33), order=guid(1)))
    assert asked(house, lambda unit: (unit.ledger.balance(HERE), unit.ledger.of_order(guid(1)))) == (
        2**52 - 2**34,
        -(2**34),
    )


def test_a_transaction_that_is_undone_moves_nothing(house: House) -> None:
    appended(house, entry(1))
    assert undone(house, lambda unit: unit.ledger.append(entry(10))).balance == 11
    with_part_undone(house)
    assert stored_movements(house.store) == {HERE: derived_movements([1, 2, 4])}


def with_part_undone(house: House) -> None:
    """Two movements, and between them one in a part of the transaction that is undone."""

    def work(unit: Unit) -> None:
        def part() -> None:
            unit.ledger.append(entry(3))
            raise Undone

        unit.ledger.append(entry(2))
        with pytest.raises(Undone):
            unit.attempt(part)
        unit.ledger.append(entry(4))

    house.store.run("part", work)


def test_fifty_debits_at_once(house: House) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda amount: appended(house, entry(-amount)), range(1, 51)))
    (movements,) = stored_movements(house.store).values()
    assert sorted(amount for _, amount, _ in movements) == list(range(-50, 0))
    assert movements == derived_movements([amount for _, amount, _ in movements])


def test_nobody_spends_what_another_has_just_spent(house: House) -> None:
    """Enough for twenty of fifty; all look before they pay."""
    appended(house, entry(209))

    def pay(unit: Unit) -> bool:
        enough = unit.ledger.balance(HERE) >= 10
        if enough:
            unit.ledger.append(entry(-10))
        return enough

    with ThreadPoolExecutor(10) as pool:
        paid = list(pool.map(lambda _: house.store.run("pay", pay), range(50)))
    assert sum(paid) == 20
    assert stored_movements(house.store) == {HERE: derived_movements([209] + [-10] * 20)}
