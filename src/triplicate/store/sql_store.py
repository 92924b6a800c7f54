"""The database for writes: runs units of work alone or in groups, and again after conflicts."""

import logging
import random
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from contextvars import Context
from datetime import UTC, datetime
from typing import Generic, TypeVar, assert_never

from sqlalchemy import Connection, insert
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import QueuePool

from triplicate.app import ports
from triplicate.app.ports.pools import PoolState
from triplicate.app.units import Conflict, Interruption, Outcome, ResponseKey, Success, Unit, UnitFailure
from triplicate.core.failures import DomainError, Unavailable
from triplicate.store import schema
from triplicate.store.database_errors import to_domain_error
from triplicate.store.engine import Engine
from triplicate.store.group_commit import Group
from triplicate.store.unit_of_work import SqlUnitOfWork

ATTEMPTS = 6
BACKOFF_S = 0.05
T = TypeVar("T")
log = logging.getLogger(__name__)


class SqlStore:
    """The database for writes. `now` is the clock for the times of change."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.engine = engine
        self.sql: SqlEngine = engine.connect()
        self._writer_lock = engine.writer_lock()
        self._now = now

    def run(self, name: str, work: Callable[[ports.UnitOfWork], T]) -> T:
        """Runs `work` in one transaction, which commits or rolls back as a whole; retried on a conflict.

        Raises DomainError(Unavailable) when the database is unreachable, full or stays locked; the cause says which.
        """
        unit = _Single(name, work)
        (outcome,) = self.run_group((unit,))
        if isinstance(outcome, Conflict | Interruption):
            outcome = self.run_again(unit, outcome)
        if isinstance(outcome, UnitFailure):
            raise outcome.error
        return unit.result

    def run_group(
        self, units: Iterable[Unit], keys_ahead: Callable[[], Collection[ResponseKey]] = tuple
    ) -> list[Outcome]:
        """Runs units in one transaction and commits once; the outcomes of those it took (`app.units.GroupStore`)."""
        lock = nullcontext() if self._writer_lock is None else self._writer_lock.hold()
        with lock, self._connect() as connection:
            try:
                transaction = connection.begin()
            except DBAPIError as error:
                connection.invalidate(error)
                raise to_domain_error(error) from error
            uow = SqlUnitOfWork(connection, self.engine, self._now)
            uow.session.keys_ahead = keys_ahead
            return Group(uow, connection, transaction, self.engine).run(units)

    def _connect(self) -> Connection:
        try:
            return self.sql.connect()
        except (NoConnection, DBAPIError) as error:
            raise to_domain_error(error) from error

    def run_again(self, unit: Unit, outcome: Conflict | Interruption) -> Success | UnitFailure:
        """Runs a unit in a transaction of its own, and again with a growing random delay after each conflict."""
        current: Outcome = outcome
        for attempt in range(1, ATTEMPTS):
            match current:
                case Success() | UnitFailure():
                    return current
                case Conflict(error):
                    log.info("%s: conflict in attempt %d: %s", unit.name, attempt, type(error).__name__)
                    time.sleep(random.uniform(0, BACKOFF_S * attempt))
                case Interruption():
                    pass
                case _:
                    assert_never(current)
            (current,) = self.run_group((unit,))
        return _final(current)

    def check_writable(self) -> None:
        """Inserts a row and rolls back; raises the driver's error on failure."""
        with self.sql.connect() as connection, connection.begin() as transaction:
            connection.execute(insert(schema.settings), {"name": "doctor", "value": "write test"})
            transaction.rollback()

    def pools(self) -> list[PoolState]:
        """Its connection pool; who waits for one waits in the queue of writes."""
        pool = self.sql.pool
        assert isinstance(pool, QueuePool)
        return [PoolState("write", pool.checkedin() + pool.checkedout(), pool.checkedout(), 0)]

    def close(self) -> None:
        """Closes the connections."""
        self.sql.dispose()


def _final(outcome: Outcome) -> Success | UnitFailure:
    """The outcome after the last attempt."""
    match outcome:
        case Success() | UnitFailure():
            return outcome
        case Conflict(error):
            return UnitFailure(to_domain_error(error))
        case Interruption():
            return UnitFailure(DomainError(Unavailable()))
        case _:
            assert_never(outcome)


class _Single(Generic[T]):
    """A unit whose caller waits in the same thread."""

    context: Context | None = None

    def __init__(self, name: str, work: Callable[[ports.UnitOfWork], T]) -> None:
        self.name = name
        self._work = work
        self.result: T

    def run(self, uow: ports.UnitOfWork) -> None:
        """Does the work."""
        self.result = self._work(uow)
