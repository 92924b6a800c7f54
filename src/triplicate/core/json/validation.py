"""Finds every problem of a JSON value with a type, where msgspec stops at the first."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from triplicate.core.failures import Problem
from triplicate.core.json import reasons


def problems(value: Any, kind: Any, where: str) -> Iterator[Problem]:
    """The problems of a JSON value as `kind`, each at the deepest JSON path possible; none for a valid value."""
    reason = _first(value, kind)
    if reason is None:
        return
    found = False
    for problem in _inside(value, kind, where):
        found = True
        yield problem
    if not found:
        yield Problem(where, reason)


def _first(value: Any, kind: Any) -> str | None:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return reasons.reason(error, kind)
    return None


def _inside(value: Any, kind: Any, where: str) -> Iterator[Problem]:
    for option in _options(kind):
        if isinstance(value, dict) and isinstance(option, type) and issubclass(option, msgspec.Struct):
            yield from _members(value, option, where)
        elif isinstance(value, dict) and get_origin(option) is dict:
            for name, member in value.items():
                yield from problems(name, get_args(option)[0], f"{where}.{name[:64]}")
                yield from problems(member, get_args(option)[1], f"{where}.{name[:64]}")
        elif isinstance(value, list) and get_origin(option) in (list, tuple):
            for index, item in enumerate(value):
                yield from problems(item, get_args(option)[0], f"{where}[{index}]")


def _members(value: dict[str, Any], struct: type[msgspec.Struct], where: str) -> Iterator[Problem]:
    hints = get_type_hints(struct, include_extras=True)
    for field in msgspec.structs.fields(struct):
        if field.encode_name in value:
            yield from problems(value[field.encode_name], hints[field.name], f"{where}.{field.encode_name}")
        elif field.required:
            yield Problem(f"{where}.{field.encode_name}", "is required")
    if struct.__struct_config__.forbid_unknown_fields:
        known = {field.encode_name for field in msgspec.structs.fields(struct)}
        yield from (Problem(f"{where}.{name[:64]}", "unknown field") for name in value if name not in known)


def _options(kind: Any) -> Iterator[Any]:
    """The members of a union, or the type itself, without annotations."""
    if get_origin(kind) is Annotated:
        yield from _options(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for option in get_args(kind):
            yield from _options(option)
    else:
        yield kind
