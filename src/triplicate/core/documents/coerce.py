"""Converts JSON members to core values; absent, null, empty or mistyped members become None."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from triplicate.core import money, times
from triplicate.core.failures import invalid


def text(value: Any) -> str | None:
    """A text that is not empty, else None."""
    return value if isinstance(value, str) and value else None


def timestamp(path: str, value: Any) -> str | None:
    """A timestamp in canonical form. Raises DomainError(InvalidInput) at `path` for a text that is not ISO 8601."""
    iso_text = text(value)
    if iso_text is None:
        return None
    canonical = times.canonical(iso_text)
    if canonical is None:
        raise invalid(path, f"{iso_text[:60]!r} is not an ISO 8601 date and time")
    return canonical


def amount(value: Any) -> Decimal | None:
    """A JSON number as the exact decimal it was written as."""
    return money.to_decimal(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def integer(value: Any) -> int | None:
    """A JSON integer."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def running_number(value: Any) -> int:
    """An integer that can serve as a running number (1 to 2^53 - 1), else 0."""
    number = integer(value)
    return number if number is not None and 0 < number < 2**53 else 0


def boolean(value: Any) -> bool | None:
    """A JSON boolean."""
    return value if isinstance(value, bool) else None


class Key(NamedTuple):
    """The key of an item in a list: its id where that is unique in the list (`unique_id`), else its position."""

    unique_id: str | None
    text: str


def distinct_keys(ids: Iterable[str | None]) -> list[Key]:
    """A distinct key for each item of a list by its id; ids are compared case-insensitively."""
    folded_ids = [id.lower() if id is not None else None for id in ids]
    occurrences = Counter(folded_ids)
    return [
        Key(id, f"id {id}") if id is not None and occurrences[id] == 1 else Key(None, f"place {index}")
        for index, id in enumerate(folded_ids)
    ]
