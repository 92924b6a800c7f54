"""Fast reads from SQLite: one prepared statement on a read-only connection, on the event loop's thread.

A lookup by a unique key takes microseconds, less than a thread switch. In WAL mode readers do not block; if the file is
locked nevertheless, the read moves to a thread, which waits for the lock until the deadline.
"""

import sqlite3
import time
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.dialects import sqlite

from triplicate.core.failures import Refused, Unavailable
from triplicate.store.cursor import Row, spoken
from triplicate.store.readers.list_reads import Lists
from triplicate.store.readers.lookups import DEADLINE_S, text
from triplicate.store.readers.point_reads import Singles
from triplicate.store.readers.sqlite_pool import SqliteAside
from triplicate.store.search.indexes import FTS5
from triplicate.store.search.steps import Steps
from triplicate.store.sqlite_file import SqliteFile
from triplicate.store.statements import ONE_ROW

_GONE_CHECK_S = 1.0
T = TypeVar("T")


class SqliteReader(Singles, Lists):
    """Reads from one SQLite file."""

    search = FTS5

    def __init__(self, path: Path, deadline_s: float = DEADLINE_S) -> None:
        self._file = SqliteFile(path)
        self._aside = SqliteAside(path, deadline_s)
        self._sql = {name: text(query, sqlite.dialect(paramstyle="qmark")) for name, query in ONE_ROW.items()}
        self._connection: sqlite3.Connection | None = None
        self._checked = 0.0

    async def close(self) -> None:
        """Closes the connections."""
        self._forget()
        self._aside.close()

    async def _rows(self, statement: str, parameters: tuple[Any, ...]) -> list[Row]:
        return await self._read(self._sql[statement], parameters)

    async def _answer(self, steps: Steps[T], heavy: bool) -> T:
        """Runs query steps on the event loop's thread, or in another thread if they are slow."""
        if heavy:
            return await self._aside.read(lambda connection: _conversation(connection, steps))
        question = next(steps)
        while True:
            rows = await self._read(spoken(question.statement, sqlite.dialect), question.values)
            try:
                question = steps.send(rows)
            except StopIteration as done:
                answer: T = done.value
                return answer

    async def _read(self, sql: str, parameters: Any) -> list[Row]:
        try:
            connection = self._connection
            if connection is None or time.monotonic() - self._checked > _GONE_CHECK_S:
                connection = self._connected()
            return connection.execute(sql, parameters).fetchall()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                self._forget()
                raise Refused(Unavailable()) from error
        except (sqlite3.Error, OSError) as error:
            self._forget()
            raise Refused(Unavailable()) from error
        return await self._aside.read(lambda patient: patient.execute(sql, parameters).fetchall())

    def _connected(self) -> sqlite3.Connection:
        """The connection, reopened if the database file was moved or replaced; checked once per interval."""
        if self._connection is None or not self._file.is_same():
            self._forget()
            self._connection = self._file.read(0)
        self._checked = time.monotonic()
        return self._connection

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _conversation(connection: sqlite3.Connection, steps: Steps[T]) -> T:
    question = next(steps)
    while True:
        rows = connection.execute(spoken(question.statement, sqlite.dialect), question.values).fetchall()
        try:
            question = steps.send(rows)
        except StopIteration as done:
            answer: T = done.value
            return answer
