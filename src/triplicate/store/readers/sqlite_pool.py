"""SQLite connection pool for slow reads in threads, each on its own read-only connection."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from triplicate.app.ports.pools import PoolState
from triplicate.core.failures import DomainError, Unavailable
from triplicate.store.sqlite_file import SqliteFile

T = TypeVar("T")


class SqlitePool:
    """A pool of idle connections, discarded when the database file is replaced."""

    def __init__(self, path: Path, deadline_s: float) -> None:
        self._file = SqliteFile(path)
        self._deadline_s = deadline_s
        self._idle: list[sqlite3.Connection] = []
        self._in_use = 0

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `work` in a thread and returns its result; raises DomainError(Unavailable) within the deadline."""
        try:
            connection, idle = self._connection()
        except (sqlite3.Error, OSError) as error:
            raise DomainError(Unavailable()) from error

        def read_in_thread() -> T:
            try:
                result = work(connection)
            except BaseException:
                connection.close()
                raise
            idle.append(connection)
            return result

        self._in_use += 1
        try:
            return await asyncio.wait_for(asyncio.to_thread(read_in_thread), self._deadline_s)
        except (TimeoutError, sqlite3.Error) as error:
            with suppress(sqlite3.Error):
                connection.interrupt()
            raise DomainError(Unavailable()) from error
        finally:
            self._in_use -= 1

    def state(self) -> PoolState:
        """Its connections now; nobody waits, since one more is opened instead."""
        return PoolState("read", self._in_use + len(self._idle), self._in_use, 0)

    def close(self) -> None:
        """Closes the idle connections."""
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _connection(self) -> tuple[sqlite3.Connection, list[sqlite3.Connection]]:
        """A connection, and the idle list to return it to."""
        if self._idle and not self._file.is_same():
            self.close()
        with suppress(IndexError):
            return self._idle.pop(), self._idle
        return self._file.open_read_only(self._deadline_s), self._idle
