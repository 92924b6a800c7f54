"""Metadata: what an order's own members say, and whether they have in them what is asked for. Pure.

What is asked for is an object: every member of it must be there with that value, or where that is an object, with all
of its members in turn. Texts, numbers, truths and nulls are equal as JSON values (1 is 1.0, and not true), and lists
as a whole.

A mark stands for one thing that can be asked for: a place and the value there, or only that an object is there. It is
a digest, so that none is too long for an index and none tells what it stands for. An order that has more marks than
`MOST` has the one mark `MANY` instead, for which it must be looked at itself.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from triplicate.core import document

MOST = 64
MANY = "*"


def marks(metadata: dict[str, Any]) -> frozenset[str]:
    """By what the metadata can be found."""
    found = frozenset(islice(_marks(metadata, ()), MOST + 1))
    return found if len(found) <= MOST else frozenset((MANY,))


def asked(metadata: dict[str, Any]) -> list[str]:
    """Of what is asked for, the marks that say most: all of which other metadata must have, or `MANY`."""
    return sorted(islice(_leaves(metadata, ()), MOST))


def has(told: Any, wanted: Any) -> bool:
    """Whether metadata, or a value in them, have in them what is asked for."""
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
    """The same without the objects that have members: those say it for them."""
    for name, member in value.items():
        if isinstance(member, dict) and member:
            yield from _leaves(member, (*path, name))
        else:
            yield _mark((*path, name), member)


def _mark(place: tuple[str, ...], value: Any) -> str:
    return document.digest([place] if isinstance(value, dict) else [place, _plain(value)])


def _equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; Python alone would take true for 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _plain(value: Any) -> Any:
    """A JSON value in which equal numbers are spelled alike."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {name: _plain(member) for name, member in value.items()}
        case _:
            return value
