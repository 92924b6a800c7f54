"""Database engines: one class per database holds all differences; no other code branches on the database."""

import sqlite3
import time
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, create_engine, event
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from triplicate.app.ports import Reader
from triplicate.app.ports.jobs import JobSignal
from triplicate.store import sqlite_file
from triplicate.store.cursor import Cursor
from triplicate.store.fair_lock import FairLock
from triplicate.store.idempotency_claim import POSTGRES_CLAIM
from triplicate.store.job_signals import LocalSignals
from triplicate.store.multi_row import MultiRow, RowStyle
from triplicate.store.search.strategy import POSTGRES_LISTS, SQLITE_LISTS
from triplicate.store.sqlite_file import SqliteFile

BUSY_TIMEOUT_S = 30
_BUSY_POLL_S = 0.002
_WAL_PAGES = 4000
"""Pages in the WAL before a checkpoint: large enough that a page changed by many orders is copied only once."""
_MIGRATION_LOCK = 7_281_940
"""The id of the PostgreSQL advisory lock that serialises migrations."""


class UnusableDatabase(Exception):
    """The database cannot be opened; the message says why and never contains a password."""


class Savepoints(NamedTuple):
    """The statements about the savepoint of a unit in a group; empty where none is needed.

    `begin_next` begins one after another, which `release` may have left open.
    """

    begin: str
    begin_next: str
    release: str
    roll_back: str


class SqliteEngine:
    """SQLite in a file: WAL, one writer, every commit synced to disk."""

    name = "sqlite"
    writers = 1
    has_conflicts = False
    """Transactions run one after the other, so what failed once fails again."""
    savepoints = Savepoints("SAVEPOINT unit", "SAVEPOINT unit", "RELEASE unit", "ROLLBACK TO unit")
    lists = SQLITE_LISTS
    search = lists.search
    claim_key: MultiRow | None = None
    """A claim is no statement: with one writer, nobody else can have claimed a key."""
    row_style = RowStyle("INSERT OR FAIL", "?", as_arrays=False)

    def __init__(self, path: Path) -> None:
        self.path = path
        self._signals = LocalSignals()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the database may be made of."""
        return tuple(self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal", "-shm"))

    def describe(self) -> str:
        """The location of the database, for people."""
        return sqlite_file.describe(self.path)

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

    def writer_lock(self) -> FairLock | None:
        """What a process's writers queue for, each as long as for the lock of the file."""
        return FairLock(BUSY_TIMEOUT_S)

    def reader(self) -> Reader:
        """The database for reads, for one event loop."""
        from triplicate.store.readers.sqlite import SqliteReader

        return SqliteReader(self.path)

    def announce_jobs(self, cursor: Cursor) -> None:
        """Tells the workers of this process that jobs have been enqueued."""
        self._signals.announce(cursor)

    def job_signal(self) -> JobSignal:
        """What tells a worker of new jobs."""
        return self._signals.signal()

    def lock_migrations(self, connection: Connection) -> None:
        """Serialises migrations: nothing to do, since a write transaction is exclusive."""

    def is_in_transaction(self, connection: Connection) -> bool:
        """Whether the transaction goes on; SQLite itself rolls back after some errors, such as a full disk."""
        driver_connection: Any = connection.connection.driver_connection
        return bool(driver_connection.in_transaction)

    def durability(self, connection: Any) -> str:
        """Returns "full" if commits are synced to disk (PRAGMA synchronous = FULL, which is 2), else "weaker"."""
        return {2: "full"}.get(connection.exec_driver_sql("PRAGMA synchronous").scalar_one(), "weaker")


class PostgresEngine:
    """PostgreSQL by its URL, through psycopg 3. Raises ValueError for an invalid URL."""

    name = "postgresql"
    writers = 4
    has_conflicts = True
    lists = POSTGRES_LISTS
    search = lists.search
    claim_key: MultiRow | None = POSTGRES_CLAIM
    row_style = RowStyle("INSERT", "%s", as_arrays=True)
    files: tuple[Path, ...] = ()

    def __init__(self, url: str) -> None:
        from triplicate.store import postgres_connection

        self._connections = postgres_connection
        self.savepoints = Savepoints(*postgres_connection.SAVEPOINTS)
        self.parameters = postgres_connection.parameters(url)

    def describe(self) -> str:
        """The location of the database without password and options, which may hold the password too."""
        return self._connections.describe(self.parameters)

    def exists(self) -> bool:
        """True: a server is there, or says itself what is wrong."""
        return True

    @property
    def conninfo(self) -> str:
        """The connection parameters in the form that psycopg takes, with the password."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(**self.parameters)

    def connect(self) -> SqlEngine:
        """The SQLAlchemy engine for writes."""
        engine = create_engine(
            URL.create("postgresql+psycopg", database=self.parameters.get("dbname")),
            creator=lambda: self._connections.connect(self.parameters),
            pool_pre_ping=True,
            pool_size=5,
            hide_parameters=True,
            execution_options={"of": self},
        )
        event.listen(engine, "begin", self._connections.begin_write)
        event.listen(engine, "checkin", self._connections.end_conversation)
        return engine

    def writer_lock(self) -> FairLock | None:
        """None: as many write as there are connections."""
        return None

    def reader(self) -> Reader:
        """The database for reads, for one event loop."""
        from triplicate.store.readers.postgres import PostgresReader

        return PostgresReader(self.conninfo)

    def announce_jobs(self, cursor: Cursor) -> None:
        """Tells the workers of all processes that jobs have been enqueued, when the transaction commits."""
        from triplicate.store.postgres_job_signal import notify

        notify(cursor)

    def job_signal(self) -> JobSignal:
        """What tells a worker of new jobs."""
        from triplicate.store.postgres_job_signal import PostgresSignal

        return PostgresSignal(self.parameters)

    def lock_migrations(self, connection: Connection) -> None:
        """Takes the advisory lock that serialises migrations, which may take as long as they need."""
        self._connections.lift_timeouts(connection)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")

    def is_in_transaction(self, connection: Connection) -> bool:
        """Whether the transaction goes on; after a failed statement it only can be rolled back."""
        return self._connections.is_in_transaction(connection.connection.driver_connection)

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
    except ValueError:
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
    """Begins a write transaction, when no other process writes any more; raises when one still does after a while.

    SQLite itself looks again after up to 100 ms, and hardly meets the moment between two transactions of a busy server.
    """
    driver_connection = connection.connection.driver_connection
    until = time.monotonic() + BUSY_TIMEOUT_S
    driver_connection.execute("PRAGMA busy_timeout=0")
    try:
        while _is_busy(driver_connection) and time.monotonic() < until:
            time.sleep(_BUSY_POLL_S)
        if not driver_connection.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # which says why not
    finally:
        driver_connection.execute(f"PRAGMA busy_timeout={int(BUSY_TIMEOUT_S * 1000)}")


def _is_busy(driver_connection: sqlite3.Connection) -> bool:
    """Tries to begin a write transaction; whether another process is the reason why it could not."""
    try:
        driver_connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False
