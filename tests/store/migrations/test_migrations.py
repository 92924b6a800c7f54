"""The schema: migrations lead to exactly the tables in `schema`, on both databases, and a newer one is left alone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from tests.store.database_fixtures import Database
from triplicate.main import House, NotReady
from triplicate.store import migrate, schema


def applied(sql: Engine, revision: str) -> None:
    with sql.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def differences(house: House, connection: Connection) -> list[Any]:
    """Where the database's tables are not those of the schema; those for searching are made by their own statements."""
    opts = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, _: kind != "table" or name not in house.engine.search.tables,
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=opts), schema.metadata))


def test_migrations_lead_to_the_schema(empty_database: Database) -> None:
    house = House(empty_database.config())
    sql = house.store.sql
    assert migrate.state(sql) == "empty"
    assert migrate.migrate(sql) == "empty"
    assert migrate.state(sql) == "current"
    with sql.connect() as connection:
        assert differences(house, connection) == []
    sql.dispose()


def test_compare_metadata_would_notice(house: House) -> None:
    """What the test above relies on."""
    for change in ("ALTER TABLE files DROP COLUMN mime", "DROP INDEX ix_events_order_seq"):
        with house.store.sql.connect() as connection:
            connection.execute(text(change))
            assert differences(house, connection)
            connection.rollback()


def test_migrating_twice_changes_nothing(house: House) -> None:
    before = sorted(inspect(house.store.sql).get_table_names())
    assert migrate.migrate(house.store.sql) == "current"
    assert sorted(inspect(house.store.sql).get_table_names()) == before


def test_an_empty_database_gets_the_schema_at_first_start(empty_database: Database) -> None:
    house = House(empty_database.config())
    house.ready()
    assert migrate.state(house.store.sql) == "current"
    house.store.close()


@pytest.mark.parametrize("upgrade", [False, True])
def test_a_newer_database_is_refused_and_left_alone(house: House, database: Database, upgrade: bool) -> None:
    applied(house.store.sql, "9999")
    assert migrate.state(house.store.sql) == "newer"
    assert migrate.migrate(house.store.sql) == "newer"
    again = House(database.config())
    with pytest.raises(NotReady, match="newer than this program"):
        again.ready(upgrade=upgrade)
    with again.store.sql.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    again.store.close()


def test_one_key_for_one_database(house: House, database: Database) -> None:
    config = database.config()
    config.secret_file.rename(config.secret_file.with_name("old.key"))
    again = House(config)
    with pytest.raises(NotReady, match="another master key"):
        again.ready()
    again.store.close()
    config.secret_file.with_name("old.key").replace(config.secret_file)
    again = House(config)
    again.ready()
    again.store.close()


def test_several_first_starts_at_once(empty_database: Database) -> None:
    """Several processes that find an empty database end with one schema and one key."""

    def start(_: int) -> str:
        house = House(empty_database.config())
        house.ready()
        found = house.keys.fingerprint
        house.store.close()
        return found

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(start, range(6)))) == 1
