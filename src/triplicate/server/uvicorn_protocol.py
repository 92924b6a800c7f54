"""HTTP/1.1 parsed as uvicorn does, with bounds on what is read before anything is answered.

The request line and headers may take 64 KiB together. What is longer is refused while it is being read, and so is what
RFC 9112 wants refused (`framing`): the answer, in the words of the dialect that is addressed, is the last one on its
connection. Requests that arrive before their predecessors are answered wait as bytes, and are parsed in small pieces.
"""

from typing import Any, cast
from urllib.parse import unquote

import httptools

from triplicate.api.http_errors import AnyFailure, HeadersTooLarge
from triplicate.server import framing, limits
from triplicate.server.coalesced_transport import CoalescedTransport
from triplicate.server.eager_connection import EagerConnection
from triplicate.server.exchange import Exchange
from triplicate.server.refusing_connection import OVERLOADED
from triplicate.server.timed_connection import DRAINING, HEAD, WAITING


class BoundedProtocol(EagerConnection):
    """uvicorn's protocol with a bound on everything that a caller can make it keep."""

    _held = b""
    _opening_failed = False
    _body_head = b""
    _replaying = False
    _piece_bytes = 0
    _head_bytes = 0
    _began_with = 0
    _arrived: Exchange | None = None
    """A request with nothing before it, whose answer is begun when what has come with it is parsed."""

    def data_received(self, data: bytes) -> None:
        """Parses what arrives, or keeps it while a parsed request waits for its predecessor."""
        if self._ignores_input:
            self._throw_away(len(data))
        elif self._held or self.pipeline or len(data) > limits.PIECE_BYTES:
            self._held += data
            self._feed_held()
        elif self._phase is not WAITING or not self._repeat(data):
            self._feed(data)

    def _feed_held(self) -> None:
        held, at = self._held, 0
        self._held = b""
        while at < len(held) and not self.pipeline and not self._ignores_input:
            self._feed(held[at : at + limits.PIECE_BYTES])
            at += limits.PIECE_BYTES
        if self._ignores_input:
            self._held = b""
            self._throw_away(max(len(held) - at, 0))
        else:
            self._held = held[at:]
            if self._held:
                self.flow.pause_reading()

    def _feed(self, piece: bytes) -> None:
        before = self._phase
        self._read(piece)
        exchange, self._arrived = self._arrived, None
        if exchange is None:
            return
        if exchange.more_body or exchange.scope["method"] != "GET":
            self._start_asgi_task(exchange, self.app)
        else:
            self._begin_eagerly(exchange, piece if before is WAITING else None)

    def _read(self, piece: bytes) -> None:
        before = self._phase
        if before is WAITING:
            self._opening = piece
        elif before is HEAD and len(self._opening) < framing.MAX_LINE_BYTES:
            self._opening += piece
        elif before is DRAINING:
            self._throw_away(len(piece))
            if self._ignores_input:
                return
        self._piece_bytes = len(piece)
        self._head_bytes += len(piece)
        self._parse(piece)
        if self._ignores_input:
            return
        if self._phase is WAITING and (before is WAITING or self._in_head):
            self._begin_head()
        if self._head_bytes > limits.MAX_HEAD_BYTES:
            self._refuse(HeadersTooLarge())

    def _parse(self, piece: bytes) -> None:
        """Feeds the parser; a request to upgrade to something else is a request like any other."""
        if self._opening_failed:
            self._judge(piece, True)
            return
        while piece and not self._ignores_input:
            try:
                self.parser.feed_data(piece)
                return
            except httptools.HttpParserUpgrade as upgrade:
                piece = piece[upgrade.args[0] :]
                self._resume_body()
            except httptools.HttpParserError as error:
                self._judge(piece, str(error).startswith(("Invalid method", "Invalid HTTP version")))
                return

    def _resume_body(self) -> None:
        """Reads the body of a request to upgrade, which its parser takes for something else than HTTP."""
        if self._body_head:
            self.parser = httptools.HttpRequestParser(self)
            self._replaying = True
            self.parser.feed_data(self._body_head)
            self._replaying, self._body_head = False, b""

    def _judge(self, piece: bytes, in_line: bool) -> None:
        """Refuses what the parser gave up on, once enough of the request line is there to say why."""
        failure: AnyFailure | None = None
        awaited = self._phase in (WAITING, HEAD)
        if self.cycle is None or not self.cycle.more_body:
            failure = framing.line_failure(self._opening if awaited else piece, in_line)
        self._opening_failed = failure is None and awaited
        if not self._opening_failed:
            self._refuse(failure or framing.invalid_http())

    def on_message_begin(self) -> None:
        """A new request begins somewhere in what has just arrived."""
        if self._replaying:
            return
        super().on_message_begin()
        self._in_head = True
        self._began_with, self._head_bytes = self._piece_bytes, 0

    def on_url(self, url: bytes) -> None:
        """Takes a part of the request's target."""
        if not self._replaying:
            self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Takes a header field; trailer fields of a body are dropped."""
        if not self._in_head:
            return
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is whole: it is looked at, and its request answered, now or after its predecessors."""
        self._in_head = False
        if self._ignores_input or self._replaying:
            return
        version, method = self.parser.get_http_version(), self.parser.get_method()
        failure = framing.head_failure(version, method, self.headers)
        if self._began_with + self._head_bytes > limits.MAX_HEAD_BYTES and self._head_size() > limits.MAX_HEAD_BYTES:
            failure = HeadersTooLarge()
        if failure is None:
            failure = self._address(method, version)
        if failure is None:
            self._answer(version)
        else:
            self._refuse(failure)

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _address(self, method: bytes, version: str) -> AnyFailure | None:
        """Completes the scope; the failure of a target that is no URL, or of a server that is full."""
        try:
            url = httptools.parse_url(self.url)
            raw_path: bytes = url.path or b"/"
            path = raw_path.decode("ascii")
        except (httptools.HttpParserError, UnicodeDecodeError):
            return framing.invalid_target()
        path = unquote(path) if "%" in path else path
        self.scope["method"] = method.decode("ascii")
        self.scope["http_version"] = version
        self.scope["path"], self.scope["raw_path"] = path, raw_path
        self.scope["query_string"] = url.query or b""
        if self._overflow:
            self._overflow = not self._limit.promote(self)
        return OVERLOADED if self._overflow and path not in limits.HEALTH_PATHS else None

    def _answer(self, version: str) -> None:
        persistent = version == "1.1" and not self._overflow and self.parser.should_keep_alive()
        self.expect_100_continue = self.expect_100_continue and version == "1.1"
        self._body_head = framing.body_head(self.headers) if self.parser.should_upgrade() else b""
        exchange = Exchange(self, persistent)
        self.cycle = exchange
        self._begin_work()
        if self._running is None or self._running.response_complete:
            self._running = self._arrived = exchange
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((exchange, self.app))

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        """A refused request's body is not kept, nor is that of an answered one."""
        self._head_bytes = 0
        if not self._ignores_input and self.cycle and not self.cycle.response_complete:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole, unless it was refused."""
        self._head_bytes = 0
        if self._ignores_input or self._body_head or not self.cycle:
            return
        self.cycle.more_body = False
        self.cycle.message_event.set()
        if self._phase is DRAINING:
            self._rest()

    def on_response_complete(self) -> None:
        """Goes on with what has arrived meanwhile, or waits for it."""
        self.server_state.total_requests += 1
        cast(CoalescedTransport, self.transport).flush()
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._failure is not None:
            self._answer_and_end(self._failure)
        else:
            self._rest()
        if self._held:
            self._feed_held()
