"""Database engines: one class per database holds all differences; no other code branches on the database."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import QueuePool

from triplicate.store.search.indexes import FTS5, TSVECTOR
from triplicate.store.sqlite_file import SqliteFile

BUSY_TIMEOUT_S = 30
_WAL_PAGES = 4000
"""Pages in the WAL before a checkpoint: large enough that a page changed by many orders is copied only once."""
_MIGRATION_LOCK = 7_281_940
"""The id of the PostgreSQL advisory lock that serialises migrations."""
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:number)")


class UnusableDatabase(Exception):
    """The database cannot be opened; the message says why and never contains a password."""


class SqliteEngine:
    """SQLite in a file: WAL, one writer, every commit synced to disk."""

    name = "sqlite"
    writers = 1
    search = FTS5

    def __init__(self, path: Path) -> None:
        self.path = path

    def describe(self) -> str:
        """The location of the database, for people."""
        return f"SQLite, {self.path}"

    def exists(self) -> bool:
        """Whether there is a database file."""
        return self.path.exists()

    def connect(self) -> SqlEngine:
        """The SQLAlchemy engine for writes: a pool of one connection, for which writers queue."""
        file = SqliteFile(self.path)
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            creator=lambda: file.open_for_writing(BUSY_TIMEOUT_S),
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=BUSY_TIMEOUT_S,
            hide_parameters=True,
            execution_options={"of": self},
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "checkout", lambda *_: _check_same_file(file))
        event.listen(engine, "begin", _begin_immediate)
        return engine

    def try_lock(self, connection: Connection, lock_id: int) -> bool:
        """Tries to take a 64-bit advisory lock: always succeeds, since there is only one write transaction."""
        return True

    def lock_migrations(self, connection: Connection) -> None:
        """Serialises migrations: nothing to do, since a write transaction is exclusive."""

    def durability(self, connection: Any) -> str:
        """Returns "full" if commits are synced to disk (PRAGMA synchronous = FULL, which is 2), else "weaker"."""
        return {2: "full"}.get(connection.exec_driver_sql("PRAGMA synchronous").scalar_one(), "weaker")


class PostgresEngine:
    """PostgreSQL by its URL, through psycopg 3."""

    name = "postgresql"
    writers = 4
    search = TSVECTOR

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")

    def describe(self) -> str:
        """The location of the database without password and options, which may hold the password too."""
        public_url = self.url.set(drivername="postgresql", query={})
        return f"PostgreSQL, {public_url.render_as_string(hide_password=True)}"

    def exists(self) -> bool:
        """True: a server is there, or says itself what is wrong."""
        return True

    @property
    def conninfo(self) -> str:
        """The URL in the form that psycopg takes, with the password."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def connect(self) -> SqlEngine:
        """The SQLAlchemy engine for writes."""
        return create_engine(
            self.url,
            pool_pre_ping=True,
            pool_size=5,
            connect_args={"connect_timeout": 5, "options": "-c synchronous_commit=on"},
            hide_parameters=True,
            execution_options={"of": self},
        )

    def try_lock(self, connection: Connection, lock_id: int) -> bool:
        """Tries to take a 64-bit advisory lock until the transaction ends; False if another one holds it."""
        return bool(connection.execute(_TRY_LOCK, {"number": lock_id}).scalar_one())

    def lock_migrations(self, connection: Connection) -> None:
        """Takes the advisory lock that serialises migrations."""
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")

    def durability(self, connection: Any) -> str:
        """Returns "full" if commits are synced to disk (synchronous_commit = on), else "weaker"."""
        setting = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        return "full" if setting == "on" else "weaker"


Engine = SqliteEngine | PostgresEngine


def engine_of(connection: Connection) -> Engine:
    """The database engine of a connection."""
    engine: Engine = connection.get_execution_options()["of"]
    return engine


def choose_engine(data: Path, url: str | None) -> Engine:
    """PostgreSQL if there is a URL, else SQLite in the data directory. Raises UnusableDatabase for any other URL."""
    if not url:
        return SqliteEngine(data / "triplicate.db")
    if not url.startswith(("postgresql://", "postgres://")):
        raise UnusableDatabase("the database URL must start with postgresql://")
    try:
        return PostgresEngine(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        raise UnusableDatabase("invalid database URL: must be like postgresql://user:password@host:port/name") from None


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")


def _check_same_file(file: SqliteFile) -> None:
    """Forces a reconnect if the database file was moved or replaced."""
    if not file.is_same():
        raise DisconnectionError


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
