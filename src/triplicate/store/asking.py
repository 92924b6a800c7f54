"""Asking: what is to be read, as a conversation with a database that somebody else holds, one way or another."""

from collections.abc import Generator
from typing import NamedTuple, TypeVar

from sqlalchemy import ClauseElement

from triplicate.store.driver import Row, Values

T = TypeVar("T")


class Question(NamedTuple):
    """A statement and its parameters."""

    statement: ClauseElement
    values: Values


Steps = Generator[Question, list[Row], T]
"""Asks one question after the other, given the rows that answer each; returns what comes of them."""
