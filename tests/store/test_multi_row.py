"""Rows of one kind in one statement: the same rows are stored however many there are, and in whatever form."""

import pytest

from triplicate.main import Installation
from triplicate.store import schema
from triplicate.store.cursor import Cursor
from triplicate.store.multi_row import MAX_ARRAY, MAX_ROWS, MIN_ARRAY, delete_rows, insert_rows

NAMES = tuple(schema.events.columns.keys())


def event_row(number: int) -> dict[str, object]:
    """A row with every type that rows have, with a null and with what would end a text or an array."""
    texts = {name: f'{name} "{number}" {{NULL,\\}}' for name in NAMES}
    return {
        **texts,
        "number": number,
        "bucket": 1,
        "bucket_number": number,
        "version": 2,
        "user": None if number % 2 else "NULL",
        "data": b"\x00'\\" + bytes([number % 256]),
    }


@pytest.mark.parametrize(
    "count", [0, 1, MIN_ARRAY - 1, MIN_ARRAY, MAX_ROWS, MAX_ROWS + 1, MAX_ARRAY + MIN_ARRAY - 1, MAX_ARRAY + MIN_ARRAY]
)
def test_rows_are_stored_as_they_are(installation: Installation, count: int) -> None:
    rows = [event_row(number) for number in range(count)]
    with installation.store.sql.begin() as connection:
        cursor = Cursor(connection)
        cursor.write(insert_rows(schema.events), rows)
        stored = cursor.mappings(schema.events.select().order_by(schema.events.c.number), {})
        cursor.write(delete_rows(schema.events), rows[1:])
        assert cursor.mappings(schema.events.select(), {}) == rows[:1]
    assert stored == rows
