"""Engines: one class per database answers everything in which they differ; nothing else branches on which it is."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine as SqlEngine
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

BUSY_TIMEOUT_S = 30


class UnusableDatabase(Exception):
    """The database cannot be opened; the message says why and never holds a password."""


class SqliteEngine:
    """SQLite in a file: WAL, one writer, every commit on disk before it is answered."""

    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    def describe(self) -> str:
        """Where the database is."""
        return f"SQLite, {self.path}"

    def connect(self) -> SqlEngine:
        """The engine that SQLAlchemy writes through."""
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            connect_args={"timeout": BUSY_TIMEOUT_S},
            poolclass=NullPool,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin_immediate)
        return engine

    def durability(self, connection: Any) -> str:
        """The setting that decides whether a commit is on disk: 2 is FULL."""
        return {2: "full"}.get(connection.exec_driver_sql("PRAGMA synchronous").scalar_one(), "weaker")


class PostgresEngine:
    """PostgreSQL by its URL, through psycopg 3."""

    name = "postgresql"

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
        )

    def durability(self, connection: Any) -> str:
        """The setting that decides whether a commit is on disk."""
        setting = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        return "full" if setting == "on" else "weaker"


Engine = SqliteEngine | PostgresEngine


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


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
