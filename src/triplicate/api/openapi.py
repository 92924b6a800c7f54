"""OpenAPI 3.1 documents, generated from a dialect's operations and wire types.

The possible failures follow from the operation (whether it takes a body, is a list, needs a version), and their
statuses from the dialect's own error mapping, so that the documented statuses are the real ones.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from triplicate import __version__
from triplicate.api.http_errors import (
    Anything,
    BodyTooLarge,
    BodyTooSlow,
    HeadersTooLarge,
    Internal,
    UnsupportedMediaType,
    WrongMethod,
)
from triplicate.api.operation import Dialect, Op
from triplicate.api.schemas import components
from triplicate.api.transaction import HEADER as IDEMPOTENCY_KEY
from triplicate.api.uploads import MEDIA_TYPE as MULTIPART
from triplicate.core.failures import (
    InvalidInput,
    KeyInFlight,
    KeyReused,
    MissingScope,
    NotSignedIn,
    NotThisVersion,
    Unavailable,
    VersionNeeded,
)

Json = dict[str, Any]
_TEXT = {"type": "string"}
_BYTES = {"type": "string", "format": "binary"}
_FILE = _BYTES | {"description": "The file, with any file name"}


def document(dialect: Dialect) -> Json:
    """The OpenAPI document of one dialect."""
    by_type, named = components(dialect)
    paths: dict[str, Json] = {}
    for op in dialect.operations:
        for index, path in enumerate(op.paths):
            paths.setdefault(path, {})[op.method.lower()] = _operation(dialect, op, index, by_type)
    tags = list(dict.fromkeys(tag for op in dialect.operations for tag in op.tags))
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Triplicate, {dialect.title}", "version": __version__}
        | ({"description": dialect.about} if dialect.about else {}),
        **({"tags": [{"name": tag} for tag in tags]} if tags else {}),
        "paths": paths,
        "components": {
            "schemas": named,
            "examples": {kind.__name__: {"value": value} for kind, value in dialect.samples.items()},
            "responses": _failed(dialect, by_type[dialect.error]),
            "securitySchemes": {"token": dialect.security.scheme},
        },
        "security": [{"token": []}],
        **({"x-codes": {name: code._asdict() for name, code in dialect.codes.items()}} if dialect.codes else {}),
    }


def _operation(dialect: Dialect, op: Op, index: int, types: dict[Any, Any]) -> Json:
    optional = {
        "description": op.description,
        "tags": list(op.tags),
        "externalDocs": {"url": op.source} if op.source else None,
        "requestBody": _request_body(op, types),
    }
    return {
        **({"operationId": op.name} if index == 0 else {"operationId": f"{op.name}{index + 1}", "x-same-as": op.name}),
        "summary": op.summary,
        **{name: value for name, value in optional.items() if value},
        "parameters": [*_parameters(types[op.parameters], op.paths[index]), *_headers(op)],
        "responses": _responses(dialect, op, types),
        "security": [{"token": [op.scope]}],
    }


def _request_body(op: Op, types: dict[Any, Any]) -> Json | None:
    if op.upload is not None:
        described = {"type": "object", "properties": {op.upload: _FILE}, "required": [op.upload]}
        return {"required": True, "content": {MULTIPART: {"schema": described | {"additionalProperties": False}}}}
    if op.body is None:
        return None
    content = {"schema": types[op.body]} | ({"example": op.example} if op.example is not None else {})
    required = any(field.required for field in msgspec.structs.fields(op.body))
    return {"required": required, "content": {"application/json": content}}


def _responses(dialect: Dialect, op: Op, types: dict[Any, Any]) -> Json:
    success = op.statuses[0]
    conditional = op.tagged and op.method == "GET" and not op.listing
    return {
        str(success): _success(dialect, op, types),
        **({"304": {"description": "Not modified"}} if conditional else {}),
        **{str(status): {"$ref": f"#/components/responses/{status}"} for status in _failing(dialect, op)},
    }


def _failing(dialect: Dialect, op: Op) -> list[int]:
    """The error statuses of an operation: those its vendor documents, and those of HTTP itself."""
    success, *documented = op.statuses
    return sorted({*documented, *(dialect.fail(failure).status for failure in _failures(dialect, op))} - {success})


def _failed(dialect: Dialect, schema: Any) -> Json:
    """The error responses by status, shared by all operations."""
    statuses = sorted({status for op in dialect.operations for status in _failing(dialect, op)})
    error = dialect.error_content_type[1].decode()
    return {str(status): _response(MEANINGS.get(status, "Failure"), error, schema) for status in statuses}


MEANINGS = {
    400: "The request is invalid or not possible",
    401: "Authentication required",
    403: "The credential lacks a scope",
    404: "Not found",
    405: "Method not allowed",
    408: "The body did not arrive in time",
    409: "Conflict with the current state",
    412: "The order has changed: version conflict",
    413: "The body is too large",
    415: "Unsupported media type",
    422: "The request is invalid",
    428: "If-Match is required",
    431: "The request headers are too large",
    500: "Internal server error",
    503: "The database is unavailable",
}
"""The description of each error status, the same in every dialect."""


def _success(dialect: Dialect, op: Op, types: dict[Any, Any]) -> Json:
    response = _response("Success", op.answers, _BYTES if op.reply is bytes else types[op.reply])
    content = response["content"][op.answers]
    if op.answer_example is not None:
        content["example"] = op.answer_example
    elif op.reply in dialect.samples:
        content["examples"] = {"order": {"$ref": f"#/components/examples/{op.reply.__name__}"}}
    headers = {"X-Request-Id": "The request id, as in the log and in events"}
    if op.tagged and not op.listing:
        order = "The order's entity tag, for If-None-Match and If-Match"
        headers["ETag"] = "The file's entity tag, for If-None-Match" if op.reply is bytes else order
    if op.statuses[0] == 201:
        headers["Location"] = "The path of the new resource"
    if op.method != "GET":
        headers["Idempotent-Replayed"] = "`true` if this is the stored response to an earlier request with the same key"
    response["headers"] = {name: {"description": told, "schema": _TEXT} for name, told in headers.items()}
    if op.links:
        response["links"] = {
            link.operation: {"operationId": link.operation, "parameters": link.parameters} for link in op.links
        }
    return response


def _response(description: str, content_type: str, schema: Any) -> Json:
    return {"description": description, "content": {content_type: {"schema": schema}}}


def _failures(dialect: Dialect, op: Op) -> Iterator[Anything]:
    """The failures that an operation can have, whatever it does."""
    yield from (NotSignedIn(), MissingScope(op.scope), WrongMethod((op.method,)), HeadersTooLarge())
    yield from (Internal(), Unavailable())
    if op.listing or op.method != "GET":
        yield InvalidInput(())
    if op.method != "GET":
        yield from (BodyTooLarge(op.max_bytes), BodyTooSlow(), KeyReused(), KeyInFlight())
    if op.upload is not None:
        yield UnsupportedMediaType(MULTIPART)
    if op.body is not None and dialect.strict_json:
        yield UnsupportedMediaType()
    if op.versioned:
        yield from (VersionNeeded(), NotThisVersion(0))


def _parameters(described: Json, path: str) -> list[Json]:
    """The fields of a parameter type as OpenAPI parameters of one path."""
    required = described.get("required", [])
    found = []
    for name, member in described["properties"].items():
        in_path = "{" + name + "}" in path
        one = {"name": name, "in": "path" if in_path else "query", "required": in_path or name in required}
        if told := member.get("description"):
            one["description"] = told
        found.append(one | {"schema": _written(member)})
    return found


def _written(schema: Json) -> Json:
    """The schema of a path or query parameter, which cannot be null: it is left out instead."""
    nothing = schema.get("default") in (None, [], ())
    told = {
        name: value for name, value in schema.items() if name != "description" and (name != "default" or not nothing)
    }
    options = [option for option in told.pop("anyOf", []) if option != {"type": "null"}]
    return {**told, **options[0]} if len(options) == 1 else {**told, **({"anyOf": options} if options else {})}


def _headers(op: Op) -> Iterator[Json]:
    """The request headers that an operation uses."""
    if op.method != "GET":
        told = "Makes it safe to retry: the same request with the same key runs once"
        schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}
        yield {"name": IDEMPOTENCY_KEY, "in": "header", "required": False, "description": told, "schema": schema}
    if op.versioned:
        told = "The ETag of the order version to change, or `*` for any version"
        yield {"name": "If-Match", "in": "header", "required": True, "description": told, "schema": _TEXT}
