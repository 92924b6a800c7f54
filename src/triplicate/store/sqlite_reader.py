"""Fast reads from SQLite: one prepared statement on a read-only connection, on the event loop's own thread.

A lookup by a unique key takes microseconds, less than handing it to a thread. In WAL mode a reader waits for nobody;
should the file be locked all the same, the read moves to a thread, which waits for the lock until the deadline.
"""

import asyncio
import os
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy.dialects import sqlite

from triplicate.app.ports import Credential, File, Reference, Stored, User
from triplicate.core.access import Principal
from triplicate.core.failures import Refused, Unavailable
from triplicate.store.reading import DEADLINE_S, lookups, owned, text
from triplicate.store.statements import ONE_ROW

_GONE_CHECK_S = 1.0
_MMAP_BYTES = 1 << 30


class SqliteReader:
    """Reads orders, credentials, users and files from one SQLite file."""

    def __init__(self, path: Path, deadline_s: float = DEADLINE_S) -> None:
        self._path = path
        self._deadline_s = deadline_s
        self._sql = {name: text(query, sqlite.dialect(paramstyle="qmark")) for name, query in ONE_ROW.items()}
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._checked = 0.0

    async def find(self, principal: Principal, reference: Reference) -> Stored:
        """The order as stored; raises Refused: NoSuchOrder, NotYourOrder, or Unavailable within the deadline."""
        if reference.kind != "number":
            return owned(principal, reference, await self._rows(reference.kind, (reference.value,)))
        rows: list[Any] = []
        for lookup in lookups(principal, reference):
            rows = await self._rows(lookup.statement, lookup.parameters)
            if rows:
                break
        return owned(principal, reference, rows)

    async def credential(self, lookup: str) -> Credential | None:
        """The credential stored under a lookup key, or None."""
        rows = await self._rows("credential", (lookup,))
        return Credential(**dict(zip(Credential.__struct_fields__, rows[0], strict=True))) if rows else None

    async def user(self, email: str) -> User | None:
        """The user with this address, in any case of letters, or None."""
        rows = await self._rows("user", (email.lower(),))
        return User(*rows[0]) if rows else None

    async def file(self, id: str) -> File | None:
        """The stored file's row, or None."""
        rows = await self._rows("file", (id,))
        return File(*rows[0]) if rows else None

    async def close(self) -> None:
        """Closes the connection."""
        self._forget()

    async def _rows(self, statement: str, parameters: tuple[Any, ...]) -> list[Any]:
        try:
            connection = self._connection
            if connection is None or time.monotonic() - self._checked > _GONE_CHECK_S:
                connection = self._connected()
            return connection.execute(self._sql[statement], parameters).fetchall()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                self._forget()
                raise Refused(Unavailable()) from error
        except (sqlite3.Error, OSError) as error:
            self._forget()
            raise Refused(Unavailable()) from error
        return await self._patiently(self._sql[statement], parameters)

    def _connected(self) -> sqlite3.Connection:
        """The connection, checked now and then: a file that was moved or replaced must not be read on."""
        found = os.stat(self._path)
        if self._connection is None or self._identity != (found.st_dev, found.st_ino):
            self._forget()
            self._connection = _open(self._path, 0)
            self._identity = (found.st_dev, found.st_ino)
        self._checked = time.monotonic()
        return self._connection

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._identity = None, None

    async def _patiently(self, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
        def read() -> list[Any]:
            connection = _open(self._path, self._deadline_s)
            try:
                return connection.execute(sql, parameters).fetchall()
            finally:
                connection.close()

        try:
            return await asyncio.wait_for(asyncio.to_thread(read), self._deadline_s)
        except (TimeoutError, sqlite3.Error) as error:
            raise Refused(Unavailable()) from error


def _open(path: Path, timeout_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro", uri=True, timeout=timeout_s, check_same_thread=False
    )
    connection.execute(f"PRAGMA mmap_size={_MMAP_BYTES}")
    connection.isolation_level = None
    return connection
