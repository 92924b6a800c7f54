"""A connection to a Triplicate server: sends native API operations, with retries.

Every change carries an idempotency key, the same for all its attempts, so that it is applied once even if the
connection breaks, and every successful attempt returns the response to that one change.
"""

import uuid
from typing import TypeVar

import httpx
import msgspec

from triplicate.api.operation import Operation
from triplicate.dialects.native.auth import SECURITY
from triplicate.dialects.native.client import calls as native
from triplicate.dialects.native.client.errors import unreachable
from triplicate.http_client.api_client import ApiClient
from triplicate.http_client.request_builder import OutboundRequest, Values

T = TypeVar("T")
P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")


class Connection(ApiClient):
    """A connection to one server with one token and retry policy."""

    security = SECURITY

    def _call(
        self,
        operation: Operation[P, B, R],
        parameters: P | Values = {},  # noqa: B006
        body: msgspec.Struct | None = None,
        *,
        version: int | None = None,
        key: str | None = None,
        extra_timeout_s: float = 0.0,
        forever: bool = False,
    ) -> R:
        """Calls an operation and returns its reply. A change without a `key` gets a new one. Raises TriplicateError.

        `extra_timeout_s` is added to the timeout. `forever` retries transient errors without limit.
        """
        if operation.method != "GET":
            key = key if key is not None else str(uuid.uuid4())
        request = native.build_request(operation, parameters, body, key, version)
        return self._transport.retry(
            lambda: self._send(request, operation.reply.kind, extra_timeout_s), forever=forever
        )

    def _send(self, request: OutboundRequest, kind: type[T], extra_timeout_s: float) -> T:
        try:
            response = self._transport.send(request, extra_timeout_s)
        except httpx.RequestError as error:
            raise unreachable(self._transport.no_response_message(error)) from error
        return native.parse_response(kind, response)
