"""The native API from the caller's side: an operation of the table becomes a request, its answer the typed reply. Pure.

Whoever sends the requests is elsewhere (`triplicate.client`): here is what this dialect says of each, once for all.
"""

from typing import TypeVar, cast

import httpx
import msgspec

from triplicate.api.operation import Op
from triplicate.dialects.native.client.errors import TriplicateError, UnexpectedAnswer, invalid, no_such, of, unexpected
from triplicate.dialects.native.responses import Problem
from triplicate.http_client import request_builder
from triplicate.http_client.request_builder import Request, Unsendable, Values
from triplicate.http_client.transport import retry_after

T = TypeVar("T")


def request(
    op: Op, values: Values, body: msgspec.Struct | None = None, key: str | None = None, version: int | None = None
) -> Request:
    """The request of an operation. Raises NotFound or InvalidInput for what no request can carry."""
    try:
        return request_builder.request(op, values, body, key, version)
    except Unsendable as wrong:
        raise (no_such(wrong.name) if wrong.segment else invalid(wrong.name, wrong.reason)) from None


def reply(kind: type[T], answer: httpx.Response) -> T:
    """The answer as the operation's reply type; raises TriplicateError when it is a problem, or none of ours.

    An operation whose reply is a `str` answers no JSON, but text.
    """
    if not answer.is_success:
        raise error(answer)
    try:
        return cast(T, answer.content.decode()) if kind is str else msgspec.json.decode(answer.content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise _unexpected(answer, f"the answer is no {kind.__name__}: {wrong}") from None


def error(answer: httpx.Response) -> TriplicateError:
    """The problem that was answered, as the exception of its code."""
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        return _unexpected(answer, f"the answer has status {answer.status_code} and is no problem document")
    problem.request_id = problem.request_id or answer.headers.get("x-request-id", "")
    return of(problem, retry_after(answer.headers))


def _unexpected(answer: httpx.Response, detail: str) -> UnexpectedAnswer:
    request_id = answer.headers.get("x-request-id", "")
    return unexpected(answer.status_code, detail, request_id, retry_after(answer.headers))
