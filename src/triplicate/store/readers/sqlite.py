"""Fast reads from SQLite: one prepared statement on a read-only connection, on the event loop's thread.

A lookup by a unique key takes microseconds, less than a thread switch. In WAL mode readers do not block; if the file is
locked nevertheless, the read moves to a thread, which waits for the lock until the deadline.
"""

import sqlite3
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.dialects import sqlite

from triplicate.app.ports.pools import PoolState
from triplicate.core.failures import DomainError, Unavailable
from triplicate.store.cursor import Row, compiled_sql
from triplicate.store.readers.buyer_reads import BuyerReads
from triplicate.store.readers.file_reads import FileReads
from triplicate.store.readers.job_reads import JobReads
from triplicate.store.readers.list_reads import ListReads
from triplicate.store.readers.lookups import DEADLINE_S, to_sql
from triplicate.store.readers.point_reads import PointReads
from triplicate.store.readers.sqlite_pool import SqlitePool
from triplicate.store.search.steps import QuerySteps
from triplicate.store.search.strategy import SQLITE_LISTS
from triplicate.store.sqlite_file import SqliteFile
from triplicate.store.statements import ONE_ROW

_FILE_CHECK_INTERVAL_S = 1.0
T = TypeVar("T")


class SqliteReader(PointReads, ListReads, BuyerReads, JobReads, FileReads):
    """Reads from one SQLite file."""

    lists = SQLITE_LISTS

    def __init__(self, path: Path, deadline_s: float = DEADLINE_S) -> None:
        self._file = SqliteFile(path)
        self._pool = SqlitePool(path, deadline_s)
        self._sql = {name: to_sql(query, sqlite.dialect(paramstyle="qmark")) for name, query in ONE_ROW.items()}
        self._connection: sqlite3.Connection | None = None
        self._checked_at = 0.0

    def pools(self) -> list[PoolState]:
        """Its connection pools."""
        return [self._pool.state()]

    async def close(self) -> None:
        """Closes the connections."""
        self._drop_connection()
        self._pool.close()

    def _rows(self, statement: str, parameters: tuple[Any, ...]) -> Coroutine[Any, Any, list[Row]]:
        return self._read(self._sql[statement], parameters)

    async def _run(self, steps: QuerySteps[T], is_slow: bool) -> T:
        """Runs query steps on the event loop's thread, or in another thread if they are slow."""
        if is_slow:
            return await self._pool.read(lambda connection: _run_steps(connection, steps))
        query = next(steps)
        while True:
            rows = await self._read(compiled_sql(query.statement, sqlite.dialect), query.values)
            try:
                query = steps.send(rows)
            except StopIteration as stop:
                result: T = stop.value
                return result

    async def _read(self, sql: str, parameters: Any) -> list[Row]:
        try:
            connection = self._connection
            if connection is None or time.monotonic() - self._checked_at > _FILE_CHECK_INTERVAL_S:
                connection = self._current_connection()
            return connection.execute(sql, parameters).fetchall()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                self._drop_connection()
                raise DomainError(Unavailable()) from error
        except (sqlite3.Error, OSError) as error:
            self._drop_connection()
            raise DomainError(Unavailable()) from error
        return await self._pool.read(lambda pool_connection: pool_connection.execute(sql, parameters).fetchall())

    def _current_connection(self) -> sqlite3.Connection:
        """The connection, reopened if the database file was moved or replaced; checked once per interval."""
        if self._connection is None or not self._file.is_same():
            self._drop_connection()
            self._connection = self._file.open_read_only(0)
        self._checked_at = time.monotonic()
        return self._connection

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _run_steps(connection: sqlite3.Connection, steps: QuerySteps[T]) -> T:
    query = next(steps)
    while True:
        rows = connection.execute(compiled_sql(query.statement, sqlite.dialect), query.values).fetchall()
        try:
            query = steps.send(rows)
        except StopIteration as stop:
            result: T = stop.value
            return result
