"""Whether a database is one that this program made and can serve at once, read without loading SQLAlchemy.

Whatever else is the case, such as an older schema or a server that cannot be reached, the full check explains.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from triplicate.store.sqlite_file import describe

_REVISION = "SELECT version_num FROM alembic_version"
_FINGERPRINT = "SELECT value FROM settings WHERE name = 'key'"
_TIMEOUT_S = 5


def is_ready_to_serve(sqlite_file: Path, url: str | None, fingerprint: str) -> bool:
    """Whether the schema is current and the database belongs to the master key with this fingerprint.

    `url` is that of a PostgreSQL database; without one it is SQLite in `sqlite_file`.
    """
    expected = [(newest_revision(),), (fingerprint,)]
    return (_read_postgres(url) if url else _read_sqlite(sqlite_file)) == expected


def location(sqlite_file: Path, url: str | None) -> str:
    """Where the database is, for people; never with a password."""
    if not url:
        return describe(sqlite_file)
    from triplicate.store import postgres_connection

    return postgres_connection.describe(postgres_connection.parameters(url))


def newest_revision() -> str:
    """The revision of the newest migration, by which its file is named."""
    versions = Path(__file__).parent / "migrations" / "versions"
    return max(path.name for path in versions.glob("[0-9]*.py")).partition("_")[0]


def _read_sqlite(file: Path) -> list[tuple[str, ...]]:
    """The rows of both statements; none if they cannot be read."""
    try:
        address = f"file:{quote(str(file))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=_TIMEOUT_S)) as connection:
            return [*connection.execute(_REVISION), *connection.execute(_FINGERPRINT)]
    except sqlite3.Error:
        return []


def _read_postgres(url: str) -> list[tuple[str, ...]]:
    """The same of PostgreSQL."""
    import psycopg

    from triplicate.store import postgres_connection

    try:
        with postgres_connection.connect(postgres_connection.parameters(url)) as connection:
            return [*connection.execute(_REVISION), *connection.execute(_FINGERPRINT)]
    except (psycopg.Error, ValueError):
        return []
