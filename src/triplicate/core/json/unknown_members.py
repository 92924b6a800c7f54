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
    return _declaration(kind).unknown_in(value)


class _Declaration:
    """What a type declares: the members of an object, and the items of a list. What is below is looked up once."""

    def __init__(self, kind: inspect.Type) -> None:
        options = list(type_alternatives(kind))
        struct = next((option for option in options if isinstance(option, inspect.StructType)), None)
        items = next((option for option in options if isinstance(option, inspect.ListType)), None)
        self._member_types = None if struct is None else {field.encode_name: field.type for field in struct.fields}
        self._item_type = None if items is None else items.item_type
        self._below: dict[str | None, _Declaration] = {}

    def unknown_in(self, value: Any) -> Any:
        """The unknown members of a value, or None."""
        if isinstance(value, dict):
            return self._unknown_in_object(value)
        if isinstance(value, list):
            return self._unknown_in_list(value)
        return None

    def _unknown_in_object(self, value: dict[str, Any]) -> Any:
        if self._member_types is None:
            return None
        members: dict[str, Any] = {}
        for name, member in value.items():
            kind = self._member_types.get(name)
            if kind is None:
                members[name] = member
            elif isinstance(member, dict | list) and (unknown := self._at(name, kind).unknown_in(member)) is not None:
                members[name] = unknown
        return members or None

    def _unknown_in_list(self, value: list[Any]) -> Any:
        if self._item_type is None:
            return None
        items = self._at(None, self._item_type)
        unknown_parts = ((str(index), items.unknown_in(item)) for index, item in enumerate(value))
        return {index: unknown for index, unknown in unknown_parts if unknown is not None} or None

    def _at(self, name: str | None, kind: inspect.Type) -> "_Declaration":
        """The declaration of a member, or of the items (None)."""
        if name not in self._below:
            self._below[name] = _Declaration(kind)
        return self._below[name]


@cache
def _declaration(kind: type[msgspec.Struct]) -> _Declaration:
    return _Declaration(inspect.type_info(kind))
