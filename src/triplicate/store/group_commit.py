"""Group commit: units of work that wait at the same time share one transaction, and so one sync of the disk.

The first unit runs in the transaction itself, so that a unit without company costs nothing more; each further one sets
a savepoint before its first write, so that its failure undoes nothing but its own work. All share a session: what can
wait (new orders, responses, counters, events, facet counts, words) is written once for all of them.

No unit has its outcome before the commit, not even one that failed: it may have read rows of the units before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from sqlalchemy import Connection
from sqlalchemy.engine import Transaction
from sqlalchemy.exc import SQLAlchemyError

from triplicate.app.units import Conflict, Interruption, Outcome, Success, Unit, UnitFailure
from triplicate.core.failures import DomainError, Unavailable
from triplicate.store.cursor import do_nothing
from triplicate.store.database_errors import GroupFailure, is_conflict, is_suspicious, to_domain_error
from triplicate.store.engine import Engine
from triplicate.store.unit_of_work import SqlUnitOfWork


class _Rollback(Exception):
    """The whole transaction must be rolled back, because of an error; the outcomes of its units."""

    def __init__(self, outcomes: list[Outcome], error: BaseException) -> None:
        super().__init__()
        self.outcomes = outcomes
        self.error = error


class _TransactionError(Exception):
    """A statement has aborted the transaction."""


class Group:
    """The units of one transaction, which has begun."""

    def __init__(self, uow: SqlUnitOfWork, connection: Connection, transaction: Transaction, engine: Engine) -> None:
        self._uow = uow
        self._connection = connection
        self._transaction = transaction
        self._engine = engine
        self._savepoints = engine.savepoints
        self._has_savepoint = False
        self._is_savepoint_open = False
        self._is_suspicious = False

    def run(self, units: Iterable[Unit]) -> list[Outcome]:
        """Runs the units and commits; their outcomes. Ends the transaction in any case."""
        try:
            outcomes = self._run_units(iter(units))
            self._flush(outcomes)
            self._commit(outcomes)
        except _Rollback as end:
            outcomes = end.outcomes
            self._is_suspicious |= is_suspicious(end.error)
            with suppress(SQLAlchemyError):
                self._transaction.rollback()
        if self._is_suspicious:
            self._connection.invalidate()
        return outcomes

    def _run_units(self, units: Iterator[Unit]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for unit in units:
            outcomes.append(self._run_behind_savepoint(unit, outcomes) if outcomes else self._run_first(unit))
        return outcomes

    def _run_first(self, unit: Unit) -> Outcome:
        try:
            self._run_unit(unit)
        except GroupFailure as error:
            raise _Rollback([Interruption()], error) from error
        except BaseException as error:
            raise _Rollback([self._outcome_of(error)], error) from error
        return Success()

    def _run_behind_savepoint(self, unit: Unit, before: Sequence[Outcome]) -> Outcome:
        """Runs a unit and rolls back to its savepoint when it fails; raises _Rollback when that is not possible.

        The savepoint is set before the unit's first write: many units write nothing before all of them are flushed.
        """
        state = self._uow.session.snapshot()
        self._has_savepoint = False
        self._uow.cursor.before_write = self._set_savepoint
        try:
            self._run_unit(unit)
            if self._has_savepoint:
                self._execute(self._savepoints.release)
            return Success()
        except GroupFailure as error:
            raise _Rollback([*_interrupted(before), Interruption()], error) from error
        except BaseException as error:
            outcome = self._outcome_of(error)
            self._is_suspicious |= is_suspicious(error)
            try:
                self._undo_unit()
            except (SQLAlchemyError, _TransactionError):
                raise _Rollback([*_interrupted(before), outcome], error) from error
            self._uow.session.restore(state)
            return outcome
        finally:
            self._uow.cursor.before_write = do_nothing

    def _undo_unit(self) -> None:
        """Undoes what a unit has written. Raises when the transaction cannot go on."""
        if self._has_savepoint:
            self._execute(self._savepoints.roll_back)
            self._execute(self._savepoints.release)
        elif not self._engine.is_in_transaction(self._connection):
            raise _TransactionError

    def _run_unit(self, unit: Unit) -> None:
        unit.run(self._uow)
        if not self._engine.is_in_transaction(self._connection):
            raise DomainError(Unavailable()) from _TransactionError(unit.name)

    def _set_savepoint(self) -> None:
        """Sets a savepoint. Raises when there is no transaction, where SQLite would begin one with it."""
        self._uow.cursor.before_write = do_nothing
        if not self._engine.is_in_transaction(self._connection):
            raise _TransactionError
        self._execute(self._savepoints.begin_next if self._is_savepoint_open else self._savepoints.begin)
        self._is_savepoint_open = self._has_savepoint = True

    def _execute(self, sql: str) -> None:
        """Executes a statement about savepoints; does nothing where the database has none."""
        if sql:
            self._uow.cursor.execute_sql(sql)

    def _flush(self, outcomes: Sequence[Outcome]) -> None:
        try:
            self._uow.flush()
        except BaseException as error:
            raise _Rollback(self._together(outcomes, error), error) from error

    def _commit(self, outcomes: Sequence[Outcome]) -> None:
        """Commits. What failed may be stored or not, unless it was a conflict: then no unit may run again."""
        try:
            self._transaction.commit()
        except BaseException as error:
            if is_conflict(error):
                raise _Rollback(self._together(outcomes, error), error) from error
            raise _Rollback([UnitFailure(to_domain_error(error)) for _ in outcomes], error) from error

    def _together(self, outcomes: Sequence[Outcome], error: BaseException) -> list[Outcome]:
        """The outcomes when an error concerns all units: each must show alone whether it is the reason."""
        return [self._outcome_of(error)] if len(outcomes) == 1 else _interrupted(outcomes)

    def _outcome_of(self, error: BaseException) -> Outcome:
        if self._engine.has_conflicts and is_conflict(error):
            return Conflict(error)
        return UnitFailure(to_domain_error(error))


def _interrupted(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [Interruption() for _ in outcomes]
