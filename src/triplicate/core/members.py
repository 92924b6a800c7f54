"""Wire members as facts: a member that is absent, null or empty says nothing, which in the core is None."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from triplicate.core import money, times
from triplicate.core.failures import invalid


def text(value: Any) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value else None


def moment(path: str, value: Any) -> str | None:
    """A moment in canonical form. Raises Refused naming `path` when a text is not an ISO 8601 date and time."""
    written = text(value)
    if written is None:
        return None
    canonical = times.canonical(written)
    if canonical is None:
        raise invalid(path, f"{written[:60]!r} is not an ISO 8601 date and time")
    return canonical


def amount(value: Any) -> Decimal | None:
    """A JSON number as the exact decimal it was written as."""
    return money.exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def integer(value: Any) -> int | None:
    """A JSON integer."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def counted(value: Any) -> int:
    """An integer that can serve as a running number, else 0: none."""
    number = integer(value)
    return number if number is not None and 0 < number < 2**53 else 0


def truth(value: Any) -> bool | None:
    """A JSON boolean."""
    return value if isinstance(value, bool) else None


class Key(NamedTuple):
    """What tells a thing in a list apart: the id it was given where that is its alone (`own`), else its place."""

    own: str | None
    text: str


def told_apart(given: Iterable[str | None]) -> list[Key]:
    """A key for each thing in a list by the ids given; ids that differ in case only are the same."""
    ids = [id.lower() if id is not None else None for id in given]
    count = Counter(ids)
    return [
        Key(id, f"id {id}") if id is not None and count[id] == 1 else Key(None, f"place {index}")
        for index, id in enumerate(ids)
    ]
