"""Multi-row statements: rows of one kind are written by one statement, whatever their number.

SQLite's inserts say `OR FAIL`: without it, a statement of several rows first saves every page that it changes, so that
it could be undone alone. Here a statement that fails ends its transaction or savepoint anyway.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Table, TextClause, text

MAX_ROWS = 64
"""Rows per statement: few enough that the statements of all sizes stay in the drivers' caches."""


class MultiRow(NamedTuple):
    """A statement on several rows: `head`, the `row` once for each row, and `tail`.

    In `row`, a parameter is written as its column's name and `_{n}`, where n numbers the rows. An insert begins with
    `{insert}`, for which each database has its own word (`Engine.insert`).
    """

    head: str
    row: str
    separator: str = ", "
    tail: str = ""

    def batches(self, rows: Sequence[dict[str, Any]], insert: str) -> Iterator[tuple[TextClause, dict[str, Any]]]:
        """The statements for these rows, of at most `MAX_ROWS` each, with their values."""
        for start in range(0, len(rows), MAX_ROWS):
            batch = rows[start : start + MAX_ROWS]
            yield (
                _statement(self, len(batch), insert),
                {f"{name}_{place}": value for place, row in enumerate(batch) for name, value in row.items()},
            )


def insert_rows(table: Table, tail: str = "") -> MultiRow:
    """An INSERT of all columns of a table; `tail` may say what to do on a conflict."""
    names = table.columns.keys()
    columns = ", ".join(f'"{name}"' for name in names)
    verb = "INSERT" if tail else "{insert}"
    return MultiRow(
        f"{verb} INTO {table.name} ({columns}) VALUES ",
        f"({', '.join(f':{name}_{{n}}' for name in names)})",
        tail=tail,
    )


def delete_rows(table: Table) -> MultiRow:
    """A DELETE of rows by their primary key. Each row repeats the whole key, so that the index finds each."""
    conditions = " AND ".join(f'"{column.name}" = :{column.name}_{{n}}' for column in table.primary_key)
    return MultiRow(f"DELETE FROM {table.name} WHERE ", f"({conditions})", " OR ")


@lru_cache(maxsize=1024)
def _statement(multi_row: MultiRow, count: int, insert: str) -> TextClause:
    rows = multi_row.separator.join(multi_row.row.format(n=place) for place in range(count))
    head = multi_row.head.replace("{insert}", insert)
    return text(f"{head}{rows}{multi_row.tail}")
