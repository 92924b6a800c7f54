"""Finds members of a JSON value that its type does not declare."""

from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from triplicate.core.json.alternatives import type_alternatives


def unknown_members(value: Any, kind: type[msgspec.Struct]) -> Any:
    """The members of `value` that `kind` does not declare, nested as in `value`; None when there are none.

    A list with such members in some of its items becomes an object of these items by index.
    """
    return _unknown_parts(value, _type_info(kind))


@cache
def _type_info(kind: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(kind)


def _unknown_parts(value: Any, kind: inspect.Type) -> Any:
    if isinstance(value, dict):
        struct = next((one for one in type_alternatives(kind) if isinstance(one, inspect.StructType)), None)
        return None if struct is None else _unknown_in_object(value, struct)
    if isinstance(value, list):
        items = next((one for one in type_alternatives(kind) if isinstance(one, inspect.ListType)), None)
        return None if items is None else _unknown_in_list(value, items.item_type)
    return None


def _unknown_in_object(value: dict[str, Any], struct: inspect.StructType) -> Any:
    field_types = {field.encode_name: field.type for field in struct.fields}
    members = {
        name: member if name not in field_types else _unknown_parts(member, field_types[name])
        for name, member in value.items()
        if name not in field_types or _unknown_parts(member, field_types[name]) is not None
    }
    return members or None


def _unknown_in_list(value: list[Any], kind: inspect.Type) -> Any:
    unknown_parts = ((str(index), _unknown_parts(item, kind)) for index, item in enumerate(value))
    return {index: found for index, found in unknown_parts if found is not None} or None
