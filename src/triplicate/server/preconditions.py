"""Preconditions checked before a handler runs: scope, known parameters, If-Match, and a valid body."""

from typing import assert_never

from triplicate.api import request_body, uploads
from triplicate.api.bodies import JsonBody, NoBody, UploadBody
from triplicate.api.dialect import Dialect, Endpoint, Handler
from triplicate.api.http_errors import HttpError, UnsupportedMediaType
from triplicate.api.operation import AnyOperation, HandlerCheck, Precondition, ScopeCheck
from triplicate.api.parameters import QueryRule
from triplicate.api.request import AnyRequest
from triplicate.app.files import quota as files_quota
from triplicate.core.failures import DomainError, InsufficientStorage, MissingScope, PreconditionRequired


def with_preconditions(dialect: Dialect, endpoint: Endpoint) -> Handler:
    """Wraps a handler in the checks of its operation; returns it unchanged when there are none."""
    operation, handler = endpoint.operation, endpoint.handler
    is_lenient = operation.query is not QueryRule.STRICT
    if isinstance(operation.access, HandlerCheck) and operation.method == "GET" and is_lenient:
        return handler

    async def check_and_handle(request: AnyRequest) -> object:
        _check_scope(request, operation)
        if not is_lenient:
            request.parse_parameters()
        if operation.precondition is Precondition.IF_MATCH and b"if-match" not in request.headers:
            raise DomainError(PreconditionRequired())
        if operation.method == "GET":
            return await handler(request)
        return await _with_body(request, dialect, operation, handler)

    return check_and_handle


def _check_scope(request: AnyRequest, operation: AnyOperation) -> None:
    match operation.access:
        case ScopeCheck(scope):
            if not request.principal.may(scope):
                raise DomainError(MissingScope(scope))
        case HandlerCheck():
            return
        case _:
            assert_never(operation.access)


async def _with_body(request: AnyRequest, dialect: Dialect, operation: AnyOperation, handler: Handler) -> object:
    """Reads the body even if the operation takes none, because the next request follows it on the connection."""
    body = operation.body
    match body:
        case UploadBody():
            return await _handle_upload(request, body, handler)
        case NoBody():
            request.raw = await request_body.read(request.receive, request.headers, body.max_bytes)
        case JsonBody():
            request.raw = await request_body.read(request.receive, request.headers, body.max_bytes)
            if dialect.strict_json and request.raw and not request_body.is_json(request.headers):
                raise HttpError(UnsupportedMediaType())
            request.document, request.body = await request_body.parse_json(request.raw, body.kind)
        case _:
            assert_never(body)
    return await handler(request)


async def _handle_upload(request: AnyRequest, body: UploadBody[uploads.Upload], handler: Handler) -> object:
    """Reads the file into a draft, runs the handler, and discards what it has not kept."""
    max_bytes = await _max_bytes(request, body)
    draft = request.services.blobs.draft()
    try:
        upload = await uploads.read(request.receive, request.headers, body.part, max_bytes, draft, body.choice)
        request.body, request.raw = upload, upload.fingerprint()
        return await handler(request)
    finally:
        await draft.discard()


async def _max_bytes(request: AnyRequest, body: UploadBody[uploads.Upload]) -> int:
    """How many bytes of a file go into the draft: no account fills the disk with more than it may ever have.

    Whether a file fits beside the others is known in the end, since equal bytes take no more. Raises
    DomainError(InsufficientStorage) before reading if Content-Length says that it cannot fit.
    """
    account = request.principal.account
    if account is None:
        return body.max_bytes
    services = request.services
    quota = await files_quota.quota(services.reader, account, services.file_quota)
    declared = request.headers.get(b"content-length", b"0")
    most = max(0, quota) + uploads.ENVELOPE_BYTES
    if declared.isdigit() and most < int(declared) <= body.max_bytes:
        raise DomainError(InsufficientStorage(quota, max(0, quota), int(declared)))
    return min(body.max_bytes, most)
