"""A connection to a Triplicate server: sends native API operations, with retries.

Every change carries an idempotency key, the same for all its attempts, so that it is applied once even if the
connection breaks, and every successful attempt returns the response to that one change.
"""

import uuid
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from triplicate.api.operation import Operation
from triplicate.dialects.native.client import calls as native
from triplicate.dialects.native.client.errors import unreachable
from triplicate.http_client.request_builder import OutboundRequest, Values
from triplicate.http_client.transport import RetryPolicy, Transport

T = TypeVar("T")
P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")


class Connection:
    """A connection to one server with one token and retry policy."""

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        retry_policy: RetryPolicy = RetryPolicy(),  # noqa: B008
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`url` is the server's base URL, without `/v1`; `token` is from `triplicate token create native`.

        `transport` replaces the network, for example by an application in the same process. Raises ValueError for an
        invalid URL or token, without repeating it.
        """
        self._transport = Transport(url, token, retry_policy, transport)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._transport.url)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections; the client cannot be used afterwards."""
        self._transport.close()

    def _call(
        self,
        operation: Operation[P, B, R],
        values: Values = {},  # noqa: B006
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
        request = native.build_request(operation, values, body, key, version)
        return self._transport.retry(
            lambda: self._send(request, operation.reply.kind, extra_timeout_s), forever=forever
        )

    def _send(self, request: OutboundRequest, kind: type[T], extra_timeout_s: float) -> T:
        try:
            response = self._transport.send(request, extra_timeout_s)
        except httpx.RequestError as error:
            raise unreachable(self._transport.no_response_message(error)) from error
        return native.parse_response(kind, response)
