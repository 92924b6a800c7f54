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

MOST = 64
MANY = "*"


def marks(metadata: dict[str, Any]) -> frozenset[str]:
    """The marks of an order's metadata, for the index."""
    found = frozenset(islice(_marks(metadata, ()), MOST + 1))
    return found if len(found) <= MOST else frozenset((MANY,))


def asked(metadata: dict[str, Any]) -> list[str]:
    """The most selective marks of a filter: matching metadata have all of them, or `OVERFLOW_MARK`."""
    return sorted(islice(_leaves(metadata, ()), MOST))


def has(told: Any, wanted: Any) -> bool:
    """Whether metadata, or a value in them, contain the filter value."""
    if isinstance(wanted, dict):
        return isinstance(told, dict) and all(name in told and has(told[name], one) for name, one in wanted.items())
    return _equal(told, wanted)


def _marks(value: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    for name, member in value.items():
        place = (*path, name)
        yield _mark(place, member)
        if isinstance(member, dict):
            yield from _marks(member, place)


def _leaves(value: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """The marks of the leaves only: an object with members is implied by its members."""
    for name, member in value.items():
        if isinstance(member, dict) and member:
            yield from _leaves(member, (*path, name))
        else:
            yield _mark((*path, name), member)


def _mark(place: tuple[str, ...], value: Any) -> str:
    return ijson.digest([place] if isinstance(value, dict) else [place, _plain(value)])


def _equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; in Python alone, True equals 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _plain(value: Any) -> Any:
    """A JSON value in which equal numbers have one form (1.0 becomes 1)."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {name: _plain(member) for name, member in value.items()}
        case _:
            return value
