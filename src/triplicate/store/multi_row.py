"""Multi-row statements: rows of one kind are written by one statement, whatever their number.

SQLite's inserts say `OR FAIL`: without it, a statement of several rows first saves every page that it changes, so that
it could be undone alone. Here a statement that fails ends its transaction or savepoint anyway.

PostgreSQL takes many rows of an insert as one array for each column. The statement is then the same for any number of
rows, so that it is prepared once; for few rows, making arrays takes longer than that saves.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Integer, LargeBinary, SmallInteger, Table, Text

MAX_ROWS = 64
"""Rows per statement: few enough that the statements of all sizes stay in the drivers' caches."""
MIN_ARRAY, MAX_ARRAY = 8, 1024
"""Rows per statement that takes arrays."""
_PARAMETER = re.compile(r":(\w+)_\{n\}")
_TYPES = {BigInteger: "bigint", Integer: "integer", LargeBinary: "bytea", SmallInteger: "smallint", Text: "text"}
"""PostgreSQL's names of types; its dialect takes long to import where it is not used."""


class RowStyle(NamedTuple):
    """How a database takes rows: the word for an insert, the placeholder of a parameter, and whether as arrays."""

    insert: str
    placeholder: str
    as_arrays: bool


class MultiRow(NamedTuple):
    """A statement on several rows: `head`, the `row` once for each row, and `tail`.

    In `row`, a parameter is written as its column's name and `_{n}`. An insert begins with `{insert}`, for which each
    database has its own word. `types` are PostgreSQL's types of the columns of an insert whose rows may be arrays.
    """

    head: str
    row: str
    separator: str = ", "
    tail: str = ""
    types: tuple[str, ...] = ()

    def batches(self, rows: Sequence[dict[str, Any]], style: RowStyle) -> Iterator[tuple[str, list[Any]]]:
        """The SQL of statements for these rows, each with the values of its placeholders."""
        names = _parameters(self)
        if self.types and style.as_arrays and len(rows) >= MIN_ARRAY:
            for start in range(0, len(rows), MAX_ARRAY):
                batch = rows[start : start + MAX_ARRAY]
                yield array_sql(self, style), [[row[name] for row in batch] for name in names]
            return
        for start in range(0, len(rows), MAX_ROWS):
            batch = rows[start : start + MAX_ROWS]
            yield row_sql(self, len(batch), style), [row[name] for row in batch for name in names]


def insert_rows(table: Table, tail: str = "") -> MultiRow:
    """An INSERT of all columns of a table; `tail` may say what to do on a conflict."""
    names = table.columns.keys()
    columns = ", ".join(f'"{name}"' for name in names)
    verb = "INSERT" if tail else "{insert}"
    return MultiRow(
        f"{verb} INTO {table.name} ({columns}) VALUES ",
        f"({', '.join(f':{name}_{{n}}' for name in names)})",
        tail=tail,
        types=tuple(_TYPES[type(column.type)] for column in table.columns),
    )


def delete_rows(table: Table) -> MultiRow:
    """A DELETE of rows by their primary key. Each row repeats the whole key, so that the index finds each."""
    conditions = " AND ".join(f'"{column.name}" = :{column.name}_{{n}}' for column in table.primary_key)
    return MultiRow(f"DELETE FROM {table.name} WHERE ", f"({conditions})", " OR ")


@lru_cache(maxsize=1024)
def row_sql(statement: MultiRow, count: int, style: RowStyle) -> str:
    """The SQL of a statement on so many rows, each with placeholders of its own."""
    rows = statement.separator.join([_PARAMETER.sub(style.placeholder, statement.row)] * count)
    return f"{_head(statement, style)}{rows}{statement.tail}"


@lru_cache(maxsize=1024)
def array_sql(statement: MultiRow, style: RowStyle) -> str:
    """The SQL of an insert of any number of rows, with a placeholder for the values of each column."""
    arrays = ", ".join(f"CAST({style.placeholder} AS {type_}[])" for type_ in statement.types)
    head = _head(statement, style).removesuffix("VALUES ")
    return f"{head}SELECT * FROM unnest({arrays}){statement.tail}"


def _head(statement: MultiRow, style: RowStyle) -> str:
    return statement.head.replace("{insert}", style.insert)


@lru_cache(maxsize=256)
def _parameters(statement: MultiRow) -> tuple[str, ...]:
    """The names of a row's values, in the order of their placeholders."""
    return tuple(_PARAMETER.findall(statement.row))
