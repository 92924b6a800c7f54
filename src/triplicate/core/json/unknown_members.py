"""Finds members of a JSON value that its type does not declare."""

from functools import cache
from typing import Any

import msgspec
from msgspec import inspect


def beyond(value: Any, kind: type[msgspec.Struct]) -> Any:
    """The members of `value` that `kind` does not declare, nested as in `value`; None when there are none.

    A list with such members in some of its items becomes an object of these items by index.
    """
    return _beyond(value, _described(kind))


@cache
def _described(kind: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(kind)


def _beyond(value: Any, kind: inspect.Type) -> Any:
    if isinstance(value, dict):
        struct = next((one for one in _options(kind) if isinstance(one, inspect.StructType)), None)
        return None if struct is None else _of_members(value, struct)
    if isinstance(value, list):
        items = next((one for one in _options(kind) if isinstance(one, inspect.ListType)), None)
        return None if items is None else _of_items(value, items.item_type)
    return None


def _of_members(value: dict[str, Any], struct: inspect.StructType) -> Any:
    known = {field.encode_name: field.type for field in struct.fields}
    found = {
        name: member if name not in known else _beyond(member, known[name])
        for name, member in value.items()
        if name not in known or _beyond(member, known[name]) is not None
    }
    return found or None


def _of_items(value: list[Any], kind: inspect.Type) -> Any:
    told = ((str(index), _beyond(item, kind)) for index, item in enumerate(value))
    return {index: found for index, found in told if found is not None} or None


def _options(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(kind, inspect.Metadata):
        return _options(kind.type)
    return tuple(kind.types) if isinstance(kind, inspect.UnionType) else (kind,)
