"""Statements in the driver's own words: compiled once, executed without what SQLAlchemy does for every statement.

Placing an order takes a dozen statements, and SQLAlchemy's part in each costs more than SQLite's. Transactions and
connections remain SQLAlchemy's, and so do the errors.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Connection, Insert, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]
Values = dict[str, Any]
_NAMED = {"qmark": "named", "pyformat": "pyformat"}
"""The style of named parameters that a driver knows, by the one that SQLAlchemy would use."""


class Driver:
    """Executes statements on the connection of one transaction; their parameters are named."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._dialect = connection.dialect
        self._kind: Any = type(connection.dialect)
        self._cursor = connection.connection.cursor()

    def rows(self, statement: ClauseElement, values: Values) -> list[Row]:
        """All rows that a statement gives."""
        try:
            self._cursor.execute(spoken(statement, self._kind), values)
            return list(self._cursor.fetchall())
        except self._errors as error:
            raise self._told(error) from error

    def write(self, statement: ClauseElement, rows: Sequence[Values]) -> None:
        """Executes a statement once for each of these, if there are any."""
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
        """The driver's error as SQLAlchemy would raise it, without the statement and its values."""
        return DBAPIError.instance(None, None, error, self._errors, hide_parameters=True, dialect=self._dialect)


@lru_cache(maxsize=256)
def spoken(statement: ClauseElement, dialect: Any) -> str:
    """The statement as the driver of a dialect takes it, with named parameters."""
    return str(statement.compile(dialect=dialect(paramstyle=_NAMED[dialect.default_paramstyle])))


def adding(table: Table, *without: str) -> Insert:
    """A statement that adds a row to a table, its parameters called like the columns."""
    return insert(table).values(
        {column.name: bindparam(column.name) for column in table.c if column.name not in without}
    )
