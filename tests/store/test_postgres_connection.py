"""PostgreSQL connections: hosts that hang, timeouts, and nothing left behind in a session that a pooler shares."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.store.database_fixtures import Database, DatabaseFactory, server
from tests.store.document_fixtures import ACCOUNT, add_accounts, guid, import_each, native_order, principal_of
from tests.store.postgres_fixtures import PostgresServer
from triplicate.app.ports import OrderName, OrderQuery, UnitOfWork
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation
from triplicate.store import migrate, postgres_connection
from triplicate.store.engine import PostgresEngine, choose_engine
from triplicate.store.readers.lookups import DEADLINE_S
from triplicate.store.readers.postgres import PostgresReader

STARTUP_PARAMETERS = {"application_name", "client_encoding", "DateStyle", "TimeZone"}
"""What pgbouncer takes at the beginning of a connection, and gives to each client as its own."""


@pytest.fixture
def database(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    with databases.create("postgresql", tmp_path / "data") as made:
        yield made


@pytest.fixture
def installation(database: Database) -> Iterator[Installation]:
    made = Installation(database.config())
    made.ensure_ready()
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def second_server() -> Iterator[PostgresServer]:
    made = PostgresServer()
    yield made
    made.stop()


def setting(connection: Any, name: str) -> str:
    return str(connection.execute(text(f"SHOW {name}")).scalar_one())


def session_settings(connection: Any) -> Any:
    """The settings that a connection carries beyond a transaction, and those it began with, as a cursor."""
    return connection.execute("SELECT name, source FROM pg_settings WHERE source IN ('session', 'client')")


# ---- what is set, and for how long ----


def test_a_write_has_timeouts(installation: Installation) -> None:
    def work(uow: Any) -> dict[str, str]:
        names = ("synchronous_commit", "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        return {name: setting(uow.connection, name) for name in names}

    assert installation.store.run("settings", work) == {
        "synchronous_commit": "on",
        "lock_timeout": "10s",
        "statement_timeout": "20s",
        "idle_in_transaction_session_timeout": "1min",
    }


def test_a_write_leaves_nothing_in_the_session(installation: Installation) -> None:
    installation.store.run("anything", lambda uow: None)
    connection = installation.store.sql.raw_connection()
    rows = session_settings(connection.driver_connection).fetchall()
    connection.close()
    assert {name for name, source in rows if source == "session"} == set()
    assert {name for name, source in rows if source == "client"} <= STARTUP_PARAMETERS


def test_reads_leave_nothing_in_the_session(installation: Installation) -> None:
    """Lists are planned with settings of their own, which a stranger would suffer from."""
    add_accounts(installation)
    import_each(installation, "native", native_order(1))

    async def inside() -> list[tuple[str, str]]:
        reader = PostgresReader(installation.engine.conninfo)  # type: ignore[union-attr]
        try:
            await reader.find(principal_of(ACCOUNT), OrderName("guid", guid(1)))
            assert len((await reader.list(principal_of(ACCOUNT), OrderQuery())).orders) == 1
            rows: list[tuple[str, str]] = []
            for connection in (reader._connection, *reader._pool._idle):
                assert connection is not None
                rows += await (await session_settings(connection)).fetchall()
            return rows
        finally:
            await reader.close()

    rows = asyncio.run(inside())
    assert {name for name, source in rows if source == "session"} == set()
    assert {name for name, source in rows if source == "client"} <= STARTUP_PARAMETERS


def test_a_migration_may_take_as_long_as_it_needs(installation: Installation) -> None:
    with installation.store.sql.begin() as connection:
        installation.engine.lock_migrations(connection)
        assert setting(connection, "lock_timeout") == setting(connection, "statement_timeout") == "0"
    with installation.store.sql.begin() as connection:
        assert setting(connection, "statement_timeout") == "20s"


def test_who_waits_too_long_for_a_lock_is_told_to_come_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        postgres_connection, "_BEGIN_WRITE", postgres_connection._BEGIN_WRITE.replace("'10s'", "'50ms'")
    )
    with installation.store.sql.begin() as holder:
        holder.exec_driver_sql("LOCK TABLE settings IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(DomainError) as caught:
            installation.store.run("wait", lambda uow: uow.ensure_setting("a", "b"))
    assert caught.value.failure == Unavailable()
    assert installation.store.run("again", lambda uow: uow.ensure_setting("a", "b")) == "b"


# ---- servers that hang ----


def test_a_write_in_a_server_that_freezes_ends(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_connection, "SILENCE_S", 0.5)

    def work(uow: UnitOfWork) -> None:
        with server().frozen():
            uow.ensure_setting("a", "b")

    with pytest.raises(DomainError) as caught:
        installation.store.run("freeze", work)
    assert caught.value.failure == Unavailable()
    assert installation.store.run("again", lambda uow: uow.ensure_setting("a", "b")) == "b"


def test_a_frozen_primary_is_left_for_the_second_host(
    installation: Installation, database: Database, second_server: PostgresServer
) -> None:
    """As after a fail-over: the first host accepts connections and never says a word; the second is the new primary."""
    parameters = dict(installation.engine.parameters)  # type: ignore[union-attr]
    name = second_server.create(name=parameters["dbname"])
    both = f"{parameters['host']},{second_server.socket.parent}"
    url = f"postgresql://postgres@/{name}?host={both}&target_session_attrs=read-write"
    second = Installation(database._replace(url=second_server.url(name)).config())
    assert migrate.migrate(second.store.sql) == "empty"
    second.store.close()

    pair = Installation(database._replace(url=url).config())
    where = "SELECT setting FROM pg_settings WHERE name = 'data_directory'"

    def data_directory(uow: Any) -> str:
        return str(uow.connection.execute(text(where)).scalar_one())

    def price_list(reader: PostgresReader) -> Any:
        return reader.prices(None)

    async def read_twice() -> None:
        reader = PostgresReader(pair.engine.conninfo)  # type: ignore[union-attr]
        await price_list(reader)
        with server().frozen():
            with pytest.raises(DomainError):
                await price_list(reader)
            await price_list(reader)
            assert await reader.list(principal_of(ACCOUNT), OrderQuery())
        await reader.close()

    before = pair.store.run("first", data_directory)
    with server().frozen():
        assert pair.store.run("second", data_directory) != before
    asyncio.run(read_twice())
    pair.store.close()


# ---- what a URL says ----


def test_connecting_takes_less_than_half_of_a_reads_deadline(installation: Installation) -> None:
    assert postgres_connection.DEFAULTS["connect_timeout"] < DEADLINE_S / 2
    assert "options" not in installation.engine.parameters  # type: ignore[union-attr]


def test_what_the_url_says_wins(tmp_path: Path) -> None:
    engine = choose_engine(tmp_path, "postgresql://db/shop?connect_timeout=9&keepalives=0")
    assert isinstance(engine, PostgresEngine)
    assert engine.parameters["connect_timeout"] == "9"
    assert engine.parameters["keepalives"] == "0"
    assert engine.parameters["tcp_user_timeout"] == 10_000


@pytest.mark.parametrize(
    ("url", "description"),
    [
        ("postgresql://ann:hush@one:5433,two:5434/shop?target_session_attrs=read-write", "ann@one:5433,two:5434/shop"),
        ("postgresql://ann@one,two/shop", "ann@one,two/shop"),
        ("postgresql:///shop?host=one,two&port=6432", "one:6432,two:6432/shop"),
        ("postgres://one/shop", "one/shop"),
    ],
)
def test_urls_with_several_hosts(tmp_path: Path, url: str, description: str) -> None:
    assert choose_engine(tmp_path, url).describe() == f"PostgreSQL, postgresql://{description}"
