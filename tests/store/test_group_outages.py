"""A database that fails in the middle of a group: nothing is half stored, and nobody is answered as if it were."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.dialects.native.consistency_fixtures import check_consistency
from tests.store.database_fixtures import Database, DatabaseFactory, server
from tests.store.document_fixtures import add_accounts, guid
from tests.store.group_fixtures import NamedUnit, kinds, place_unit, run_all, stored_orders
from triplicate.app.ports import UnitOfWork
from triplicate.app.units import Outcome, UnitFailure
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def failures(outcomes: list[Any]) -> list[Any]:
    """What those that failed are told."""
    errors = [outcome.error for outcome in outcomes if isinstance(outcome, UnitFailure)]
    return [error.failure if isinstance(error, DomainError) else error for error in errors]


def name_of(installation: Installation) -> str:
    """The database's name on the server."""
    return str(installation.store.sql.url.database)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_ends_within_a_unit(installation: Installation) -> None:
    """Who was running is told so; the others run again, since nothing of them was committed."""
    ended: list[int] = []

    def end_connections(_: UnitOfWork) -> None:
        if not ended:
            ended.append(server().terminate(name_of(installation)))

    def fetch(uow: UnitOfWork) -> None:
        end_connections(uow)
        uow.accounts.all()

    units = [place_unit(1), place_unit(2, then=fetch), place_unit(3)]
    outcomes = run_all(installation, units, [3])
    assert kinds(list(outcomes)) == ["Success", "UnitFailure", "Success"]
    assert failures(list(outcomes)) == [Unavailable()]
    assert stored_orders(installation) == {guid(1): 1, guid(3): 1}
    check_consistency(installation)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_ends_before_the_commit(installation: Installation) -> None:
    ended: list[int] = []

    def end_connections(_: UnitOfWork) -> None:
        if not ended:
            ended.append(server().terminate(name_of(installation)))

    units = [place_unit(1), place_unit(2, then=end_connections)]
    assert kinds(installation.store.run_group(units)) == ["Interruption"] * 2
    assert stored_orders(installation) == {}
    assert kinds(list(run_all(installation, units, [2]))) == ["Success"] * 2
    check_consistency(installation)


def test_a_database_that_is_gone_takes_no_unit(installation: Installation, database: Database) -> None:
    if database.url is None:
        shutil.rmtree(database.data)
    else:
        server().drop(name_of(installation))
    units = iter([place_unit(1), place_unit(2)])
    with pytest.raises(DomainError) as caught:
        installation.store.run_group(units)
    assert caught.value.failure == Unavailable()
    assert [unit.runs for unit in units] == [0, 0]


def test_a_read_only_database(installation: Installation) -> None:
    """As a standby is, or a file system that was mounted again after an error."""
    make_read_only(installation, True)
    units = [place_unit(1), place_unit(2), place_unit(3)]
    if installation.engine.name == "sqlite":  # no transaction begins
        with pytest.raises(DomainError) as caught:
            installation.store.run_group(units)
        assert caught.value.failure == Unavailable()
    else:
        assert failures(list(run_all(installation, units, [3]))) == [Unavailable()] * 3
    make_read_only(installation, False)
    assert stored_orders(installation) == {}
    assert kinds(installation.store.run_group([place_unit(1)])) == ["Success"]


def make_read_only(installation: Installation, read_only: bool) -> None:
    """Makes the next connections of a store read-only, or no longer."""
    if installation.engine.name == "postgresql":
        setting = "on" if read_only else "off"
        with installation.store.sql.begin() as connection:
            connection.exec_driver_sql("SET TRANSACTION READ WRITE")
            connection.exec_driver_sql(
                f"ALTER DATABASE {name_of(installation)} SET default_transaction_read_only = {setting}"
            )
    elif read_only:
        event.listen(installation.store.sql, "connect", _query_only)
    else:
        event.remove(installation.store.sql, "connect", _query_only)
    installation.store.close()


def _query_only(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = 1")


# ---- SQLite ----


@pytest.fixture
def on_sqlite(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Installation]:
    with databases.create("sqlite", tmp_path / "own") as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        add_accounts(installation)
        yield installation
        installation.store.close()


def fill_disk(uow: Any) -> None:
    """Writes until the file may not grow any more."""
    pages = uow.connection.execute(text("PRAGMA page_count")).scalar_one()
    uow.connection.execute(text(f"PRAGMA max_page_count = {pages + 20}"))
    for number in range(200):
        uow.store_setting(f"{number}", "x" * 5000)


def test_a_disk_that_is_full(on_sqlite: Installation) -> None:
    """Who filled it fails; a transaction that SQLite rolls back then is begun again for the others."""
    units = [place_unit(1), NamedUnit("fill", fill_disk), place_unit(2)]
    outcomes: list[Outcome] = list(run_all(on_sqlite, units, [3]))
    assert kinds(outcomes) == ["Success", "UnitFailure", "Success"]
    assert failures(outcomes) == [Unavailable()]
    assert stored_orders(on_sqlite) == {guid(1): 1, guid(2): 1}
    check_consistency(on_sqlite)


@pytest.mark.parametrize("place", [0, 1])
def test_a_transaction_that_ends_unnoticed(on_sqlite: Installation, place: int) -> None:
    """SQLite rolls back by itself after some errors, and the unit may go on: a savepoint would then begin one."""

    def roll_back(uow: Any) -> None:
        uow._connection.connection.driver_connection.rollback()
        if place > 0:
            uow.store_setting("name", "of nobody")

    units = [place_unit(1), place_unit(2)]
    units.insert(place, NamedUnit("roll back", roll_back))
    outcomes = run_all(on_sqlite, units, [3])
    expected = ["Success"] * 2
    expected.insert(place, "UnitFailure")
    assert kinds(list(outcomes)) == expected
    assert on_sqlite.store.run("look", lambda uow: uow.ensure_setting("name", "free")) == "free"
    check_consistency(on_sqlite)
