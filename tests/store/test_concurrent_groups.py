"""Groups of several processes on one database: numbers without gaps, no lost update, and no deadlock."""

import multiprocessing
import random
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count

import pytest

from tests.dialects.native.consistency_fixtures import check_consistency
from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback, add_accounts
from tests.store.group_fixtures import NamedUnit, advance_unit, fail_with, kinds, place_unit
from triplicate.app.units import Outcome
from triplicate.main import Installation

WRITERS, GROUPS, SHARED = 3, 12, 4
"""Writers at a time, groups of each, and orders of each account that all writers change."""


def threads() -> Executor:
    """Writers in this process, each with a store of its own."""
    return ThreadPoolExecutor(WRITERS)


def processes() -> Executor:
    """Writers in processes of their own."""
    return ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("spawn"))


def write_groups(database: Database, writer: int, groups: int) -> list[str]:
    """Runs groups of random units, each group in one account; the kinds of the outcomes."""
    installation = Installation(database.config())
    chance, places = random.Random(writer), count(1_000_000 * (writer + 1))
    outcomes: list[Outcome] = []
    for _ in range(groups):
        account = chance.choice((ACCOUNT, OTHER_ACCOUNT))
        units = [_random_unit(chance, account, places) for _ in range(chance.randrange(1, 9))]
        outcomes += installation.store.run_group(units)
    installation.store.close()
    return kinds(outcomes)


def _random_unit(chance: random.Random, account: str, places: "count[int]") -> NamedUnit:
    then = fail_with(Rollback()) if chance.random() < 0.2 else lambda _: None
    if chance.random() < 0.5:
        return place_unit(next(places), account, then=then)
    return advance_unit(_shared_place(account, chance.randrange(SHARED)), account, then=then)


def _shared_place(account: str, place: int) -> int:
    return place + (100 if account == OTHER_ACCOUNT else 0)


def run_writers(installation: Installation, database: Database, executor: Executor, groups: int) -> None:
    """Lets the writers work, and checks what they leave."""
    add_accounts(installation)
    for account in (ACCOUNT, OTHER_ACCOUNT):
        for place in range(SHARED):
            installation.store.run("place", place_unit(_shared_place(account, place), account).run)
    with executor:
        each = executor.map(write_groups, [database] * WRITERS, range(WRITERS), [groups] * WRITERS)
        outcomes = [kind for kinds in each for kind in kinds]
    assert set(outcomes) <= {"Success", "UnitFailure"}, "accounts are locked before orders, so that nobody deadlocks"
    assert outcomes.count("Success") > WRITERS * groups / 2
    check_consistency(installation)


@pytest.mark.parametrize("executor", [threads, pytest.param(processes, marks=pytest.mark.slow)])
def test_groups_of_several_writers(
    installation: Installation, database: Database, executor: Callable[[], Executor]
) -> None:
    run_writers(installation, database, executor(), GROUPS)


@pytest.mark.soak
def test_groups_of_several_processes_for_long(installation: Installation, database: Database) -> None:
    run_writers(installation, database, processes(), 1000)
