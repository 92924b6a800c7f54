"""Executes compiled SQL directly on the DB-API cursor, bypassing SQLAlchemy's cost per statement.

Placing an order takes a dozen statements, and SQLAlchemy's overhead in each exceeds SQLite's own time. Transactions,
connections and error types remain SQLAlchemy's.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Connection, Insert, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]
Values = dict[str, Any]
_NAMED = {"qmark": "named", "pyformat": "pyformat"}
"""The named parameter style of a driver, by the style that SQLAlchemy uses by default."""


class Driver:
    """Executes statements with named parameters on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._dialect = connection.dialect
        self._kind: Any = type(connection.dialect)
        self._cursor = connection.connection.cursor()

    def rows(self, statement: ClauseElement, values: Values) -> list[Row]:
        """Executes a statement and returns all rows."""
        try:
            self._cursor.execute(spoken(statement, self._kind), values)
            return list(self._cursor.fetchall())
        except self._errors as error:
            raise self._told(error) from error

    def write(self, statement: ClauseElement, rows: Sequence[Values]) -> None:
        """Executes a statement once per row; does nothing without rows."""
        try:
            if len(rows) == 1:
                self._cursor.execute(spoken(statement, self._kind), rows[0])
            elif rows:
                self._cursor.executemany(spoken(statement, self._kind), rows)
        except self._errors as error:
            raise self._told(error) from error

    @property
    def _errors(self) -> type[Exception]:
        return self._dialect.loaded_dbapi.Error

    def _told(self, error: Exception) -> BaseException:
        """Wraps a driver error like SQLAlchemy does, without the statement and its values."""
        return DBAPIError.instance(None, None, error, self._errors, hide_parameters=True, dialect=self._dialect)


@lru_cache(maxsize=256)
def spoken(statement: ClauseElement, dialect: Any) -> str:
    """The SQL text of a statement for an SQLAlchemy dialect, with named parameters; cached."""
    return str(statement.compile(dialect=dialect(paramstyle=_NAMED[dialect.default_paramstyle])))


def adding(table: Table, *without: str) -> Insert:
    """An INSERT statement whose parameters are named like the columns."""
    return insert(table).values(
        {column.name: bindparam(column.name) for column in table.c if column.name not in without}
    )
