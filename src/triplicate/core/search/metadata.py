"""Metadata filters: JSON containment, and index marks that find the candidates for it. Pure.

A filter is an object; metadata contain it when every member of it is present with an equal value, or recursively
contained where that value is an object. Scalars are compared as JSON values (1 equals 1.0, but not true), lists as a
whole.

A mark is the digest of a path with its scalar or list value, or of a path that holds an object: short enough for any
index, and it does not reveal the value. An order with more than `MAX_MARKS` marks has the single mark `OVERFLOW_MARK`
instead; such orders must be checked themselves.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from triplicate.core.json import ijson
from triplicate.core.json.equality import equal

MAX_MARKS = 64
OVERFLOW_MARK = "*"


def marks(metadata: dict[str, Any]) -> frozenset[str]:
    """The marks of an order's metadata, for the index."""
    values = frozenset(islice(_marks(metadata, ()), MAX_MARKS + 1))
    return values if len(values) <= MAX_MARKS else frozenset((OVERFLOW_MARK,))


def query_marks(metadata: dict[str, Any]) -> list[str]:
    """The most selective marks of a filter: matching metadata have all of them, or `OVERFLOW_MARK`."""
    return sorted(islice(_leaves(metadata, ()), MAX_MARKS))


def contains(metadata: Any, filter_value: Any) -> bool:
    """Whether metadata, or a value in them, contain the filter value."""
    if isinstance(filter_value, dict):
        return isinstance(metadata, dict) and all(
            name in metadata and contains(metadata[name], one) for name, one in filter_value.items()
        )
    return equal(metadata, filter_value)


def _marks(value: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    for name, member in value.items():
        member_path = (*path, name)
        yield _mark(member_path, member)
        if isinstance(member, dict):
            yield from _marks(member, member_path)


def _leaves(value: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """The marks of the leaves only: an object with members is implied by its members."""
    for name, member in value.items():
        if isinstance(member, dict) and member:
            yield from _leaves(member, (*path, name))
        else:
            yield _mark((*path, name), member)


def _mark(path: tuple[str, ...], value: Any) -> str:
    return ijson.digest([path] if isinstance(value, dict) else [path, _normalise(value)])


def _normalise(value: Any) -> Any:
    """A JSON value in which equal numbers have one form (1.0 becomes 1)."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_normalise(item) for item in value]
        case dict():
            return {name: _normalise(member) for name, member in value.items()}
        case _:
            return value
