"""A connection that answers what no application sees: requests that are refused while they are being read."""

from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from triplicate.api.http_errors import AnyFailure, ProtocolError
from triplicate.api.response import with_request_id
from triplicate.server import framing
from triplicate.server.coalesced_transport import CoalescedTransport
from triplicate.server.timed_connection import HEAD, WAITING, TimedConnection

OVERLOADED = ProtocolError(503, "As many connections are open as there may be. Try again in a moment.")
_RETRY_AFTER = (b"retry-after", b"1")


class RefusingConnection(TimedConnection):
    """Refuses a request in the words of the dialect that its line names; that is the last answer on the connection."""

    _opening = b""
    """The first bytes of the request that is awaited."""
    _failure: AnyFailure | None = None
    """What is answered once everything before it is."""

    def shutdown(self) -> None:
        """The server ends: who waits for something to happen is answered, so that the connection can be closed."""
        refusing(self.config).begin_shutdown()
        super().shutdown()

    def give_way(self) -> None:
        """Closes at once; one above the limit is told why."""
        if self._overflow and self._phase in (WAITING, HEAD) and not self._ignores_input:
            self._write_failure(OVERLOADED)
        self._end()

    def _refuse(self, failure: AnyFailure) -> None:
        """Reads nothing more, and answers with a failure after all that came before it is answered."""
        if self._ignores_input:
            return
        self._ignores_input = True
        if self.cycle is not None and self.cycle.more_body:
            self._refuse_body(failure)
        elif self._running is not None and not self._running.response_complete:
            self._failure = failure
        else:
            self._answer_and_end(failure)

    def _refuse_body(self, failure: AnyFailure) -> None:
        """The body that is being read cannot be: its request is not answered by anybody else."""
        cycle = cast(Any, self.cycle)
        if self.pipeline:
            self.pipeline.popleft()
            self._failure = failure
            return
        answered = cycle.response_started
        cycle.disconnect()
        if answered:
            self.transport.close()
        else:
            self._answer_and_end(failure)

    def _answer_and_end(self, failure: AnyFailure) -> None:
        self._write_failure(failure)
        self.transport.close()

    def _write_failure(self, failure: AnyFailure) -> None:
        if self.transport.is_closing():
            return
        self._last_is_sent = True
        app = refusing(self.config)
        id = app.new_request_id()
        path = framing.path_of(self.url) if getattr(self, "url", b"") else framing.target_path(self._opening)
        reply = with_request_id(app.failure_response(path, failure), id)
        more = (_RETRY_AFTER,) if reply.status == 503 and _RETRY_AFTER not in reply.headers else ()
        head = [STATUS_LINE[reply.status]]
        length, named = (b"content-length", b"%d" % len(reply.body)), (b"x-request-id", id)
        own = (reply.content_type, length, named, (b"connection", b"close"))
        for name, value in (*self.server_state.default_headers, *own, *reply.headers, *more):
            head += [name, b": ", value, b"\r\n"]
        body = b"" if self._opening.startswith(b"HEAD ") else reply.body
        self.transport.write(b"".join([*head, b"\r\n"]))
        self.transport.write(body)
        cast(CoalescedTransport, self.transport).flush()
        app.note_refusal(id, framing.loggable_path(path), reply.status, len(body))


def refusing(config: Any) -> Any:
    """The application behind whatever uvicorn wrapped around it: it knows the words of a refusal."""
    app = config.loaded_app
    while not hasattr(app, "failure_response"):
        app = app.app
    return app
