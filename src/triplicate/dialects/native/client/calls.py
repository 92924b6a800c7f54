"""Builds requests of the native API from its operations, and parses responses and problems. Pure.

The client classes in this folder send the requests.
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
from triplicate.dialects.native.problem import Problem
from triplicate.http_client import request_builder
from triplicate.http_client.request_builder import OutboundRequest, UnsendableValue, Values
from triplicate.http_client.transport import retry_after

T = TypeVar("T")
P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")


def build_request(
    operation: Operation[P, B, R],
    parameters: P | Values,
    body: msgspec.Struct | None = None,
    key: str | None = None,
    version: int | None = None,
) -> OutboundRequest:
    """The request of an operation. Raises NotFound or InvalidInput for values that cannot be sent."""
    try:
        return request_builder.build_request(operation, parameters, body, key, version)
    except UnsendableValue as cause:
        raise (order_not_found(cause.name) if cause.is_path_segment else invalid(cause.name, cause.reason)) from None


def parse_response(kind: type[T], response: httpx.Response) -> T:
    """The response body as the operation's reply type; if that is `str`, the text of the body.

    Raises TriplicateError for a problem, UnexpectedResponse for a body that is not of this type.
    """
    if not response.is_success:
        raise parse_error(response)
    try:
        return cast(T, response.content.decode()) if kind is str else msgspec.json.decode(response.content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as cause:
        raise _unexpected(response, f"The response is not a valid {kind.__name__}: {cause}.") from None


def parse_error(response: httpx.Response) -> TriplicateError:
    """The exception for the problem in a response."""
    try:
        problem = msgspec.json.decode(response.content, type=Problem)
    except msgspec.DecodeError:
        return _unexpected(
            response, f"The response has status {response.status_code} and is not a problem document (RFC 9457)."
        )
    problem.request_id = problem.request_id or response.headers.get("x-request-id", "")
    return error_for(problem, retry_after(response.headers))


def _unexpected(response: httpx.Response, detail: str) -> UnexpectedResponse:
    request_id = response.headers.get("x-request-id", "")
    return unexpected(response.status_code, detail, request_id, retry_after(response.headers))
