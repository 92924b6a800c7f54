"""OpenAPI 3.1, made from a dialect's operation list and wire types."""

from typing import Any

import msgspec

from triplicate import __version__
from triplicate.http.op import Dialect, Op

_SCHEMA = "#/components/schemas/{name}"


def document(dialect: Dialect) -> dict[str, Any]:
    """The OpenAPI document of one dialect."""
    types = [*{op.reply for op in dialect.operations}, dialect.error]
    schemas, components = msgspec.json.schema_components(types, ref_template=_SCHEMA)
    by_type = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for op in dialect.operations:
        for index, path in enumerate(op.paths):
            paths.setdefault(path, {})[op.method.lower()] = _operation(dialect, op, index, by_type)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Triplicate, {dialect.title}", "version": __version__},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"token": dialect.security.scheme}},
        "security": [{"token": []}],
    }


def _operation(dialect: Dialect, op: Op, index: int, types: dict[Any, Any]) -> dict[str, Any]:
    parameters = _parameters(op, op.paths[index])
    success, *failures = op.statuses
    return {
        "operationId": op.name if index == 0 else f"{op.name}{index + 1}",
        "summary": op.summary,
        "externalDocs": {"url": op.source},
        "parameters": parameters,
        "responses": {
            str(success): _response("Success", types[op.reply])
            | {"headers": {name: {"schema": {"type": "string"}} for name in ("ETag", "X-Request-Id")}},
            "304": {"description": "Not modified"},
            **{str(status): _response("Failure", types[dialect.error]) for status in failures},
        },
    }


def _response(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _parameters(op: Op, path: str) -> list[dict[str, Any]]:
    _, components = msgspec.json.schema_components([op.parameters], ref_template=_SCHEMA)
    described = components[op.parameters.__name__]
    required = described.get("required", [])
    parameters = []
    for name, member in described["properties"].items():
        in_path = "{" + name + "}" in path
        parameters.append(
            {
                "name": name,
                "in": "path" if in_path else "query",
                "required": in_path or name in required,
                "schema": member,
            }
        )
    return parameters
