"""Repository of settings: values that belong to the whole database, by name."""

from sqlalchemy import bindparam, select, update

from triplicate.store import schema
from triplicate.store.cursor import Cursor, insert_statement

_settings = schema.settings.c
_INSERT = insert_statement(schema.settings)
_SELECT = select(_settings.value).where(_settings.name == bindparam("of"))
_UPDATE = update(schema.settings).where(_settings.name == bindparam("of")).values(value=bindparam("value"))


class SqlSettings:
    """Settings, in one transaction."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def ensure(self, name: str, value: str) -> str:
        """The value stored under a name; stores the given one if there is none."""
        rows = self._cursor.rows(_SELECT, {"of": name})
        if not rows:
            self._cursor.execute(_INSERT, {"name": name, "value": value})
        return str(rows[0][0]) if rows else value

    def store(self, name: str, value: str) -> None:
        """Stores or replaces the value under a name."""
        self.ensure(name, value)
        self._cursor.execute(_UPDATE, {"of": name, "value": value})
