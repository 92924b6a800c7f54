"""The ledger: numbered without gaps, each balance the sum of the movements before, also with concurrent payments."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from tests.store.derived_row_fixtures import derived_movements, stored_movements
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback, add_accounts, guid, rolled_back
from tests.store.statement_fixtures import recorded_statements
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import LedgerEntry
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def entry(amount: int, account: str = ACCOUNT, **members: Any) -> LedgerEntry:
    told = {"at": "2025-01-01T00:00:00.000Z", "kind": "correction", "actor": "a", "request": "r", **members}
    return LedgerEntry(account=account, number=99, amount=amount, balance=99, **told)


def appended(installation: Installation, *entries: LedgerEntry) -> list[LedgerEntry]:
    return installation.store.run("append", lambda unit: [unit.ledger.append(one) for one in entries])


def asked(installation: Installation, question: Callable[[UnitOfWork], Any]) -> Any:
    return installation.store.run("ask", question)


def test_number_and_balance_are_given_here(installation: Installation) -> None:
    assert asked(installation, lambda unit: unit.ledger.balance(ACCOUNT)) == 0
    first, second = appended(installation, entry(500, reference="by bank"), entry(-120, order=guid(1)))
    (third,) = appended(installation, entry(-400))
    assert [(one.number, one.balance) for one in (first, second, third)] == [(1, 500), (2, 380), (3, -20)]
    assert asked(installation, lambda unit: unit.ledger.balance(ACCOUNT)) == -20
    assert asked(installation, lambda unit: unit.ledger.entries(ACCOUNT, None, 10)) == [third, second, first]


def test_each_account_has_its_own(installation: Installation) -> None:
    appended(installation, entry(5), entry(7, OTHER_ACCOUNT), entry(5))
    assert stored_movements(installation.store) == {ACCOUNT: [(1, 5, 5), (2, 5, 10)], OTHER_ACCOUNT: [(1, 7, 7)]}


def test_a_page_of_movements_after_the_other(installation: Installation) -> None:
    appended(installation, *(entry(amount) for amount in range(1, 8)))

    def page(before: int | None, limit: int) -> list[int]:
        return asked(installation, lambda unit: [one.number for one in unit.ledger.entries(ACCOUNT, before, limit)])

    assert page(None, 3) == [7, 6, 5]
    assert page(5, 3) == [4, 3, 2]
    assert page(2, 3) == [1]
    assert page(1, 3) == []
    assert asked(installation, lambda unit: unit.ledger.entries(OTHER_ACCOUNT, None, 3)) == []


def test_what_an_order_cost(installation: Installation) -> None:
    appended(installation, entry(100), entry(-60, order=guid(1)), entry(-5, order=guid(2)), entry(20, order=guid(1)))
    assert asked(installation, lambda unit: [unit.ledger.order_sum(ACCOUNT, guid(n)) for n in (1, 2, 3)]) == [
        -40,
        -5,
        0,
    ]
    assert asked(installation, lambda unit: unit.ledger.order_sum(OTHER_ACCOUNT, guid(1))) == 0


def test_sums_beyond_32_bits(installation: Installation) -> None:
    appended(installation, entry(2**52), entry(-(2**33), order=guid(1)), entry(-(2**33), order=guid(1)))
    assert asked(
        installation, lambda unit: (unit.ledger.balance(ACCOUNT), unit.ledger.order_sum(ACCOUNT, guid(1)))
    ) == (
        2**52 - 2**34,
        -(2**34),
    )


def test_a_transaction_that_is_undone_moves_nothing(installation: Installation) -> None:
    appended(installation, entry(1))
    assert rolled_back(installation, lambda unit: unit.ledger.append(entry(10))).balance == 11
    with_part_undone(installation)
    assert stored_movements(installation.store) == {ACCOUNT: derived_movements([1, 2, 4])}


def with_part_undone(installation: Installation) -> None:
    """Two movements, and between them one in a part of the transaction that is undone."""

    def work(unit: UnitOfWork) -> None:
        def part() -> None:
            unit.ledger.append(entry(3))
            raise Rollback

        unit.ledger.append(entry(2))
        with pytest.raises(Rollback):
            unit.run_in_savepoint(part)
        unit.ledger.append(entry(4))

    installation.store.run("part", work)


def test_the_newest_entry_is_read_once_and_followed(installation: Installation) -> None:
    """Also where a savepoint takes an entry back."""

    def undone(unit: UnitOfWork) -> None:
        unit.ledger.append(entry(5))
        raise Rollback

    def work(unit: UnitOfWork) -> list[tuple[int, int]]:
        unit.ledger.append(entry(100))
        with suppress(Rollback):
            unit.run_in_savepoint(lambda: undone(unit))
        last = unit.ledger.append(entry(-30))
        return [(last.number, last.balance), (0, unit.ledger.balance(ACCOUNT))]

    with recorded_statements() as statements:
        assert installation.store.run("work", work) == [(2, 70), (0, 70)]
    assert len([sql for sql in statements if sql.startswith("SELECT ledger.")]) == 1
    assert len([sql for sql in statements if sql.startswith("INSERT") and "INTO ledger" in sql]) == 1
    assert installation.store.run("more", lambda unit: unit.ledger.append(entry(1))).number == 3


def test_fifty_debits_at_once(installation: Installation) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda amount: appended(installation, entry(-amount)), range(1, 51)))
    (movements,) = stored_movements(installation.store).values()
    assert sorted(amount for _, amount, _ in movements) == list(range(-50, 0))
    assert movements == derived_movements([amount for _, amount, _ in movements])


def test_nobody_spends_what_another_has_just_spent(installation: Installation) -> None:
    """Enough for twenty of fifty; all look before they pay."""
    appended(installation, entry(209))

    def pay(unit: UnitOfWork) -> bool:
        enough = unit.ledger.balance(ACCOUNT) >= 10
        if enough:
            unit.ledger.append(entry(-10))
        return enough

    with ThreadPoolExecutor(10) as pool:
        paid = list(pool.map(lambda _: installation.store.run("pay", pay), range(50)))
    assert sum(paid) == 20
    assert stored_movements(installation.store) == {ACCOUNT: derived_movements([209] + [-10] * 20)}
