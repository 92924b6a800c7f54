"""The application while it is being loaded: health is answered at once, everything else as soon as it is loaded.

Loading takes most of a start. It begins when the server listens, in a thread. Once it has ended, requests go straight
to what was loaded.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from threading import Thread
from typing import Protocol

from triplicate.api.http_errors import AnyFailure
from triplicate.api.response import Receive, Response, Scope, Send, json_response, send_response
from triplicate.core.failures import Unavailable
from triplicate.server import limits
from triplicate.server.mounts.lifespan import MountLifespan, StartupError
from triplicate.server.problems import failure_problem
from triplicate.server.request_ids import RequestIds

log = logging.getLogger("triplicate")
Load = Callable[[], "ServerApplication"]


class ServerApplication(Protocol):
    """What is loaded: an ASGI application that also makes the responses to requests which no application sees."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    def failure_response(self, path: str, failure: AnyFailure) -> Response:
        """The response to a failure at a path."""
        ...

    def new_request_id(self) -> bytes:
        """A new request id."""
        ...

    def note_refusal(self, request_id: bytes, raw_path: bytes, status: int, size: int) -> None:
        """Notes a request that was refused while it was being read, and how many bytes the response's body had."""

    def begin_shutdown(self) -> None:
        """Ends requests that only wait."""


class StartupApplication:
    """An ASGI application that is there before what it serves is.

    `begin` starts loading, once the server listens. When that fails, `fail` is called with the error: the server ends.
    """

    def __init__(self, load: Load, fail: Callable[[Exception], None]) -> None:
        self._load = load
        self._fail = fail
        self._loading: asyncio.Task[ServerApplication] | None = None
        self._lifespan: MountLifespan | None = None
        self._loaded: ServerApplication | None = None
        self._request_ids = RequestIds()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Hands requests to what was loaded; a plain function, so that this costs next to nothing."""
        if self._loaded is not None and scope["type"] == "http":
            return self._loaded(scope, receive, send)
        return self._lifespan_events(receive, send) if scope["type"] == "lifespan" else self._wait(scope, receive, send)

    def begin(self) -> None:
        """Starts loading, in a thread, unless that has begun."""
        self._begin()

    def _begin(self) -> "asyncio.Task[ServerApplication]":
        if self._loading is None:
            self._loading = asyncio.create_task(self._start())
            self._loading.add_done_callback(self._report)
        return self._loading

    async def _start(self) -> ServerApplication:
        application = await _in_thread(self._load)
        self._lifespan = MountLifespan(application, limits.START_S, limits.END_S)
        if not await self._lifespan.start():
            raise StartupError("could not start: the application ended at once")
        self._loaded = application
        return application

    def _report(self, loading: "asyncio.Task[ServerApplication]") -> None:
        if not loading.cancelled() and isinstance(error := loading.exception(), Exception):
            self._fail(error)

    async def _wait(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as soon as it can; the server may begin this without a task, which `asyncio.timeout` needs."""
        request_id, is_head = self._request_ids.of(dict(scope["headers"])), scope["method"] == "HEAD"
        if scope["path"] in limits.HEALTH_PATHS:
            await send_response(send, json_response(200, {"status": "ok"}), request_id, is_head)
            return
        await asyncio.wait((self._begin(),), timeout=limits.LOADING_WAIT_S)
        if self._loaded is None:
            await send_response(send, failure_problem(Unavailable()), request_id, is_head)
        else:
            await self._loaded(scope, receive, send)

    async def _lifespan_events(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._loading is not None:
            await self._end_loading(self._loading)
        if self._lifespan is not None:
            await self._lifespan.end()
        await send({"type": "lifespan.shutdown.complete"})

    async def _end_loading(self, loading: "asyncio.Task[ServerApplication]") -> None:
        """What is nearly loaded is waited for, so that it ends in an orderly way."""
        _, pending = await asyncio.wait((loading,), timeout=limits.LOADING_END_S)
        if pending:
            log.warning("the server ends before it has loaded what it serves")
            loading.cancel()

    def failure_response(self, path: str, failure: AnyFailure) -> Response:
        """The response to a failure at a path; a problem while it is not known to which dialect the path belongs."""
        return failure_problem(failure) if self._loaded is None else self._loaded.failure_response(path, failure)

    def new_request_id(self) -> bytes:
        """A new request id."""
        return self._request_ids.new()

    def note_refusal(self, request_id: bytes, raw_path: bytes, status: int, size: int) -> None:
        """Notes a request that was refused while it was being read."""
        if self._loaded is not None:
            self._loaded.note_refusal(request_id, raw_path, status, size)

    def begin_shutdown(self) -> None:
        """Ends requests that only wait."""
        if self._loaded is not None:
            self._loaded.begin_shutdown()


async def _in_thread(load: Load) -> ServerApplication:
    """What `load` returns, in a thread that does not keep the process from ending."""
    result = Future[ServerApplication]()
    result.set_running_or_notify_cancel()
    Thread(target=_fulfil, args=(result, load), name="load", daemon=True).start()
    return await asyncio.wrap_future(result)


def _fulfil(result: Future[ServerApplication], load: Load) -> None:
    try:
        result.set_result(load())
    except BaseException as error:
        result.set_exception(error)
