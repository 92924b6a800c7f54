"""Database errors are reported as `Unavailable`, not as the driver's own exceptions."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.store.database_fixtures import Database, DatabaseFactory
from tests.store.document_fixtures import add_accounts, import_each, native_order
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation
from triplicate.store.sql_store import ATTEMPTS

STATES = {
    "40001": "serialization failure, every time",
    "40P01": "deadlock, every time",
    "53100": "disk full",
    "53200": "out of memory",
    "53300": "too many connections",
    "55P03": "lock not available",
    "57014": "query canceled",
    "57P01": "admin shutdown",
    "57P03": "cannot connect now",
    "25006": "read-only, as a standby is",
    "58030": "I/O error",
}


@pytest.fixture
def on_postgres(databases: DatabaseFactory, tmp_path) -> Any:
    with databases.create("postgresql", tmp_path) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        yield installation
        installation.store.close()


@pytest.mark.parametrize("state", STATES, ids=STATES.get)
def test_postgresql_cannot_go_on(on_postgres: Installation, state: str) -> None:
    tries = 0

    def work(unit: Any) -> None:
        nonlocal tries
        tries += 1
        unit.connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"))

    with pytest.raises(DomainError) as caught:
        on_postgres.store.run("work", work)
    assert caught.value.failure == Unavailable()
    assert tries == (ATTEMPTS if state in ("40001", "40P01") else 1)


def test_a_conflict_that_passes_is_tried_again(on_postgres: Installation) -> None:
    left = ["40P01", "40001"]

    def work(unit: Any) -> str:
        if left:
            unit.connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{left.pop()}'; END $$"))
        return "done"

    assert on_postgres.store.run("work", work) == "done"


def test_a_fault_of_ours_is_not_blamed_on_the_database(on_postgres: Installation) -> None:
    def work(unit: Any) -> None:
        unit.connection.execute(text("SELECT nothing FROM nowhere WHERE"))

    with pytest.raises(ProgrammingError):
        on_postgres.store.run("work", work)


@pytest.fixture
def on_sqlite(databases: DatabaseFactory, tmp_path) -> Any:
    with databases.create("sqlite", tmp_path) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        add_accounts(installation)
        yield installation, database
        installation.store.close()


def test_sqlite_is_full(on_sqlite: tuple[Installation, Database]) -> None:
    installation, _ = on_sqlite

    def work(unit: Any) -> None:
        unit.connection.execute(text("PRAGMA max_page_count = 1"))
        for n in range(200):
            unit.store_setting(f"{n}", "x" * 5000)

    with pytest.raises(DomainError) as caught:
        installation.store.run("work", work)
    assert caught.value.failure == Unavailable()
    assert import_each(installation, "native", native_order(1)) == ["new"]


def test_sqlite_is_damaged(on_sqlite: tuple[Installation, Database]) -> None:
    installation, database = on_sqlite
    for n in range(1, 20):
        import_each(installation, "native", native_order(n))
    with installation.store.sql.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    installation.store.close()
    file = database.data / "triplicate.db"
    content = bytearray(file.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    file.write_bytes(content)
    with pytest.raises(DomainError) as caught:
        import_each(installation, "native", native_order(1))
    assert caught.value.failure == Unavailable()
