"""The file of a SQLite database: how it is opened, and whether it is still the one that was opened."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

_MMAP_BYTES = 1 << 30


class SqliteFile:
    """One file, known by its inode once it was opened: a copy put in its place is another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity: tuple[int, int] | None = None

    def write(self, timeout_s: float) -> sqlite3.Connection:
        """A new connection that may write. Raises sqlite3.Error, OSError.

        It makes the file when it is not there, but only the first time.
        """
        return self._open("rw" if self._identity else "rwc", timeout_s)

    def read(self, timeout_s: float) -> sqlite3.Connection:
        """A new connection that cannot write. Raises sqlite3.Error, OSError."""
        connection = self._open("ro", timeout_s)
        connection.execute(f"PRAGMA mmap_size={_MMAP_BYTES}")
        return connection

    def is_same(self) -> bool:
        """Whether the file at the path is the one that was opened last."""
        try:
            return self._identity == self._found()
        except OSError:
            return False

    def _open(self, mode: str, timeout_s: float) -> sqlite3.Connection:
        address = f"file:{quote(str(self._path))}?mode={mode}"
        connection = sqlite3.connect(address, uri=True, timeout=timeout_s, check_same_thread=False)
        connection.isolation_level = None
        self._identity = self._found()
        return connection

    def _found(self) -> tuple[int, int]:
        found = os.stat(self._path)
        return found.st_dev, found.st_ino
