"""OpenAPI 3.1 documents, generated from a dialect's operations and wire types.

The possible failures follow from the operation (whether it takes a body, is a list, needs a version), and their
statuses from the dialect's own error mapping, so that the documented statuses are the real ones.
"""

from collections.abc import Iterator
from typing import Any, assert_never

import msgspec

from triplicate import __version__
from triplicate.api.bodies import JsonBody, NoBody, UploadBody
from triplicate.api.dialect import Dialect
from triplicate.api.messages import FailureKind
from triplicate.api.operation import AnyOperation, Precondition
from triplicate.api.parameters import QueryRule
from triplicate.api.replies import FileReply, OrderReply
from triplicate.api.schemas import schema_components
from triplicate.api.transaction import IDEMPOTENCY_HEADER as IDEMPOTENCY_KEY
from triplicate.api.uploads import MEDIA_TYPE as MULTIPART
from triplicate.api.uploads import Choice

Json = dict[str, Any]
_TEXT = {"type": "string"}
_BYTES = {"type": "string", "format": "binary"}
_FILE = _BYTES | {"description": "The file, with any file name"}


def openapi_document(dialect: Dialect) -> Json:
    """The OpenAPI document of one dialect."""
    by_type, named_schemas = schema_components(dialect)
    paths: dict[str, Json] = {}
    for operation in dialect.operations:
        for index, path in enumerate(operation.paths):
            paths.setdefault(path, {})[operation.method.lower()] = _operation(dialect, operation, index, by_type)
    tags = list(dict.fromkeys(tag for op in dialect.operations for tag in op.tags))
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Triplicate, {dialect.title}", "version": __version__}
        | ({"description": dialect.about} if dialect.about else {}),
        **({"tags": [{"name": tag} for tag in tags]} if tags else {}),
        "paths": paths,
        "components": {
            "schemas": named_schemas,
            "examples": {kind.__name__: {"value": value} for kind, value in dialect.samples.items()},
            "responses": _failure_responses(dialect, by_type[dialect.error]),
            "securitySchemes": {"token": dialect.security.scheme},
        },
        "security": [{"token": []}],
        **({"x-codes": {name: code._asdict() for name, code in dialect.codes.items()}} if dialect.codes else {}),
    }


def _operation(dialect: Dialect, operation: AnyOperation, index: int, types: dict[Any, Any]) -> Json:
    optional = {
        "description": operation.description,
        "tags": list(operation.tags),
        "externalDocs": {"url": operation.source} if operation.source else None,
        "requestBody": _request_body(operation, types),
    }
    return {
        **(
            {"operationId": operation.name}
            if index == 0
            else {"operationId": f"{operation.name}{index + 1}", "x-same-as": operation.name}
        ),
        "summary": operation.summary,
        **{name: value for name, value in optional.items() if value},
        "parameters": [*_parameters(types[operation.parameters], operation.paths[index]), *_request_headers(operation)],
        "responses": _responses(dialect, operation, types),
        "security": [{"token": [operation.access.scope]}],
    }


def _request_body(operation: AnyOperation, types: dict[Any, Any]) -> Json | None:
    match operation.body:
        case NoBody():
            return None
        case UploadBody(_, part):
            fields = {part: _FILE, **_choice(operation.body.choice)}
            form_schema = {"type": "object", "properties": fields, "required": [part]}
            return {"required": True, "content": {MULTIPART: {"schema": form_schema | {"additionalProperties": False}}}}
        case JsonBody():
            kind = operation.body.schema_type
            example = {"example": operation.example} if operation.example is not None else {}
            required = any(field.required for field in msgspec.structs.fields(kind))
            return {"required": required, "content": {"application/json": {"schema": types[kind], **example}}}
        case _:
            assert_never(operation.body)


def _choice(choice: Choice | None) -> Json:
    if choice is None:
        return {}
    limits = ", ".join(f"{word}: {limit // 1024 // 1024} MiB" for word, limit in choice.limits.items())
    schema = {"type": "string", "enum": list(choice.limits), "default": choice.default}
    return {choice.name: schema | {"description": f"The largest file of each: {limits}"}}


def _responses(dialect: Dialect, operation: AnyOperation, types: dict[Any, Any]) -> Json:
    success_status = operation.statuses[0]
    conditional = isinstance(operation.reply, OrderReply | FileReply) and operation.method == "GET"
    return {
        str(success_status): _success_response(dialect, operation, types),
        **({"206": _partial_response(operation)} if isinstance(operation.reply, FileReply) else {}),
        **({"304": {"description": "Not modified"}} if conditional else {}),
        **{
            str(status): {"$ref": f"#/components/responses/{status}"}
            for status in _failure_statuses(dialect, operation)
        },
    }


def _failure_statuses(dialect: Dialect, operation: AnyOperation) -> list[int]:
    """The error statuses of an operation: those its vendor documents, and those of HTTP itself."""
    success_status, *documented_statuses = operation.statuses
    return sorted(
        {*documented_statuses, *(dialect.statuses[kind] for kind in _failure_kinds(dialect, operation))}
        - {success_status}
    )


