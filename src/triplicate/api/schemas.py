"""OpenAPI component schemas of every type in a dialect's requests and responses, under short names."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from triplicate.api.operation import Dialect

Json = dict[str, Any]
_PLACE = "#/components/schemas/"


def components(dialect: Dialect) -> tuple[dict[Any, Json], Json]:
    """The schema of every type, and the named schemas.

    Parameter types are inlined where they are used. If two types share a name, the one used in requests gets the suffix
    `Input`.
    """
    parameters = [op.parameters for op in dialect.operations]
    bodies = [op.body for op in dialect.operations if op.body is not None]
    types = list(dict.fromkeys([*(op.reply for op in dialect.operations), dialect.error, *bodies, *parameters]))
    schemas, named = msgspec.json.schema_components(types, ref_template=_PLACE + "{name}")
    by_type = dict(zip(types, schemas, strict=True))
    asked = _reachable([by_type[kind] for kind in (*bodies, *parameters)], named)
    names = _short_names(named, asked)
    by_type, named = _renamed(by_type, names), {names[name]: _renamed(one, names) for name, one in named.items()}
    for kind in dict.fromkeys(parameters):
        by_type[kind] = named.pop(reference(by_type[kind]))
    return by_type, named


def reference(schema: Json) -> str:
    """The name that a schema's `$ref` points to; empty without a `$ref`."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _reachable(schemas: Iterable[Json], named: Json) -> set[str]:
    """The names that schemas refer to, directly or transitively."""
    found: set[str] = set()
    left = [name for schema in schemas for name in _references(schema)]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _references(named[name])
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if name := reference(value):
            yield name
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _short_names(named: Json, asked: set[str]) -> dict[str, str]:
    """A short name for each, without the module prefix that msgspec adds to ambiguous names."""
    names: dict[str, str] = {}
    for name in sorted(named, key=asked.__contains__):
        short = name.rpartition(".")[2]
        while short in names.values():
            short += "Input"
        names[name] = short
    return {name: names[name] for name in named}


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """A copy of a schema with its `$ref`s renamed."""
    if isinstance(value, dict):
        inner = {key: _renamed(one, names) for key, one in value.items()}
        return {**inner, "$ref": _PLACE + names[name]} if (name := reference(inner)) in names else inner
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return value
