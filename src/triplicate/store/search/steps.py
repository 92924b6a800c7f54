"""Queries as generators without I/O: they yield statements, and the reader that runs them sends back the rows."""

from collections.abc import Generator
from typing import NamedTuple, TypeVar

from sqlalchemy import ClauseElement

from triplicate.store.cursor import Row, Values

T = TypeVar("T")


class Query(NamedTuple):
    """A statement and its parameters."""

    statement: ClauseElement
    values: Values


QuerySteps = Generator[Query, list[Row], T]
"""Yields queries one by one, receives the rows of each, and returns the result."""
