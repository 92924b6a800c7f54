"""Migrations: they lead to exactly the tables in `schema` on both databases; a newer schema is left alone."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from tests.store.database_fixtures import Database
from triplicate.main import Installation, NotReady
from triplicate.store import migrate, partial_indexes, schema  # noqa: F401


def applied(sql: Engine, revision: str) -> None:
    with sql.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def differences(installation: Installation, connection: Connection) -> list[Any]:
    """Where the database's tables are not those of the schema; those for searching are made by their own statements."""
    opts = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, _: kind != "table" or name not in installation.engine.search.tables,
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=opts), schema.metadata))


def test_migrations_lead_to_the_schema(empty_database: Database) -> None:
    installation = Installation(empty_database.config())
    sql = installation.store.sql
    assert migrate.schema_state(sql) == "empty"
    assert migrate.migrate(sql) == "empty"
    assert migrate.schema_state(sql) == "current"
    with sql.connect() as connection:
        assert differences(installation, connection) == []
    sql.dispose()


def test_compare_metadata_would_notice(installation: Installation) -> None:
    """What the test above relies on."""
    for change in ("ALTER TABLE files DROP COLUMN mime", "DROP INDEX ix_events_account_order_number"):
        with installation.store.sql.connect() as connection:
            connection.execute(text(change))
            assert differences(installation, connection)
            connection.rollback()


def test_migrating_twice_changes_nothing(installation: Installation) -> None:
    before = sorted(inspect(installation.store.sql).get_table_names())
    assert migrate.migrate(installation.store.sql) == "current"
    assert sorted(inspect(installation.store.sql).get_table_names()) == before


def test_an_empty_database_gets_the_schema_at_first_start(empty_database: Database) -> None:
    installation = Installation(empty_database.config())
    installation.ensure_ready()
    assert migrate.schema_state(installation.store.sql) == "current"
    installation.store.close()


@pytest.mark.parametrize("upgrade", [False, True])
def test_a_newer_database_is_refused_and_left_alone(
    installation: Installation, database: Database, upgrade: bool
) -> None:
    applied(installation.store.sql, "9999")
    assert migrate.schema_state(installation.store.sql) == "newer"
    assert migrate.migrate(installation.store.sql) == "newer"
    again = Installation(database.config())
    with pytest.raises(NotReady, match="newer than this program"):
        again.ensure_ready(upgrade=upgrade)
    with again.store.sql.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    again.store.close()


@pytest.mark.parametrize("revision", migrate.RETIRED_REVISIONS)
def test_a_database_of_an_early_version_is_refused_and_left_alone(
    installation: Installation, database: Database, revision: str
) -> None:
    applied(installation.store.sql, revision)
    assert migrate.schema_state(installation.store.sql) == "retired"
    assert migrate.migrate(installation.store.sql) == "retired"
    again = Installation(database.config())
    for upgrade in (False, True):
        with pytest.raises(NotReady, match="export its orders with the version that made it, and import them"):
            again.ensure_ready(upgrade=upgrade)
    assert migrate.schema_state(installation.store.sql) == "retired"
    again.store.close()


def test_the_newest_migration_is_known_without_alembic() -> None:
    """The check at every start compares with a constant, so that it need not load Alembic."""
    assert ScriptDirectory.from_config(migrate._config()).get_current_head() == migrate.HEAD


def test_migrations_import_nothing_of_the_program() -> None:
    """What a migration makes must not change when the code changes."""
    modules = sorted((Path(migrate.__file__).parent / "migrations" / "versions").glob("*.py"))
    assert modules
    for module in modules:
        assert not re.search(r"^\s*(from|import) triplicate", module.read_text(), re.MULTILINE), module.name


def test_one_key_for_one_database(installation: Installation, database: Database) -> None:
    config = database.config()
    config.secret_file.rename(config.secret_file.with_name("old.key"))
    again = Installation(config)
    with pytest.raises(NotReady, match="another master key"):
        again.ensure_ready()
    again.store.close()
    config.secret_file.with_name("old.key").replace(config.secret_file)
    again = Installation(config)
    again.ensure_ready()
    again.store.close()


def test_several_first_starts_at_once(empty_database: Database) -> None:
    """Several processes that find an empty database end with one schema and one key."""

    def start(_: int) -> str:
        installation = Installation(empty_database.config())
        installation.ensure_ready()
        found = installation.keys.fingerprint
        installation.store.close()
        return found

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(start, range(6)))) == 1
