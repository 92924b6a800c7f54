"""Requests on the wire: HTTP parsed as uvicorn does, with bounds on what is read before anything is answered.

The request line and headers may take 64 KiB together. What is longer is refused while it is being read: the answer goes
out at once, and what the caller still sends is read away for a while, since closing at once would lose the answer. So
is the rest of a body that was refused.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from triplicate.api.http_errors import AnyFailure, HeadersTooLarge
from triplicate.api.response import with_request_id
from triplicate.core.failures import InvalidInput, Problem
from triplicate.server.coalesced_transport import Together

MAX_HEAD_BYTES = 64 * 1024
HEAD_TIMEOUT_S = 30.0
_LINGER_S = 30.0
_MOST_DISCARDED = 256 * 1024 * 1024
_MOST_UNREAD = 1024 * 1024
"""How much of bodies that nobody asked for is read on a connection that stays open."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a bound on the size of a request's head, and on the time it takes to arrive."""

    _in_head = False
    _head_bytes = 0
    _chunk = b""
    _chunk_bytes = 0
    _began_with = 0
    _discarded: int | None = None
    _unread = 0
    cycle: RequestResponseCycle | None  # type: ignore[assignment]
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Has heads and bodies of responses sent together."""
        super().connection_made(cast(asyncio.Transport, transport))
        self.transport = cast(asyncio.Transport, Together(self.transport, self._lingers))
        self._head_timer = self.loop.call_later(HEAD_TIMEOUT_S, self.transport.close)

    def on_response_complete(self) -> None:
        """A response without a body is sent too. Who asked whether to send a body and was not told to may do either:
        no other request can follow."""
        cast(Together, self.transport).flush()
        if self.expect_100_continue and self.cycle and self.cycle.more_body:
            self.transport.close()
        super().on_response_complete()

    def data_received(self, data: bytes) -> None:
        """Counts what arrives for a head that has begun: a lower bound of its size, exact enough to stop in time."""
        if self._discarded is not None:
            self._discarded += len(data)
            if self._discarded > _MOST_DISCARDED:
                self.transport.close()
            return
        self._chunk, self._chunk_bytes = data, len(data)
        self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._watch_head()
        elif self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def on_message_begin(self) -> None:
        """A new request begins somewhere in what has just arrived."""
        super().on_message_begin()
        self._in_head = True
        self._began_with, self._head_bytes = self._chunk_bytes, 0

    def on_headers_complete(self) -> None:
        """The head is whole: it is measured exactly when it may have been too long."""
        self._in_head = False
        if self._discarded is not None:
            return
        if self._began_with + self._head_bytes > MAX_HEAD_BYTES and self._head_size() > MAX_HEAD_BYTES:
            self._refuse()
            return
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole, unless it was refused."""
        if self._discarded is None and self.cycle:
            super().on_message_complete()
            self.cycle.more_body = False

    def on_body(self, body: bytes) -> None:
        """A refused request's body is not read, and that of an answered one only so far."""
        if self._discarded is not None:
            return
        if self.cycle and self.cycle.response_complete:
            self._unread += len(body)
            if self._unread > _MOST_UNREAD:
                self.transport.close()
        else:
            super().on_body(body)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops waiting for a head that will not come."""
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
        super().connection_lost(exc)

    def _lingers(self) -> bool:
        """Whether closing has to wait: the answer is out, but the caller may read it only when all is sent.

        It is told that nothing more will come, and what it sends is read away until it closes, or for long enough.
        """
        if self._discarded is not None or not self.cycle or not self.cycle.more_body:
            return False
        self._discarded = 0
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(_LINGER_S, self.transport.close)
        return True

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _watch_head(self) -> None:
        if self._head_bytes > MAX_HEAD_BYTES:
            self._refuse()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_TIMEOUT_S, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        """Answers what is no valid request in the words of the dialect that its line names, if it got so far."""
        not_valid = InvalidInput((Problem("request", "is not valid HTTP"),))
        if not self.transport.is_closing():
            self._answer_and_end(not_valid)
            self.transport.close()

    def _refuse(self) -> None:
        """Answers 431 in the words of the dialect that the request line names, and reads the rest away."""
        if self._discarded is not None:
            return
        self._discarded = 0
        if self.cycle and not self.cycle.response_complete:
            self.transport.close()
            return
        self._answer_and_end(HeadersTooLarge())
        self.loop.call_later(_LINGER_S, self.transport.close)

    def _answer_and_end(self, failure: AnyFailure) -> None:
        app = refusing(self.config)
        id = app.new_request_id()
        reply = with_request_id(
            app.failure_response(_path(getattr(self, "url", b"") or _target(self._chunk)), failure), id
        )
        head = [STATUS_LINE[reply.status]]
        length, named = (b"content-length", b"%d" % len(reply.body)), (b"x-request-id", id)
        for name, value in (reply.content_type, length, named, (b"connection", b"close"), *reply.headers):
            head += [name, b": ", value, b"\r\n"]
        self.transport.write(b"".join([*head, b"\r\n", reply.body]))
        cast(Together, self.transport).flush()


def refusing(config: Any) -> Any:
    """The application behind whatever uvicorn wrapped around it: it knows the words of a refusal."""
    app = config.loaded_app
    while not hasattr(app, "failure_response"):
        app = app.app
    return app


def _target(chunk: bytes) -> bytes:
    """What would be the target of a request line that the parser gave up on."""
    words = chunk[:512].split(b" ", 2)
    return words[1] if len(words) > 1 else b"/"


def _path(url: bytes) -> str:
    """The path of a request line, which may be too long for the parser: as much of it as can name a dialect."""
    return url[:256].partition(b"?")[0].decode("latin-1")
