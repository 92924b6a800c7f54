"""Preconditions checked before a handler runs: scope, known parameters, If-Match, and a valid body."""

from triplicate.api import request_body, uploads
from triplicate.api.http_errors import Declined, UnsupportedMediaType
from triplicate.api.operation import Call, Dialect, Handler, Op
from triplicate.api.response import Answer
from triplicate.core.failures import MissingScope, Refused, VersionNeeded


def behind_checks(dialect: Dialect, op: Op, handler: Handler) -> Handler:
    """Wraps a handler in the checks of its operation; returns it unchanged when there are none."""
    if op.own_checks and op.method == "GET" and not op.listing:
        return handler

    async def checked(call: Call) -> Answer:
        if not op.own_checks and not call.principal.may(op.scope):
            raise Refused(MissingScope(op.scope))
        if op.listing:
            call.arguments(op.parameters)
        if op.versioned and b"if-match" not in call.headers:
            raise Refused(VersionNeeded())
        if op.upload is not None:
            return await _with_upload(call, op.upload, handler)
        if op.method != "GET":
            await _take(call, dialect, op)
        return await handler(call)

    return checked


async def _with_upload(call: Call, name: str, handler: Handler) -> Answer:
    """Reads the file in the multipart part `part_name`, runs the handler, and closes the file afterwards."""
    call.upload = await uploads.read(call.receive, call.headers, name, call.op.max_bytes)
    try:
        call.raw = call.upload.fingerprint()
        return await handler(call)
    finally:
        call.upload.close()


async def _take(call: Call, dialect: Dialect, op: Op) -> None:
    """Reads the body even if the operation takes none, because the next request follows it on the connection."""
    call.raw = await request_body.read(call.receive, call.headers, op.max_bytes)
    if op.body is None:
        return
    if dialect.strict_json and call.raw and not request_body.is_json(call.headers):
        raise Declined(UnsupportedMediaType())
    call.document, call.body = await request_body.typed(call.raw, op.taken or op.body)
