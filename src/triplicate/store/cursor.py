"""Executes compiled SQL directly on the DB-API cursor, bypassing SQLAlchemy's cost per statement.

Placing an order takes a dozen statements, and SQLAlchemy's overhead in each exceeds SQLite's own time. Transactions,
connections and error types remain SQLAlchemy's.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Connection, Insert, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError

from triplicate.store.multi_row import MultiRow, RowStyle

Row = tuple[Any, ...]
Values = dict[str, Any]
_NAMED_PARAMSTYLES = {"qmark": "named", "pyformat": "pyformat"}
"""The named parameter style of a driver, by the style that SQLAlchemy uses by default."""


class Cursor:
    """Executes statements with named parameters on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.before_write: Callable[[], None] = do_nothing
        """Called before each statement that is not a SELECT; sets the savepoint of a unit that needs one."""
        self._row_style: RowStyle = connection.get_execution_options()["of"].row_style
        self._dialect = connection.dialect
        self._dialect_class: Any = type(connection.dialect)
        self._dbapi_cursor = connection.connection.cursor()

    def run(self, sql: str, values: Values | Sequence[Any]) -> None:
        """Executes SQL text with the values of its parameters, by name or in their order."""
        if not sql.startswith("SELECT"):
            self.before_write()
        try:
            self._dbapi_cursor.execute(sql, values)
        except self._errors as error:
            raise self._sqlalchemy_error(error) from error

    def rows(self, statement: ClauseElement, values: Values) -> list[Row]:
        """Executes a statement and returns all rows."""
        self.run(compiled_sql(statement, self._dialect_class), values)
        return self._fetch()

    def mappings(self, statement: ClauseElement, values: Values) -> list[Values]:
        """Executes a statement and returns all rows, each as its columns by name."""
        rows = self.rows(statement, values)
        names = [column[0] for column in self._dbapi_cursor.description]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def execute(self, statement: ClauseElement, values: Values) -> int:
        """Executes a statement without result rows; how many rows it wrote."""
        self.run(compiled_sql(statement, self._dialect_class), values)
        return int(self._dbapi_cursor.rowcount)

    def execute_sql(self, sql: str) -> None:
        """Executes SQL text that has neither parameters nor results."""
        try:
            self._dbapi_cursor.execute(sql)
        except self._errors as error:
            raise self._sqlalchemy_error(error) from error

    def write(self, statement: MultiRow, rows: Sequence[Values]) -> None:
        """Writes rows, many with one statement; does nothing without rows."""
        for sql, values in statement.batches(rows, self._row_style):
            self.run(sql, values)

    def write_returning(self, statement: MultiRow, rows: Sequence[Values]) -> list[Row]:
        """Writes rows, many with one statement, and returns what the statement returns."""
        returned: list[Row] = []
        for sql, values in statement.batches(rows, self._row_style):
            self.run(sql, values)
            returned += self._fetch()
        return returned

    def _fetch(self) -> list[Row]:
        try:
            return list(self._dbapi_cursor.fetchall())
        except self._errors as error:
            raise self._sqlalchemy_error(error) from error

    @property
    def _errors(self) -> type[Exception]:
        return self._dialect.loaded_dbapi.Error

    def _sqlalchemy_error(self, error: Exception) -> BaseException:
        """Wraps a driver error like SQLAlchemy does, without the statement and its values."""
        return DBAPIError.instance(None, None, error, self._errors, hide_parameters=True, dialect=self._dialect)


def do_nothing() -> None:
    """What comes before a write in the first unit of a transaction."""


@lru_cache(maxsize=1024)
def compiled_sql(statement: ClauseElement, dialect: Any) -> str:
    """The SQL text of a statement for an SQLAlchemy dialect, with named parameters; cached."""
    return str(statement.compile(dialect=dialect(paramstyle=_NAMED_PARAMSTYLES[dialect.default_paramstyle])))


def insert_statement(table: Table) -> Insert:
    """An INSERT statement whose parameters are named like the columns."""
    return insert(table).values({column.name: bindparam(column.name) for column in table.c})
