"""Running numbers: without gaps for concurrent writers; an imported number is kept when it is free."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback, add_accounts, guid, oid, rolled_back
from tests.strategies.orders import order
from triplicate.app.ports import UnitOfWork
from triplicate.core.ids import MAX_NUMBER
from triplicate.main import Installation
from triplicate.store.repositories.numbers import MAX_COUNTED

kinds = pytest.mark.parametrize("kind", ["order", "line"])


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def take(installation: Installation, kind: Any, *wanted: int, account: str = ACCOUNT) -> list[int]:
    """Numbers, each in a transaction of its own."""
    return [number for one in wanted for number in take_together(installation, kind, one, account=account)]


def take_together(installation: Installation, kind: Any, *wanted: int, account: str = ACCOUNT) -> list[int]:
    """Numbers in one transaction."""
    return installation.store.run("take", lambda unit: [unit.orders.take_number(account, kind, w) for w in wanted])


@kinds
def test_they_start_at_one_and_leave_no_gap(installation: Installation, kind: str) -> None:
    assert take(installation, kind, 0, 0, 0) == [1, 2, 3]
    assert take_together(installation, kind, 0, 0, 0) == [4, 5, 6]


@kinds
def test_each_account_and_each_kind_counts_for_itself(installation: Installation, kind: str) -> None:
    assert take(installation, kind, 0, 0) == [1, 2]
    assert take(installation, kind, 0, account=OTHER_ACCOUNT) == [1]
    assert take(installation, "line" if kind == "order" else "order", 0) == [1]


@kinds
@pytest.mark.parametrize("take_all", [take, take_together])
def test_a_wanted_number_that_is_free_is_given_and_moves_the_counter(
    installation: Installation, kind: str, take_all
) -> None:
    assert take_all(installation, kind, 0, 100, 0, 0) == [1, 100, 101, 102]


@kinds
@pytest.mark.parametrize("take_all", [take, take_together])
def test_a_wanted_number_below_the_counter_moves_nothing(installation: Installation, kind: str, take_all) -> None:
    assert take_all(installation, kind, 100, 50, 0) == [100, 50, 101]


def test_taken_within_one_transaction(installation: Installation) -> None:
    assert take_together(installation, "order", 7, 7, 7, 0) == [7, 8, 9, 10]
    assert take_together(installation, "line", 0, 1, 1) == [1, 2, 3]


@kinds
def test_a_transaction_that_is_undone_leaves_no_gap(installation: Installation, kind: str) -> None:
    assert rolled_back(installation, lambda unit: [unit.orders.take_number(ACCOUNT, kind, w) for w in (0, 50, 0)]) == [
        1,
        50,
        51,
    ]
    assert take(installation, kind, 0) == [1]


@kinds
def test_the_largest_number_does_not_end_the_counting(installation: Installation, kind: str) -> None:
    assert take(installation, kind, MAX_NUMBER) == [MAX_NUMBER]
    assert take(installation, kind, 0, 0) == [1, 2]
    assert take_together(installation, kind, 0, MAX_NUMBER - 1, 0) == [3, MAX_NUMBER - 1, 4]


@kinds
@pytest.mark.parametrize("take_all", [take, take_together])
def test_the_largest_counted_number_does_not_end_the_counting(installation: Installation, kind: str, take_all) -> None:
    assert take_all(installation, kind, MAX_COUNTED, 0, 0) == [MAX_COUNTED, MAX_COUNTED + 1, MAX_COUNTED + 2]


def test_a_counter_at_its_end_passes_over_imported_numbers(installation: Installation) -> None:
    def work(uow: UnitOfWork) -> list[int]:
        numbers = [uow.orders.take_number(ACCOUNT, "order", wanted) for wanted in (MAX_COUNTED + 1, MAX_COUNTED)]
        for place, number in enumerate(numbers):
            uow.orders.add(order(guid=guid(place), oid=oid(place), account=ACCOUNT, number=number))
        return [*numbers, uow.orders.take_number(ACCOUNT, "order", 0)]

    assert installation.store.run("take", work) == [MAX_COUNTED + 1, MAX_COUNTED, MAX_COUNTED + 2]
    assert take(installation, "order", 0) == [MAX_COUNTED + 3]


def test_the_same_largest_number_twice_in_one_transaction(installation: Installation) -> None:
    first, second = take_together(installation, "order", MAX_NUMBER, MAX_NUMBER)
    assert (first, second) == (MAX_NUMBER, 1)


@kinds
def test_threads_get_different_numbers_and_leave_no_gap(installation: Installation, kind: str) -> None:
    def several(_: int) -> list[int]:
        return [number for _ in range(10) for number in take_together(installation, kind, 0, 0)]

    with ThreadPoolExecutor(8) as pool:
        got = [number for numbers in pool.map(several, range(8)) for number in numbers]
    assert sorted(got) == list(range(1, 161))


@kinds
def test_threads_some_of_which_are_undone(installation: Installation, kind: str) -> None:
    def one(place: int) -> int | None:
        def work(unit):
            number = unit.orders.take_number(ACCOUNT, kind, 0)
            if place % 3 == 0:
                raise Rollback
            return number

        try:
            return installation.store.run("take", work)
        except Rollback:
            return None

    with ThreadPoolExecutor(8) as pool:
        got = [number for number in pool.map(one, range(60)) if number is not None]
    assert sorted(got) == list(range(1, 41))


@kinds
def test_threads_that_want_the_same_number(installation: Installation, kind: str) -> None:
    """One gets it once it is stored; here nothing is stored, so that only the counter is tried: it only ever grows."""
    together = threading.Barrier(4)

    def one(_: int) -> list[int]:
        together.wait()
        return take(installation, kind, 500, 0)

    with ThreadPoolExecutor(4) as pool:
        got = [numbers[1] for numbers in pool.map(one, range(4))]
    assert sorted(got) == [501, 502, 503, 504]
