"""Engines: one class per database answers everything in which they differ; nothing else branches on which it is."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import QueuePool

from triplicate.store.search import FTS5, TSVECTOR
from triplicate.store.sqlite_file import SqliteFile

BUSY_TIMEOUT_S = 30
_WAL_PAGES = 4000
"""After so many pages SQLite moves its log into the file: a page that many orders touch is then moved once for all."""
_MIGRATING = 7_281_940
"""The number of the lock under which a schema is brought up to date."""
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:number)")


class UnusableDatabase(Exception):
    """The database cannot be opened; the message says why and never holds a password."""


class SqliteEngine:
    """SQLite in a file: WAL, one writer, every commit on disk before it is answered."""

    name = "sqlite"
    writers = 1
    search = FTS5

    def __init__(self, path: Path) -> None:
        self.path = path

    def describe(self) -> str:
        """Where the database is."""
        return f"SQLite, {self.path}"

    def connect(self) -> SqlEngine:
        """The engine that SQLAlchemy writes through: one connection, which is kept, and for which everybody waits."""
        file = SqliteFile(self.path)
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            creator=lambda: file.write(BUSY_TIMEOUT_S),
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=BUSY_TIMEOUT_S,
            hide_parameters=True,
            execution_options={"of": self},
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "checkout", lambda *_: _same_file(file))
        event.listen(engine, "begin", _begin_immediate)
        return engine

    def hold(self, connection: Connection, number: int) -> bool:
        """Whether the transaction holds a number of 64 bits now: it does, since it is the only one."""
        return True

    def hold_migrations(self, connection: Connection) -> None:
        """Waits for whoever else migrates: nobody does while a transaction has begun."""

    def durability(self, connection: Any) -> str:
        """The setting that decides whether a commit is on disk: 2 is FULL."""
        return {2: "full"}.get(connection.exec_driver_sql("PRAGMA synchronous").scalar_one(), "weaker")


class PostgresEngine:
    """PostgreSQL by its URL, through psycopg 3."""

    name = "postgresql"
    writers = 4
    search = TSVECTOR

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")

    def describe(self) -> str:
        """Where the database is, without the password, which may stand among the options too."""
        shown = self.url.set(drivername="postgresql", query={})
        return f"PostgreSQL, {shown.render_as_string(hide_password=True)}"

    @property
    def conninfo(self) -> str:
        """The URL as the driver takes it."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def connect(self) -> SqlEngine:
        """The engine that SQLAlchemy writes through."""
        return create_engine(
            self.url,
            pool_pre_ping=True,
            pool_size=5,
            connect_args={"connect_timeout": 5, "options": "-c synchronous_commit=on"},
            hide_parameters=True,
            execution_options={"of": self},
        )

    def hold(self, connection: Connection, number: int) -> bool:
        """Whether the transaction holds a number of 64 bits now, until its end: False when another one does."""
        return bool(connection.execute(_TRY_LOCK, {"number": number}).scalar_one())

    def hold_migrations(self, connection: Connection) -> None:
        """Waits for whoever else migrates."""
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")

    def durability(self, connection: Any) -> str:
        """The setting that decides whether a commit is on disk."""
        setting = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        return "full" if setting == "on" else "weaker"


Engine = SqliteEngine | PostgresEngine


def of(connection: Connection) -> Engine:
    """The engine that a connection was made by."""
    engine: Engine = connection.get_execution_options()["of"]
    return engine


def choose(data: Path, url: str | None) -> Engine:
    """PostgreSQL when there is a URL, else SQLite in the data directory. Raises UnusableDatabase for any other URL."""
    if not url:
        return SqliteEngine(data / "triplicate.db")
    if not url.startswith(("postgresql://", "postgres://")):
        raise UnusableDatabase("the database URL must start with postgresql://")
    try:
        return PostgresEngine(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        raise UnusableDatabase("the database URL cannot be read: postgresql://user:password@host:port/name") from None


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")


def _same_file(file: SqliteFile) -> None:
    """A file that was moved or replaced must not be written on."""
    if not file.is_same():
        raise DisconnectionError


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
