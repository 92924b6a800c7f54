"""Records the statements that the store sends, by their SQL text."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import ClauseElement

from triplicate.store import cursor as cursor_module
from triplicate.store.cursor import Cursor, Row, Values


@contextmanager
def recorded_statements() -> Iterator[list[str]]:
    """The SQL of every statement that goes through a cursor while the block lasts."""
    statements: list[str] = []

    class RecordingCursor(Cursor):
        def rows(self, statement: ClauseElement, values: Values) -> list[Row]:
            statements.append(self._sql(statement))
            return super().rows(statement, values)

        def execute(self, statement: ClauseElement, values: Values) -> int:
            statements.append(self._sql(statement))
            return super().execute(statement, values)

        def execute_many(self, statement: ClauseElement, rows: Sequence[Values]) -> int:
            if len(rows) > 1:
                statements.append(self._sql(statement))
            return super().execute_many(statement, rows)

        def _sql(self, statement: ClauseElement) -> str:
            return cursor_module.compiled_sql(statement, self._dialect_class)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("triplicate.store.unit_of_work.Cursor", RecordingCursor)
        yield statements


def first_words(sql: str) -> str:
    """The beginning of a statement, on one line."""
    return " ".join(sql.split())[:100]