def _failure_responses(dialect: Dialect, schema: Any) -> Json:
    """The error responses by status, shared by all operations."""
    statuses = sorted({status for operation in dialect.operations for status in _failure_statuses(dialect, operation)})
    content_type = dialect.error_content_type[1].decode()
    return {str(status): _response(MEANINGS.get(status, "Failure"), content_type, schema) for status in statuses}


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
    416: "The range has no byte of the file",
    422: "The request is invalid",
    428: "If-Match is required",
    431: "The request headers are too large",
    500: "Internal server error",
    503: "The database is unavailable",
}
"""The description of each error status, the same in every dialect."""


def _success_response(dialect: Dialect, operation: AnyOperation, types: dict[Any, Any]) -> Json:
    reply = operation.reply
    response = _response("Success", reply.media_type, _BYTES if isinstance(reply, FileReply) else types[reply.kind])
    content = response["content"][reply.media_type]
    if operation.reply_example is not None:
        content["example"] = operation.reply_example
    elif reply.kind in dialect.samples:
        content["examples"] = {"order": {"$ref": f"#/components/examples/{reply.kind.__name__}"}}
    headers = {"X-Request-Id": "The request id, as in the log and in events"}
    if isinstance(reply, OrderReply):
        headers["ETag"] = "The order's entity tag, for If-None-Match and If-Match"
    elif isinstance(reply, FileReply):
        headers["ETag"] = "The file's entity tag, for If-None-Match"
    if operation.statuses[0] == 201:
        headers["Location"] = "The path of the new resource"
    if operation.method != "GET":
        headers["Idempotent-Replayed"] = "`true` if this is the stored response to an earlier request with the same key"
    response["headers"] = {name: {"description": told, "schema": _TEXT} for name, told in headers.items()}
    if operation.links:
        response["links"] = {
            link.operation: {"operationId": link.operation, "parameters": link.parameters} for link in operation.links
        }
    return response


def _partial_response(operation: AnyOperation) -> Json:
    response = _response("The range of the file that `Range` names", operation.reply.media_type, _BYTES)
    response["headers"] = {"Content-Range": {"description": "Which bytes of how many these are", "schema": _TEXT}}
    return response


def _response(description: str, content_type: str, schema: Any) -> Json:
    return {"description": description, "content": {content_type: {"schema": schema}}}


def _failure_kinds(dialect: Dialect, operation: AnyOperation) -> Iterator[FailureKind]:
    """The failures that an operation can have, whatever it does."""
    yield from (
        FailureKind.UNAUTHENTICATED,
        FailureKind.MISSING_SCOPE,
        FailureKind.METHOD_NOT_ALLOWED,
        FailureKind.HEADERS_TOO_LARGE,
        FailureKind.INTERNAL_ERROR,
        FailureKind.UNAVAILABLE,
    )
    if operation.query is QueryRule.STRICT or operation.method != "GET":
        yield FailureKind.INVALID_INPUT
    if operation.method != "GET":
        yield from (FailureKind.BODY_TOO_LARGE, FailureKind.BODY_TIMEOUT)
        yield from (FailureKind.IDEMPOTENCY_KEY_REUSED, FailureKind.IDEMPOTENCY_KEY_IN_USE)
    if isinstance(operation.body, UploadBody) or (isinstance(operation.body, JsonBody) and dialect.strict_json):
        yield FailureKind.UNSUPPORTED_MEDIA_TYPE
    if isinstance(operation.reply, FileReply):
        yield FailureKind.RANGE_NOT_SATISFIABLE
    if operation.precondition is Precondition.IF_MATCH:
        yield from (FailureKind.PRECONDITION_REQUIRED, FailureKind.VERSION_CONFLICT)


def _parameters(schema: Json, path: str) -> list[Json]:
    """The fields of a parameter type as OpenAPI parameters of one path."""
    required = schema.get("required", [])
    parameters = []
    for name, member in schema["properties"].items():
        in_path = "{" + name + "}" in path
        parameter = {"name": name, "in": "path" if in_path else "query", "required": in_path or name in required}
        if description := member.get("description"):
            parameter["description"] = description
        parameters.append(parameter | {"schema": _parameter_schema(member)})
    return parameters


def _parameter_schema(schema: Json) -> Json:
    """The schema of a path or query parameter, which cannot be null: it is left out instead."""
    has_empty_default = schema.get("default") in (None, [], ())
    keywords = {
        name: value
        for name, value in schema.items()
        if name != "description" and (name != "default" or not has_empty_default)
    }
    options = [option for option in keywords.pop("anyOf", []) if option != {"type": "null"}]
    return {**keywords, **options[0]} if len(options) == 1 else {**keywords, **({"anyOf": options} if options else {})}


def _request_headers(operation: AnyOperation) -> Iterator[Json]:
    """The request headers that an operation uses."""
    if operation.method != "GET":
        description = "Makes it safe to retry: the same request with the same key runs once"
        schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}
        yield {"name": IDEMPOTENCY_KEY, "in": "header", "required": False, "description": description, "schema": schema}
    if isinstance(operation.reply, FileReply):
        description = "One range of bytes, such as `bytes=0-1023`; several are answered with the whole file"
        yield {"name": "Range", "in": "header", "required": False, "description": description, "schema": _TEXT}
        description = "An ETag or Last-Modified: if the file is another one by now, the whole of it is the response"
        yield {"name": "If-Range", "in": "header", "required": False, "description": description, "schema": _TEXT}
    if operation.precondition is Precondition.IF_MATCH:
        description = "The ETag of the order version to change, or `*` for any version"
        yield {"name": "If-Match", "in": "header", "required": True, "description": description, "schema": _TEXT}
