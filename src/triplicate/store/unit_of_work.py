"""Unit of work: a transaction with its repositories, retried with backoff on conflicts."""

import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, insert
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from triplicate.app import ports
from triplicate.app.records import Event
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
from triplicate.core.failures import DomainError, Unavailable, invalid
from triplicate.store import schema
from triplicate.store.cursor import Cursor
from triplicate.store.engine import Engine
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.repositories.buyers import COMPANY, CUSTOMER, SqlBuyers
from triplicate.store.repositories.credentials import SqlCredentials
from triplicate.store.repositories.events import SqlEvents
from triplicate.store.repositories.files import SqlFiles
from triplicate.store.repositories.idempotency import SqlIdempotency
from triplicate.store.repositories.jobs import SqlJobs
from triplicate.store.repositories.ledger import SqlLedger
from triplicate.store.repositories.numbers import SqlNumbers
from triplicate.store.repositories.orders import SqlOrders
from triplicate.store.repositories.price_lists import SqlPrices
from triplicate.store.repositories.settings import SqlSettings
from triplicate.store.search import sort_keys
from triplicate.store.session import Session

ATTEMPTS = 6
BACKOFF_S = 0.05
_PROGRAMMING_ERRORS = (ProgrammingError, DataError, NotSupportedError)
"""Errors caused by a faulty statement, not by the database's state."""
T = TypeVar("T")
Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


class SqlUnitOfWork:
    """The repositories of one transaction, and their shared session."""

    def __init__(self, connection: Connection, engine: Engine, now: Clock) -> None:
        self.connection = connection
        cursor = Cursor(connection)
        self._session = Session()
        self._numbers = SqlNumbers(cursor, self._session)
        accounts = SqlAccounts(cursor, self._numbers)
        self._orders = SqlOrders(
            cursor, accounts, self._numbers, engine.search, self._session, lambda: sort_keys.to_milliseconds(now())
        )
        self._events = SqlEvents(cursor, self._numbers, self._session)
        self._settings = SqlSettings(cursor)
        self._jobs = SqlJobs(cursor, self._session, engine.announce_jobs, now)
        self.orders: ports.Orders = self._orders
        self.accounts: ports.Accounts = accounts
        self.credentials: ports.Credentials = SqlCredentials(cursor)
        self.companies: ports.Buyers[Company] = SqlBuyers(cursor, COMPANY)
        self.customers: ports.Buyers[Customer] = SqlBuyers(cursor, CUSTOMER)
        self.files: ports.Files = SqlFiles(cursor, accounts)
        self.ledger: ports.Ledger = SqlLedger(cursor, accounts)
        self.prices: ports.Prices = SqlPrices(cursor)
        self.idempotency: ports.Idempotency = SqlIdempotency(cursor, engine.claim_key)
        self.jobs: ports.Jobs = self._jobs

    def record_event(self, event: Event) -> None:
        """Appends an event; its `seq` is assigned at the end of the transaction."""
        self._session.events.append(event)

    def run_in_savepoint(self, work: Callable[[], T]) -> T:
        """Runs `work` in a savepoint, which is rolled back when it raises."""
        snapshot = self._session.snapshot()
        try:
            with self.connection.begin_nested():
                return work()
        except BaseException:
            self._session.restore(snapshot)
            raise

    def ensure_setting(self, name: str, value: str) -> str:
        """The value stored under a name; stores the given one if there is none."""
        return self._settings.ensure(name, value)

    def store_setting(self, name: str, value: str) -> None:
        """Stores or replaces the value under a name."""
        self._settings.store(name, value)

    def flush(self) -> None:
        """Flushes buffered writes before the commit; events last, since writers of other accounts lock their bucket.

        Counters are locked before facet counts, as by transactions that lock the account first: the reverse deadlocks.
        """
        events = self._events.assign_numbers()
        self._orders.flush()
        self._numbers.flush()
        self._jobs.flush()
        self._events.write(events)


class SqlStore:
    """The database for writes. `now` is the clock for the times of change."""

    def __init__(self, engine: Engine, now: Clock = lambda: datetime.now(UTC)) -> None:
        self.engine = engine
        self.sql: SqlEngine = engine.connect()
        self._now = now

    def run(self, name: str, work: Callable[[ports.UnitOfWork], T]) -> T:
        """Runs `work` in one transaction, which commits or rolls back as a whole; retried on a conflict.

        Raises DomainError(Unavailable) when the database is unreachable, full or stays locked; the cause says which.
        """
        try:
            result: T = _RETRIES(self._run_once, name, work)
            return result
        except NoConnection as error:
            raise DomainError(Unavailable()) from error
        except IntegrityError as error:
            raise invalid("$.id", "already used by another order") from error
        except _PROGRAMMING_ERRORS:
            raise
        except DBAPIError as error:
            raise DomainError(Unavailable()) from error

    def check_writable(self) -> None:
        """Inserts a row and rolls back; raises the driver's error on failure."""
        with self.sql.connect() as connection, connection.begin() as transaction:
            connection.execute(insert(schema.settings), {"name": "doctor", "value": "write test"})
            transaction.rollback()

    def close(self) -> None:
        """Closes the connections."""
        self.sql.dispose()

    def _run_once(self, name: str, work: Callable[[ports.UnitOfWork], T]) -> T:
        with self.sql.connect() as connection:
            try:
                with connection.begin():
                    uow = SqlUnitOfWork(connection, self.engine, self._now)
                    result = work(uow)
                    uow.flush()
                    return result
            except DBAPIError as error:
                if not _is_conflict(error):
                    connection.invalidate(error)
                raise


def _is_conflict(error: BaseException) -> bool:
    """Whether a retry may succeed: a unique violation, a deadlock or a serialization failure."""
    if not isinstance(error, DBAPIError):
        return False
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in ("40001", "40P01")


def _log_conflict(state: RetryCallState) -> None:
    log.info("%s: conflict after %.3f s, attempt %d", state.args[0], state.seconds_since_start, state.attempt_number)


_RETRIES = Retrying(
    retry=retry_if_exception(_is_conflict),
    stop=stop_after_attempt(ATTEMPTS),
    wait=lambda state: random.uniform(0, BACKOFF_S * state.attempt_number),
    before_sleep=_log_conflict,
    reraise=True,
)
"""Runs a unit of work again after a conflict, with a growing random delay."""
