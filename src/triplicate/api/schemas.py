"""OpenAPI component schemas of every type in a dialect's requests and responses, under short names."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from triplicate.api.bodies import JsonBody
from triplicate.api.dialect import Dialect

Json = dict[str, Any]
_REF_PREFIX = "#/components/schemas/"


def schema_components(dialect: Dialect) -> tuple[dict[Any, Json], Json]:
    """The schema of every type, and the named schemas.

    Parameter types are inlined where they are used. If two types share a name, the one used in requests gets the suffix
    `Input`. A named schema has its name as title, and every array says what its items are: client generators need both.
    """
    parameters = [operation.parameters for operation in dialect.operations]
    bodies = [op.body.schema_type for op in dialect.operations if isinstance(op.body, JsonBody)]
    types = list(dict.fromkeys([*(op.reply.kind for op in dialect.operations), dialect.error, *bodies, *parameters]))
    schemas, named_schemas = msgspec.json.schema_components(types, ref_template=_REF_PREFIX + "{name}")
    by_type = dict(zip(types, schemas, strict=True))
    input_names = _reachable_names([by_type[kind] for kind in (*bodies, *parameters)], named_schemas)
    names = _short_names(named_schemas, input_names)
    by_type = {kind: _with_items(_rename_refs(schema, names)) for kind, schema in by_type.items()}
    named_schemas = {
        names[name]: _with_items(_rename_refs(schema, names)) | {"title": names[name]}
        for name, schema in named_schemas.items()
    }
    for kind in dict.fromkeys(parameters):
        by_type[kind] = named_schemas.pop(ref_name(by_type[kind]))
    return by_type, named_schemas


def ref_name(schema: Json) -> str:
    """The name that a schema's `$ref` points to; empty without a `$ref`."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _reachable_names(schemas: Iterable[Json], named_schemas: Json) -> set[str]:
    """The names that schemas refer to, directly or transitively."""
    reachable: set[str] = set()
    pending = [name for schema in schemas for name in _references(schema)]
    while pending:
        name = pending.pop()
        if name not in reachable:
            reachable.add(name)
            pending += _references(named_schemas[name])
    return reachable


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if name := ref_name(value):
            yield name
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _short_names(named_schemas: Json, input_names: set[str]) -> dict[str, str]:
    """A short name for each, without the module prefix that msgspec adds to ambiguous names."""
    names: dict[str, str] = {}
    for name in sorted(named_schemas, key=input_names.__contains__):
        short = name.rpartition(".")[2]
        while short in names.values():
            short += "Input"
        names[name] = short
    return {name: names[name] for name in named_schemas}


def _rename_refs(value: Any, names: dict[str, str]) -> Any:
    """A copy of a schema with its `$ref`s renamed."""
    if isinstance(value, dict):
        inner = {key: _rename_refs(one, names) for key, one in value.items()}
        return {**inner, "$ref": _REF_PREFIX + names[name]} if (name := ref_name(inner)) in names else inner
    if isinstance(value, list):
        return [_rename_refs(one, names) for one in value]
    return value


def _with_items(schema: Any) -> Any:
    """A copy of a schema in which every array has `items`; those of an array of anything are `{}`."""
    if isinstance(schema, dict):
        copy = {name: _with_items(member) for name, member in schema.items()}
        is_array = copy.get("type") == "array" and not copy.keys() & {"items", "prefixItems"}
        return copy | {"items": {}} if is_array else copy
    if isinstance(schema, list):
        return [_with_items(item) for item in schema]
    return schema
