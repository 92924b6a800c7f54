"""What is known of the request at hand, for log lines, metrics and traces; nothing is decided by it.

The context variable holds it in the request's task and in the threads that work for it.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from time import perf_counter
from typing import Any

import msgspec

Message = MutableMapping[str, Any]
NO_DIALECT = "none"
NO_OPERATION = "unmatched"


class RequestRecord(msgspec.Struct, gc=False):
    """One request: its id and method, and as they become known its dialect, operation and account.

    Names are those of the code, so that there are only so many. `route` is the operation's path with its parameters in
    braces, `status` that of the response once it is known. `received_bytes` and `sent_bytes` are those of bodies.
    `span` is what a tracer keeps until the end: it must not stay, since the garbage collector does not look at records.
    """

    request_id: bytes
    method: str
    dialect: str = NO_DIALECT
    operation: str = NO_OPERATION
    route: str = ""
    account: str | None = None
    status: int = 0
    received_bytes: int = 0
    sent_bytes: int = 0
    span: Any = None
    started_at: float = msgspec.field(default_factory=perf_counter)

    def counting(self, receive: Callable[[], Awaitable[Message]]) -> Callable[[], Awaitable[Message]]:
        """The same `receive`, whose bytes are counted."""

        async def counted() -> Message:
            message = await receive()
            self.received_bytes += len(message.get("body", b""))
            return message

        return counted

    def watching(self, send: Callable[[Message], Awaitable[None]]) -> Callable[[Message], Awaitable[None]]:
        """The same `send`, whose status and bytes are noted; those of a body for HEAD, which is not sent, are not."""
        is_sent = self.method != "HEAD"

        async def watched(message: Message) -> None:
            self.status = message.get("status", self.status)
            self.sent_bytes += len(message.get("body", b"")) if is_sent else 0
            await send(message)

        return watched


CURRENT_REQUEST: ContextVar[RequestRecord | None] = ContextVar("current_request", default=None)
