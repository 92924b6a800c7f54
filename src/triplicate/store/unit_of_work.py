"""Unit of work: the repositories of a transaction, and their shared session."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from triplicate.app import ports
from triplicate.app.records import Event
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
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

T = TypeVar("T")
Clock = Callable[[], datetime]


class SqlUnitOfWork:
    """The repositories of one transaction, and their shared session."""

    def __init__(self, connection: Connection, engine: Engine, now: Clock) -> None:
        self._connection = connection
        self.cursor = cursor = Cursor(connection)
        self.session = Session()
        self._numbers = SqlNumbers(cursor, self.session)
        accounts = SqlAccounts(cursor, self.session, self._numbers)
        self._orders = SqlOrders(
            cursor, accounts, self._numbers, engine.search, self.session, lambda: sort_keys.to_milliseconds(now())
        )
        self._events = SqlEvents(cursor, self._numbers, self.session)
        self._idempotency = SqlIdempotency(cursor, self.session, engine.claim_key)
        self._settings = SqlSettings(cursor)
        self._jobs = SqlJobs(cursor, self.session, engine.announce_jobs, now)
        self.orders: ports.Orders = self._orders
        self.accounts: ports.Accounts = accounts
        self.credentials: ports.Credentials = SqlCredentials(cursor)
        self.companies: ports.Buyers[Company] = SqlBuyers(cursor, COMPANY)
        self.customers: ports.Buyers[Customer] = SqlBuyers(cursor, CUSTOMER)
        self.files: ports.Files = SqlFiles(cursor, accounts)
        self._ledger = SqlLedger(cursor, accounts, self.session)
        self.ledger: ports.Ledger = self._ledger
        self.prices: ports.Prices = SqlPrices(cursor)
        self.idempotency: ports.Idempotency = self._idempotency
        self.jobs: ports.Jobs = self._jobs

    @property
    def connection(self) -> Connection:
        """The connection of the transaction, for statements that no repository has."""
        self.cursor.before_write()
        return self._connection

    def record_event(self, event: Event) -> None:
        """Appends an event; its `seq` is assigned at the end of the transaction."""
        self.session.events.append(event)

    def run_in_savepoint(self, work: Callable[[], T]) -> T:
        """Runs `work` in a savepoint, which is rolled back when it raises."""
        self.cursor.before_write()
        snapshot = self.session.snapshot()
        try:
            with self._connection.begin_nested():
                return work()
        except BaseException:
            self.session.restore(snapshot)
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
        self._ledger.flush()
        self._orders.flush()
        self._numbers.flush()
        self._jobs.flush()
        self._idempotency.flush()
        self._events.write(events)
