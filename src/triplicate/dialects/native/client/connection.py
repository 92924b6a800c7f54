"""A connection to a Triplicate server: sends native API operations, with retries.

Every change carries an idempotency key, the same for all its attempts, so that it is applied once even if the
connection breaks, and every successful attempt returns the response to that one change.
"""

import uuid
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from triplicate.api.operation import Op
from triplicate.dialects.native.client import calls as native
from triplicate.dialects.native.client.errors import unreachable
from triplicate.http_client.request_builder import Request, Values
from triplicate.http_client.transport import Outbound, Patience

T = TypeVar("T")


class Connection:
    """A connection to one server with one token and retry policy."""

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        patience: Patience = Patience(),  # noqa: B008
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`url` is the server's base URL, without `/v1`; `token` is from `triplicate token create native`.

        `transport` replaces the network, for example by an application in the same process. Raises ValueError for an
        invalid URL or token, without repeating it.
        """
        self._outbound = Outbound(url, token, patience, transport)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._outbound.url)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections; the client cannot be used afterwards."""
        self._outbound.close()

    def _ask(
        self,
        op: Op,
        kind: type[T],
        values: Values = {},  # noqa: B006
        body: msgspec.Struct | None = None,
        *,
        version: int | None = None,
        key: str | None = None,
        waiting_s: float = 0.0,
        for_ever: bool = False,
    ) -> T:
        """Calls an operation and returns its reply. A change without a `key` gets a new one. Raises TriplicateError.

        `extra_timeout_s` is added to the timeout. `forever` retries transient errors without limit.
        """
        if op.method != "GET":
            key = key if key is not None else str(uuid.uuid4())
        request = native.request(op, values, body, key, version)
        return self._outbound.again(lambda: self._once(request, kind, waiting_s), for_ever=for_ever)

    def _once(self, request: Request, kind: type[T], waiting_s: float) -> T:
        try:
            answer = self._outbound.send(request, waiting_s)
        except httpx.RequestError as error:
            raise unreachable(self._outbound.silence(error)) from error
        return native.reply(kind, answer)
