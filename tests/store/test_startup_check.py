"""The check before a server listens: yes only for a current schema and the right master key."""

from pathlib import Path

import pytest

from tests.store.database_fixtures import Database
from triplicate.main import Installation
from triplicate.store import migrate, startup_check


def is_ready(database: Database, fingerprint: str) -> bool:
    config = database.config()
    return startup_check.is_ready_to_serve(config.sqlite_file, config.database_url, fingerprint)


def test_it_agrees_with_the_full_check(installation: Installation, database: Database) -> None:
    assert is_ready(database, installation.keys.fingerprint)
    assert not is_ready(database, "another master key's")


def test_another_revision_is_left_to_the_full_check(installation: Installation, database: Database) -> None:
    with installation.store.sql.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert not is_ready(database, installation.keys.fingerprint)


def test_an_empty_database_is_not_ready(empty_database: Database) -> None:
    assert not is_ready(empty_database, "any")


def test_neither_is_one_that_cannot_be_reached(tmp_path: Path) -> None:
    assert not startup_check.is_ready_to_serve(tmp_path / "nowhere.db", None, "any")
    assert not startup_check.is_ready_to_serve(tmp_path / "nowhere.db", "postgresql://127.0.0.1:1/nowhere", "any")
    assert not startup_check.is_ready_to_serve(tmp_path / "nowhere.db", "postgresql://%zz", "any")


def test_looking_makes_nothing(tmp_path: Path) -> None:
    startup_check.is_ready_to_serve(tmp_path / "nowhere.db", None, "any")
    assert list(tmp_path.iterdir()) == []


def test_the_newest_revision_is_that_of_the_migrations() -> None:
    assert startup_check.newest_revision() == migrate.HEAD


@pytest.mark.parametrize("url", ["postgresql://ann:hunter2@db.example.com:5433/shop"])
def test_a_location_has_no_password(installation: Installation, database: Database, url: str) -> None:
    assert (
        startup_check.location(Path("/data/triplicate.db"), url)
        == "PostgreSQL, postgresql://ann@db.example.com:5433/shop"
    )
    config = database.config()
    assert startup_check.location(config.sqlite_file, config.database_url) == installation.engine.describe()
