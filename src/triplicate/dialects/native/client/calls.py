"""The native API from the caller's side: an operation of the table becomes a request, its answer the typed reply. Pure.

Whoever sends the requests is elsewhere (`triplicate.client`): here is what this dialect says of each, once for all.
"""

from typing import TypeVar, cast

import httpx
import msgspec

from triplicate.api.operation import Operation
from triplicate.dialects.native.client.errors import (
    TriplicateError,
    UnexpectedResponse,
    error_for,
    invalid,
    order_not_found,
    unexpected,
)
from triplicate.dialects.native.responses import Problem
from triplicate.http_client import request_builder
from triplicate.http_client.request_builder import OutboundRequest, UnsendableValue, Values
from triplicate.http_client.transport import retry_after

T = TypeVar("T")


def build_request(
    operation: Operation,
    values: Values,
    body: msgspec.Struct | None = None,
    key: str | None = None,
    version: int | None = None,
) -> OutboundRequest:
    """The request of an operation. Raises NotFound or InvalidInput for what no request can carry."""
    try:
        return request_builder.build_request(operation, values, body, key, version)
    except UnsendableValue as cause:
        raise (order_not_found(cause.name) if cause.is_path_segment else invalid(cause.name, cause.reason)) from None


def parse_response(kind: type[T], response: httpx.Response) -> T:
    """The answer as the operation's reply type; raises TriplicateError when it is a problem, or none of ours.

    An operation whose reply is a `str` answers no JSON, but text.
    """
    if not response.is_success:
        raise parse_error(response)
    try:
        return cast(T, response.content.decode()) if kind is str else msgspec.json.decode(response.content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as cause:
        raise _unexpected(response, f"the answer is no {kind.__name__}: {cause}") from None


def parse_error(response: httpx.Response) -> TriplicateError:
    """The problem that was answered, as the exception of its code."""
    try:
        problem = msgspec.json.decode(response.content, type=Problem)
    except msgspec.DecodeError:
        return _unexpected(response, f"the answer has status {response.status_code} and is no problem document")
    problem.request_id = problem.request_id or response.headers.get("x-request-id", "")
    return error_for(problem, retry_after(response.headers))


def _unexpected(response: httpx.Response, detail: str) -> UnexpectedResponse:
    request_id = response.headers.get("x-request-id", "")
    return unexpected(response.status_code, detail, request_id, retry_after(response.headers))
