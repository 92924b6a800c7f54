"""Metrics of units of work: a store that counts what it hands on, by name and outcome."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from time import perf_counter
from typing import Protocol, TypeVar

from triplicate.app.ports import Store, UnitOfWork
from triplicate.app.units import Conflict, GroupStore, Interruption, Outcome, ResponseKey, Success, Unit, UnitFailure
from triplicate.observe.families import GROUPS, UNIT_RETRIES, UNIT_SECONDS, UNITS
from triplicate.observe.outcomes import outcome_word
from triplicate.observe.tallies import Tallies

T = TypeVar("T")


class WriteStore(Store, GroupStore, Protocol):
    """A database for writes, of single units and of groups."""


class _TimedUnit:
    """A unit that notes when it began, and how often it has run."""

    def __init__(self, unit: Unit) -> None:
        self.name = unit.name
        self.context = unit.context
        self.started_at = 0.0
        self.runs = 0
        self._unit = unit

    def run(self, uow: UnitOfWork) -> None:
        """Does the work."""
        self.started_at = perf_counter()
        self.runs += 1
        self._unit.run(uow)


class StoreMetrics:
    """Counts units of work by outcome, their durations, how often they ran again, and transactions.

    A unit that runs alone has a transaction for each of its runs. Used by several threads.
    """

    def __init__(self, store: WriteStore, tallies: Tallies) -> None:
        self._store = store
        self._tallies = tallies
        self._lock = threading.Lock()

    def run(self, name: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs `work` in one transaction; see `Store.run`."""
        runs, started_at = 0, perf_counter()

        def counted(uow: UnitOfWork) -> T:
            nonlocal runs
            runs += 1
            return work(uow)

        try:
            result = self._store.run(name, counted)
        except BaseException as error:
            self._count_alone(name, UnitFailure(error), perf_counter() - started_at, runs)
            raise
        self._count_alone(name, Success(), perf_counter() - started_at, runs)
        return result

    def run_group(
        self, units: Iterable[Unit], keys_ahead: Callable[[], Collection[ResponseKey]] = tuple
    ) -> list[Outcome]:
        """Runs units in one transaction; see `GroupStore.run_group`."""
        timed: list[_TimedUnit] = []

        def timing() -> Iterator[Unit]:
            for unit in units:
                timed.append(_TimedUnit(unit))
                yield timed[-1]

        outcomes = self._store.run_group(timing(), keys_ahead)
        ended_at = perf_counter()
        for unit, outcome in zip(timed, outcomes, strict=True):
            self._count(unit.name, outcome, ended_at - unit.started_at)
        with self._lock:
            self._tallies.add(GROUPS)
        return outcomes

    def run_again(self, unit: Unit, outcome: Conflict | Interruption) -> Success | UnitFailure:
        """Runs a unit in a transaction of its own; see `GroupStore.run_again`."""
        started_at, timed = perf_counter(), _TimedUnit(unit)
        final = self._store.run_again(timed, outcome)
        self._count_alone(unit.name, final, perf_counter() - started_at, timed.runs)
        return final

    def _count_alone(self, name: str, outcome: Success | UnitFailure, seconds: float, runs: int) -> None:
        """Counts a unit that had a transaction of its own for each of its runs."""
        self._count(name, outcome, seconds)
        with self._lock:
            self._tallies.add(GROUPS, amount=runs)
            if runs > 1:
                self._tallies.add(UNIT_RETRIES, name, amount=runs - 1)

    def _count(self, name: str, outcome: Outcome, seconds: float) -> None:
        word = outcome_word(outcome)
        with self._lock:
            if word == "again":
                self._tallies.add(UNIT_RETRIES, name)
                return
            self._tallies.add(UNITS, name, word)
            self._tallies.observe(UNIT_SECONDS, name, seconds=seconds)
