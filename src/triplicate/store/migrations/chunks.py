"""Rows that are there already, some at a time, for the migrations that read all of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

_CHUNK = 500


def chunks(connection: Connection, query: Any, key: Any) -> Iterator[Sequence[Any]]:
    """What a query gives, in the order of its first column `key`, an integer from 0."""
    after = -1
    while rows := connection.execute(query.where(key > after).order_by(key).limit(_CHUNK)).all():
        yield rows
        after = rows[-1][0]
