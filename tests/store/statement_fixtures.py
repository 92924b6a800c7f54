"""Records the statements that the store sends, by their SQL text."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from triplicate.store.cursor import Cursor, Values


@contextmanager
def recorded_statements() -> Iterator[list[str]]:
    """The SQL of every statement that goes through a cursor while the block lasts."""
    statements: list[str] = []

    class RecordingCursor(Cursor):
        def run(self, sql: str, values: Values | Sequence[Any]) -> None:
            statements.append(sql)
            super().run(sql, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("triplicate.store.unit_of_work.Cursor", RecordingCursor)
        yield statements


def first_words(sql: str) -> str:
    """The beginning of a statement, on one line."""
    return " ".join(sql.split())[:100]
