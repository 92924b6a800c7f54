"""A connection to a Triplicate: sends operations of the native API, and sends them again when that can help.

Every change carries an idempotency key, kept over its attempts: whether the server has done the work before the
connection broke or not, it is done once, and the answer of the attempt that arrives is the answer of that work.
"""

import uuid
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from triplicate.dialects.native import client as native
from triplicate.dialects.native.errors import unreachable
from triplicate.http.op import Op
from triplicate.http.outbound import Outbound, Patience
from triplicate.http.requests import Request, Values

T = TypeVar("T")


class Connection:
    """Where a Triplicate is, who asks, and how patiently."""

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        patience: Patience = Patience(),  # noqa: B008
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`url` is where the server is, without `/v1`; `token` one that `triplicate token create native` printed.

        With a `transport`, requests go through that, say into an application in the same process. Raises ValueError
        for what cannot be a URL or a token, without repeating it.
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
        """Closes the connections; the client cannot be used any more."""
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
        """The reply to an operation. A change without a `key` gets one. Raises TriplicateError.

        The server may take `waiting_s` longer than usual. `for_ever` goes on for as long as nothing is answered.
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
