"""Units of work are counted by name and outcome, alone and in groups."""

from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import text

from tests.store.database_fixtures import DatabaseFactory
from triplicate.app.ports import UnitOfWork
from triplicate.app.units import Conflict, Interruption, Outcome, Success, Unit, UnitFailure
from triplicate.core.failures import DomainError, Unavailable, invalid
from triplicate.main import Installation
from triplicate.observe.families import GROUPS, UNIT_RETRIES, UNIT_SECONDS, UNITS
from triplicate.observe.metrics import Metrics
from triplicate.observe.tallies import SeriesName, read
from triplicate.observe.unit_metrics import StoreMetrics

T = TypeVar("T")
OUTCOMES: dict[str, Outcome] = {
    "placed": Success(),
    "refused": UnitFailure(invalid("$", "wrong")),
    "gone": UnitFailure(DomainError(Unavailable())),
    "broken": UnitFailure(ZeroDivisionError()),
    "again": Conflict(ZeroDivisionError()),
    "along": Interruption(),
}


class NamedUnit:
    """A unit that does nothing."""

    context: Context | None = None

    def __init__(self, name: str) -> None:
        self.name = name

    def run(self, uow: UnitOfWork) -> None:
        """Does nothing."""


class FakeStore:
    """A store whose units end as their names say."""

    def run(self, name: str, work: Callable[[UnitOfWork], T]) -> T:
        """Tries twice."""
        for _ in range(2):
            result = work(None)  # type: ignore[arg-type]
        return result

    def run_group(self, units: Iterable[Unit], keys_ahead: Any = tuple) -> list[Outcome]:
        """Runs them."""
        outcomes = []
        for unit in units:
            unit.run(None)  # type: ignore[arg-type]
            outcomes.append(OUTCOMES[unit.name])
        return outcomes

    def run_again(self, unit: Unit, outcome: Conflict | Interruption) -> Success | UnitFailure:
        """Runs it three times, until it succeeds."""
        for _ in range(3):
            unit.run(None)  # type: ignore[arg-type]
        return Success()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def counts(metrics: Metrics, family: str) -> dict[tuple[str, ...], float]:
    return {name.labels: values[0] for name, values in read(metrics.tallies._block).items() if name.family == family}


def test_a_group_counts_each_of_its_units(metrics: Metrics) -> None:
    store = StoreMetrics(FakeStore(), metrics.tallies)
    store.run_group(NamedUnit(name) for name in OUTCOMES)
    again = Conflict(ZeroDivisionError())
    assert store.run_again(NamedUnit("again"), again) == Success()
    assert counts(metrics, UNITS.name) == {
        ("placed", "committed"): 1,
        ("refused", "refused"): 1,
        ("gone", "unavailable"): 1,
        ("broken", "error"): 1,
        ("again", "committed"): 1,
    }
    assert counts(metrics, UNIT_RETRIES.name) == {("again",): 3, ("along",): 1}
    assert counts(metrics, GROUPS.name) == {(): 4}, "a group, and three transactions of one unit"
    assert read(metrics.tallies._block)[SeriesName(UNIT_SECONDS.name, ("placed",))][-1] >= 0


def test_a_single_unit_counts_how_often_it_ran_again(metrics: Metrics) -> None:
    StoreMetrics(FakeStore(), metrics.tallies).run("single", lambda _: None)
    assert counts(metrics, UNITS.name) == {("single", "committed"): 1}
    assert counts(metrics, UNIT_RETRIES.name) == {("single",): 1}
    assert counts(metrics, GROUPS.name) == {(): 2}


def test_units_of_an_installation_are_counted(installation: Installation, metrics: Metrics) -> None:
    measured = Installation(installation.config, metrics=metrics)
    measured.writes.run("setting", lambda uow: uow.ensure_setting("name", "value"))
    with pytest.raises(DomainError):
        measured.writes.run("refusal", lambda uow: (_ for _ in ()).throw(invalid("$", "wrong")))
    measured.store.close()
    assert counts(metrics, UNITS.name) == {("setting", "committed"): 1, ("refusal", "refused"): 1}
    assert counts(metrics, GROUPS.name) == {(): 2}


@pytest.fixture
def on_postgres(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Installation]:
    """An installation whose database has conflicts."""
    with databases.create("postgresql", tmp_path) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        yield installation
        installation.store.close()


def conflicting(conflicts: int) -> Callable[[UnitOfWork], None]:
    """Work that another transaction gets in the way of so many times."""
    runs = count()

    def work(uow: Any) -> None:
        if next(runs) < conflicts:
            uow.connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$"))

    return work


def test_conflicts_are_counted_with_a_transaction_for_each_run(on_postgres: Installation, metrics: Metrics) -> None:
    store = StoreMetrics(on_postgres.store, metrics.tallies)
    store.run("alone", conflicting(2))
    unit = SettingUnit("later", conflicting(3))
    (outcome,) = store.run_group([unit])
    assert isinstance(outcome, Conflict)
    assert store.run_again(unit, outcome) == Success()
    assert counts(metrics, UNITS.name) == {("alone", "committed"): 1, ("later", "committed"): 1}
    assert counts(metrics, UNIT_RETRIES.name) == {("alone",): 2, ("later",): 3}
    assert counts(metrics, GROUPS.name) == {(): 3 + 4}


def test_a_group_on_a_database_is_counted_with_the_unit_that_failed(
    installation: Installation, metrics: Metrics
) -> None:
    def refuse(_: UnitOfWork) -> None:
        raise invalid("$", "wrong")

    units = [SettingUnit("first"), SettingUnit("wrong", refuse), SettingUnit("last")]
    outcomes = StoreMetrics(installation.store, metrics.tallies).run_group(units)
    assert [type(outcome) for outcome in outcomes] == [Success, UnitFailure, Success]
    assert counts(metrics, UNITS.name) == {
        ("first", "committed"): 1,
        ("wrong", "refused"): 1,
        ("last", "committed"): 1,
    }
    assert counts(metrics, GROUPS.name) == {(): 1}


class SettingUnit:
    """A unit that stores a setting of its name."""

    context: Context | None = None

    def __init__(self, name: str, then: Callable[[UnitOfWork], None] = lambda _: None) -> None:
        self.name = name
        self._then = then

    def run(self, uow: UnitOfWork) -> None:
        """Stores it."""
        uow.ensure_setting(self.name, "value")
        self._then(uow)
