"""Checks the state of the database schema and migrates it (Alembic, which is loaded when something is to be done)."""

from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, inspect, text
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.exc import DBAPIError

from triplicate.store.engine import engine_of


class DatabaseUnreachable(Exception):
    """The database cannot be reached; the message is the first line of the driver's, which contains no password."""


SchemaState = Literal["empty", "retired", "older", "current", "newer"]
"""`retired`: made by a version whose migrations this program no longer has."""

HEAD = "0008"
"""The revision of the newest migration."""
RETIRED_REVISIONS = ("0001", "0002", "0003")
RETIRED_MESSAGE = (
    "the database was made by an early version of Triplicate and cannot be migrated: "
    "export its orders with the version that made it, and import them into a new database"
)


def schema_state(engine: SqlEngine) -> SchemaState:
    """Compares the database schema with this program's. A database without our tables is empty.

    Raises DatabaseUnreachable.
    """
    try:
        with engine.connect() as connection:
            return _schema_state(connection)
    except DBAPIError as error:
        raise DatabaseUnreachable(str(error.orig).splitlines()[0]) from error


def migrate(engine: SqlEngine) -> SchemaState:
    """Migrates the schema in one transaction and returns its previous state. A retired or newer schema is not changed.

    Raises DatabaseUnreachable.
    """
    try:
        return _migrate(engine)
    except DBAPIError as error:
        raise DatabaseUnreachable(str(error.orig).splitlines()[0]) from error


def _migrate(engine: SqlEngine) -> SchemaState:
    with engine.begin() as connection:
        engine_of(connection).lock_migrations(connection)
        before = _schema_state(connection)
        if before in ("empty", "older"):
            from alembic import command

            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        return before


def _schema_state(connection: Connection) -> SchemaState:
    revision = _revision(connection)
    if revision is None:
        return "empty"
    if revision == HEAD:
        return "current"
    if revision in RETIRED_REVISIONS:
        return "retired"
    return "older" if revision in _migrations() else "newer"


def _revision(connection: Connection) -> str | None:
    """The revision that the database has; None without our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _migrations() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
