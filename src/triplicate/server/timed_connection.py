"""A connection in phases, each with a deadline of its own, so that none stays open for nothing.

WAITING    nothing of a request has arrived; the first connection to give way when there are too many
HEAD       a head has begun, or line ends before one have arrived
WORKING    a request is being answered: how long its body and its answer may take is the application's to say
DRAINING   it is answered, and the rest of its body is read, since the next request follows it
LINGERING  the last answer is sent, and what still arrives is thrown away: closing at once could lose the answer
CLOSING    the connection is closed once the caller has taken what was sent, or takes too long
"""

import asyncio
from enum import Enum
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from triplicate.server import connections, limits
from triplicate.server.coalesced_transport import CoalescedTransport
from triplicate.server.deadline import Deadline
from triplicate.server.discard import Discard
from triplicate.server.exchange import Exchange

Phase = Enum("Phase", "WAITING HEAD WORKING DRAINING LINGERING CLOSING")
WAITING, HEAD, WORKING, DRAINING, LINGERING, CLOSING = Phase


class TimedConnection(HttpToolsProtocol):
    """uvicorn's protocol with deadlines for everything a caller does, and a place among the server's connections."""

    cycle: Exchange | None  # type: ignore[assignment]
    _running: Exchange | None = None
    """The request that is being answered; `cycle` is the last one that has arrived."""
    _phase = WAITING
    _in_head = False
    _overflow = False
    _ignores_input = False
    """Nothing that still arrives is looked at."""
    _last_is_sent = False
    _discard: Discard
    _deadline: Deadline
    _write_deadline: Deadline
    _unsent_bytes = 0
    _taken_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes its place among the server's connections."""
        super().connection_made(cast(asyncio.Transport, transport))
        self.transport = cast(asyncio.Transport, CoalescedTransport(self.transport, self))
        self._deadline = Deadline(self.loop, self._expired)
        self._write_deadline = Deadline(self.loop, self._write_expired)
        self._limit = connections.of_server(self.server_state, self.limit_concurrency)
        self._overflow = not self._limit.admit(self)
        self._deadline.set(self._head_timeout())
        self._keep_alive_line = b"keep-alive: timeout=%d\r\n" % self.timeout_keep_alive

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives its place back, and tells whoever works for the caller."""
        self._phase = CLOSING
        self._deadline.cancel()
        self._write_deadline.cancel()
        self._limit.release(self)
        if self._running is not None:
            self._running.disconnect()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """A caller that has sent all it wants to send may still read: what it has asked for is answered."""
        running = self._running
        if running is None or running.response_complete or self.cycle is None or self.cycle.more_body:
            return False
        for exchange in (running, *(cast(Exchange, waiting) for waiting, _ in self.pipeline)):
            exchange.close_half()
        self.cycle.keep_alive = False
        return True

    def give_way(self) -> None:
        """Closes at once."""
        self._end()

    def persistence(self) -> bytes:
        """How long another request may take to follow; nothing on the last response, which says so by itself.

        Who asked whether to send a body and was answered at once may do either: no other request can follow.
        """
        running = self._running
        if running is None or not running.keep_alive or self._last_is_sent:
            return b""
        if self.expect_100_continue and running.more_body:
            running.keep_alive = False
            return b"connection: close\r\n"
        return self._keep_alive_line

    def before_close(self) -> bool:
        """Whether closing has to wait, since the caller may still be sending and reads only when all is sent."""
        if self._phase in (WAITING, HEAD, WORKING, DRAINING) and (
            self._last_is_sent or (self.cycle is not None and self.cycle.more_body)
        ):
            self._linger()
            return True
        self._phase = CLOSING
        self._watch_writing()
        return False

    def pause_writing(self) -> None:
        """The caller does not take what it is sent."""
        super().pause_writing()
        self._watch_writing()

    def resume_writing(self) -> None:
        """The caller takes it."""
        super().resume_writing()
        if self._phase is not CLOSING:
            self._write_deadline.clear()

    def _head_timeout(self) -> float:
        return limits.OVERFLOW_HEAD_S if self._overflow else limits.HEAD_TIMEOUT_S

    def _begin_head(self) -> None:
        """Something of a request has arrived: its deadline counts from here."""
        self._phase = HEAD
        self._limit.busy(self)
        self._deadline.set(self._head_timeout())

    def _begin_work(self) -> None:
        """A request is to be answered."""
        self._phase = WORKING
        self._limit.busy(self)
        self._deadline.clear()

    def _rest(self) -> None:
        """The last request that arrived is answered."""
        if self.cycle is not None and self.cycle.more_body:
            self._phase = DRAINING
            self._discard = Discard(limits.MAX_UNREAD_BYTES, self.loop.time())
            self._deadline.set(limits.DISCARD_WINDOW_S)
        elif self._in_head:
            self._begin_head()
        else:
            self._phase = WAITING
            self._deadline.set(self.timeout_keep_alive)
            self._limit.idle(self)

    def _linger(self) -> None:
        self._phase, self._ignores_input = LINGERING, True
        self._limit.busy(self)
        self._discard = Discard(limits.MAX_DISCARDED_BYTES, self.loop.time())
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self._deadline.set(limits.DISCARD_WINDOW_S)

    def _throw_away(self, size: int) -> None:
        """Counts what is read and not looked at; more than a connection is kept open for ends it."""
        if self._phase in (DRAINING, LINGERING) and not self._discard.take(size):
            self.transport.close()

    def _end(self) -> None:
        """Closes without lingering."""
        self._phase, self._ignores_input = CLOSING, True
        self._deadline.cancel()
        self.transport.close()

    def _expired(self) -> None:
        if self._phase in (DRAINING, LINGERING):
            seconds = self._discard.next_window(self.loop.time())
            if seconds is not None:
                self._deadline.set(seconds)
                return
        self._end()

    def _watch_writing(self) -> None:
        self._unsent_bytes = self.transport.get_write_buffer_size()
        self._taken_bytes = cast(CoalescedTransport, self.transport).taken_bytes()
        if self._unsent_bytes:
            self._write_deadline.set(limits.WRITE_WINDOW_S)

    def _write_expired(self) -> None:
        taken = cast(CoalescedTransport, self.transport).taken_bytes() - self._taken_bytes
        if taken < min(limits.LEAST_RATE * limits.WRITE_WINDOW_S, self._unsent_bytes):
            self.transport.abort()
        else:
            self._watch_writing()
