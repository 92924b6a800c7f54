"""Preconditions checked before a handler runs: scope, known parameters, If-Match, and a valid body."""

from triplicate.api import request_body, uploads
from triplicate.api.http_errors import HttpError, UnsupportedMediaType
from triplicate.api.operation import Dialect, Handler, Operation, Request
from triplicate.api.response import Response
from triplicate.core.failures import DomainError, MissingScope, PreconditionRequired


def with_preconditions(dialect: Dialect, operation: Operation, handler: Handler) -> Handler:
    """Wraps a handler in the checks of its operation; returns it unchanged when there are none."""
    if operation.handler_checks_scope and operation.method == "GET" and not operation.is_list:
        return handler

    async def check_and_handle(request: Request) -> Response:
        if not operation.handler_checks_scope and not request.principal.may(operation.scope):
            raise DomainError(MissingScope(operation.scope))
        if operation.is_list:
            request.parse_parameters(operation.parameters)
        if operation.requires_version and b"if-match" not in request.headers:
            raise DomainError(PreconditionRequired())
        if operation.upload is not None:
            return await _handle_upload(request, operation.upload, handler)
        if operation.method != "GET":
            await _read_body(request, dialect, operation)
        return await handler(request)

    return check_and_handle


async def _handle_upload(request: Request, part_name: str, handler: Handler) -> Response:
    """Reads the file in the multipart part `part_name`, runs the handler, and closes the file afterwards."""
    request.upload = await uploads.read(request.receive, request.headers, part_name, request.operation.max_bytes)
    try:
        request.raw = request.upload.fingerprint()
        return await handler(request)
    finally:
        request.upload.close()


async def _read_body(request: Request, dialect: Dialect, operation: Operation) -> None:
    """Reads the body even if the operation takes none, because the next request follows it on the connection."""
    request.raw = await request_body.read(request.receive, request.headers, operation.max_bytes)
    if operation.body is None:
        return
    if dialect.strict_json and request.raw and not request_body.is_json(request.headers):
        raise HttpError(UnsupportedMediaType())
    request.document, request.body = await request_body.parse_json(
        request.raw, operation.lenient_body or operation.body
    )
