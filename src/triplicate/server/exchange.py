"""A request and its response: uvicorn's, which also knows a caller that sends nothing more and still reads.

An application that has a whole response at hand may give it as such (`Exchange.respond`): one call writes it.
"""

import asyncio
from collections import deque
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from triplicate.api.http_errors import ClientDisconnected
from triplicate.server.coalesced_transport import COPIED_BYTES, CoalescedTransport

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Exchange(RequestResponseCycle):
    """One request on a connection; `followers` are those that wait behind it.

    `half_closed`: the caller has closed its side. It may have left, or wait for the response. So whoever listens is
    told that it has left, which keeps work from beginning that perhaps nobody wants; and what is answered is sent.
    """

    disconnected = response_started = response_complete = half_closed = _delivered = False
    more_body = True
    chunked_encoding = None
    expected_content_length = 0
    _message_event: asyncio.Event | None = None
    _application: Any = None

    def __init__(self, connection: Any, persistent: bool) -> None:
        self.scope = connection.scope
        self.transport = connection.transport
        self.flow = connection.flow
        self.logger = connection.logger
        self.access_logger = connection.access_logger
        self.access_log = connection.access_log
        self.default_headers = connection.server_state.default_headers
        self.on_response = connection.on_response_complete
        self.keep_alive = persistent
        self.waiting_for_100_continue = connection.expect_100_continue
        self.body = bytearray()
        self.followers: deque[Any] = connection.pipeline

    @property
    def message_event(self) -> asyncio.Event:  # type: ignore[override]
        """What `receive` waits for; most requests have no body, and nobody waits."""
        if self._message_event is None:
            self._message_event = asyncio.Event()
        return self._message_event

    async def run_asgi(self, app: Any) -> None:
        """Runs the application, which may leave the request of a caller that has left without a response."""
        self._application = app
        await super().run_asgi(self._run)

    async def _run(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self._application(scope, receive, send)
        except ClientDisconnected:
            pass
        finally:
            scope.pop("extensions", None)  # they refer to this exchange, which refers to the scope
        if self._left() and not self.response_started:
            self.disconnected = True
            self.transport.close()

    async def send(self, message: Any) -> None:
        """Sends a part of the response; raises ClientDisconnected where more would follow that nobody takes."""
        await super().send(message)
        if self.disconnected and message.get("more_body", False):
            raise ClientDisconnected

    async def receive(self) -> Any:
        """What has come of the body; after all of it, that the caller has left."""
        if self.waiting_for_100_continue and not self.transport.is_closing():
            self.transport.write(_CONTINUE)
        self.waiting_for_100_continue = False
        if not self.followers:
            self.flow.resume_reading()
        while not self._ready():
            await self.message_event.wait()
            self.message_event.clear()
        if self._left():
            return {"type": "http.disconnect"}
        self._delivered = not self.more_body
        message = {"type": "http.request", "body": bytes(self.body), "more_body": self.more_body}
        self.body = bytearray()
        return message

    def respond(self, status: int, lines: bytes, body: bytes) -> bool:
        """Writes a whole response: `lines` are its own header lines, each with its end.

        False, and nothing is written, if it has to be sent in pieces: it is large, or its caller is slow or has left.
        """
        if self.disconnected or self.flow.write_paused or self.access_log or len(body) > COPIED_BYTES:
            return False
        self.response_started, self.waiting_for_100_continue = True, False
        closing = b"" if self.keep_alive else b"connection: close\r\n"
        all_lines = _server_lines.lines(self.default_headers), lines, closing
        sent_body = b"" if self.scope["method"] == "HEAD" else body
        cast(CoalescedTransport, self.transport).write_whole(STATUS_LINE[status], all_lines, sent_body)
        self.response_complete = True
        if self._message_event is not None:
            self._message_event.set()
        if closing:
            self.transport.close()
        self.on_response()
        return True

    def disconnect(self) -> None:
        """Notes that nobody can be answered any more; what is sent goes nowhere."""
        if not self.response_complete:
            self.disconnected = True
            self.message_event.set()

    def _left(self) -> bool:
        return self.disconnected or self.response_complete or (self.half_closed and self._delivered)

    def _ready(self) -> bool:
        return self._left() or bool(self.body) or not (self.more_body or self._delivered)

    def close_half(self) -> None:
        """Notes that the caller has closed its side."""
        self.half_closed = True
        self.message_event.set()


class _ServerLines:
    """The server's own header lines, as bytes: uvicorn makes a new list of them each second, for the date."""

    __slots__ = ("_headers", "_lines")

    def __init__(self) -> None:
        self._headers: list[tuple[bytes, bytes]] | None = None
        self._lines = b""

    def lines(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """These headers, each as a line."""
        if self._headers is not headers:
            self._lines = b"".join([b"%s: %s\r\n" % header for header in headers])
            self._headers = headers
        return self._lines


_server_lines = _ServerLines()
