"""Units of work: one named transaction with the repositories in it, tried again when another got in its way."""

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, insert, select, update
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from triplicate.app import ports
from triplicate.core.failures import Refused, Unavailable, invalid
from triplicate.store import schema
from triplicate.store.accounts import SqlAccounts
from triplicate.store.credentials import SqlCredentials
from triplicate.store.engine import Engine
from triplicate.store.files import SqlFiles
from triplicate.store.orders import SqlOrders

ATTEMPTS = 6
BACKOFF_S = 0.05
_OURS = (ProgrammingError, DataError, NotSupportedError)
"""Errors of ours, not of the database's: a statement that is wrong."""
T = TypeVar("T")
log = logging.getLogger(__name__)


class SqlUnit:
    """The repositories of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._orders = SqlOrders(connection)
        self.orders: ports.Orders = self._orders
        self.accounts: ports.Accounts = SqlAccounts(connection)
        self.credentials: ports.Credentials = SqlCredentials(connection)
        self.files: ports.Files = SqlFiles(connection)

    def record(self, event: ports.Event) -> None:
        """Appends an event; its sequence number is the database's."""
        row = msgspec.structs.asdict(event) | {"data": msgspec.json.encode(event.data)}
        self.connection.execute(insert(schema.events), row)

    def setting(self, name: str, value: str) -> str:
        """The value stored under a name, after storing this one where there was none."""
        query = select(schema.settings.c.value).where(schema.settings.c.name == name)
        known = self.connection.execute(query).scalar()
        if known is None:
            self.connection.execute(insert(schema.settings), {"name": name, "value": value})
        return known or value

    def finish(self) -> None:
        """What remains to be written before the commit."""
        self._orders.finish()

    def set(self, name: str, value: str) -> None:
        """Stores a value under a name, in place of what was there."""
        self.setting(name, value)
        self.connection.execute(update(schema.settings).where(schema.settings.c.name == name).values(value=value))


class SqlStore:
    """The database for changes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sql: SqlEngine = engine.connect()

    def run(self, name: str, work: Callable[[ports.Unit], T]) -> T:
        """Does `work` in one transaction: committed, or undone as a whole; tried again when another got in its way.

        Raises Refused(Unavailable) when the database cannot be reached, is full or stays locked; its cause says which.
        """
        for attempt in range(1, ATTEMPTS + 1):
            started = time.monotonic()
            try:
                with self.sql.begin() as connection:
                    unit = SqlUnit(connection)
                    result = work(unit)
                    unit.finish()
                    return result
            except DBAPIError as error:
                if attempt == ATTEMPTS and isinstance(error, IntegrityError):
                    raise invalid("$.id", "one of its ids belongs to another order") from error
                if attempt < ATTEMPTS and _is_conflict(error):
                    log.info("%s: conflict after %.3f s, attempt %d", name, time.monotonic() - started, attempt)
                    time.sleep(random.uniform(0, BACKOFF_S * attempt))
                    continue
                if isinstance(error, _OURS):
                    raise
                raise Refused(Unavailable()) from error
        raise AssertionError("unreachable")

    def prove_writable(self) -> None:
        """Writes a row and takes it back; raises the driver's error when that cannot be done."""
        with self.sql.connect() as connection, connection.begin() as transaction:
            connection.execute(insert(schema.settings), {"name": "doctor", "value": "was here"})
            transaction.rollback()

    def close(self) -> None:
        """Gives the connections back."""
        self.sql.dispose()


def _is_conflict(error: DBAPIError) -> bool:
    """Whether the same work may well succeed now: somebody else was first, a deadlock, a serialization failure."""
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in ("40001", "40P01")
