"""Opens a SQLite database file and detects its replacement."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

_MMAP_BYTES = 1 << 30


class SqliteFile:
    """A database file, identified by device and inode once opened, so that a copy put in its place is detected."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity: tuple[int, int] | None = None

    def open_for_writing(self, timeout_s: float) -> sqlite3.Connection:
        """A new read-write connection. Raises sqlite3.Error, OSError.

        The first call creates the file if it is missing, for its owner alone; later ones do not. SQLite gives the files
        beside it the same mode.
        """
        if self._identity is None:
            _create_private(self._path)
        return self._open("rw", timeout_s)

    def open_read_only(self, timeout_s: float) -> sqlite3.Connection:
        """A new read-only connection. Raises sqlite3.Error, OSError."""
        connection = self._open("ro", timeout_s)
        connection.execute(f"PRAGMA mmap_size={_MMAP_BYTES}")
        return connection

    def is_same(self) -> bool:
        """Whether the path still leads to the file that was opened last."""
        try:
            return self._identity == self._read_identity()
        except OSError:
            return False

    def _open(self, mode: str, timeout_s: float) -> sqlite3.Connection:
        address = f"file:{quote(str(self._path))}?mode={mode}"
        connection = sqlite3.connect(address, uri=True, timeout=timeout_s, check_same_thread=False)
        connection.isolation_level = None
        self._identity = self._read_identity()
        return connection

    def _read_identity(self) -> tuple[int, int]:
        status = os.stat(self._path)
        return status.st_dev, status.st_ino


def describe(path: Path) -> str:
    """The location of a database, for people."""
    return f"SQLite, {path}"


def _create_private(path: Path) -> None:
    """Creates an empty file with mode 0600, unless there is one. Raises sqlite3.OperationalError."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise sqlite3.OperationalError(f"cannot create the database file: {error.strerror}") from error
