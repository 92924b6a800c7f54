"""Alternatives of a type: the members of a union, without annotations; a type that is no union is its only one."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import inspect


def alternatives(kind: Any) -> Iterator[Any]:
    """The alternatives of a type as Python writes it."""
    if get_origin(kind) is Annotated:
        yield from alternatives(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for option in get_args(kind):
            yield from alternatives(option)
    else:
        yield kind


def type_alternatives(kind: inspect.Type) -> Iterator[inspect.Type]:
    """The alternatives of a type as msgspec describes it."""
    if isinstance(kind, inspect.Metadata):
        yield from type_alternatives(kind.type)
    elif isinstance(kind, inspect.UnionType):
        for option in kind.types:
            yield from type_alternatives(option)
    else:
        yield kind
