"""Finds every problem of a JSON value with a type, where msgspec stops at the first."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from triplicate.core.failures import Problem
from triplicate.core.json import reasons
from triplicate.core.json.alternatives import alternatives


def find_problems(value: Any, kind: Any, path: str) -> Iterator[Problem]:
    """The problems of a JSON value as `kind`, each at the deepest JSON path possible; none for a valid value."""
    reason = _first_reason(value, kind)
    if reason is None:
        return
    has_inner_problems = False
    for problem in _inner_problems(value, kind, path):
        has_inner_problems = True
        yield problem
    if not has_inner_problems:
        yield Problem(path, reason)


def _first_reason(value: Any, kind: Any) -> str | None:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return reasons.reason(error, kind)
    return None


def _inner_problems(value: Any, kind: Any, path: str) -> Iterator[Problem]:
    for option in alternatives(kind):
        if isinstance(value, dict) and isinstance(option, type) and issubclass(option, msgspec.Struct):
            yield from _member_problems(value, option, path)
        elif isinstance(value, dict) and get_origin(option) is dict:
            for name, member in value.items():
                yield from find_problems(name, get_args(option)[0], f"{path}.{name[:64]}")
                yield from find_problems(member, get_args(option)[1], f"{path}.{name[:64]}")
        elif isinstance(value, list) and get_origin(option) in (list, tuple):
            for index, item in enumerate(value):
                yield from find_problems(item, get_args(option)[0], f"{path}[{index}]")


def _member_problems(value: dict[str, Any], struct: type[msgspec.Struct], path: str) -> Iterator[Problem]:
    hints = get_type_hints(struct, include_extras=True)
    for field in msgspec.structs.fields(struct):
        if field.encode_name in value:
            yield from find_problems(value[field.encode_name], hints[field.name], f"{path}.{field.encode_name}")
        elif field.required:
            yield Problem(f"{path}.{field.encode_name}", "is required")
    if struct.__struct_config__.forbid_unknown_fields:
        names = {field.encode_name for field in msgspec.structs.fields(struct)}
        yield from (Problem(f"{path}.{name[:64]}", "unknown field") for name in value if name not in names)
