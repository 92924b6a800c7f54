"""The ASGI application: routes requests to operations and turns every outcome into a response.

Every response carries the request id. Failures use the error format of the dialect that the path belongs to, and show
one sentence only: the details are in the log, under the same id.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from contextvars import Context
from types import MappingProxyType
from typing import Any

from triplicate.api.dialect import Dialect
from triplicate.api.http_errors import (
    AnyFailure,
    BodyTimeout,
    BodyTooLarge,
    ClientDisconnected,
    HttpError,
    InternalError,
    MethodNotAllowed,
    PathNotFound,
)
from triplicate.api.replies import to_response
from triplicate.api.request import Request, Services
from triplicate.api.response import (
    EAGER,
    RESPOND,
    AnyResponse,
    Receive,
    Response,
    Scope,
    Send,
    StreamResponse,
    send_response,
    with_connection_close,
)
from triplicate.app.access.sign_in import TokenVerifier
from triplicate.core.failures import DomainError
from triplicate.observe.request_observer import RequestObserver
from triplicate.observe.request_record import CURRENT_REQUEST, RequestRecord
from triplicate.server.eager_start import task_of_its_own
from triplicate.server.header_memo import by_name
from triplicate.server.mounts.lifespan import StartupError
from triplicate.server.mounts.mount import Mount
from triplicate.server.mounts.mount_handler import MountHandler
from triplicate.server.path_conflicts import check_paths
from triplicate.server.problems import failure_problem
from triplicate.server.request_ids import RequestIds
from triplicate.server.routes import Routes, first_segment

log = logging.getLogger("triplicate")
PAGES, MOUNTS = "pages", "mounts"
"""What stands for a dialect in the records of requests to pages and mounts."""
REFUSED = "refused"
"""What stands for the method and operation of a request that is refused while it is being read."""
CLIENT_LEFT = 499
"""The status of a request whose caller left before it was answered, as proxies note it."""
_NO_EXTENSIONS: Mapping[str, Any] = MappingProxyType({})
PageHandler = Callable[[Scope], Awaitable[AnyResponse]]
BackgroundLoop = Callable[[], Coroutine[None, None, None]]


class Application:
    """An ASGI application that serves dialects, pages by their first path segment, and mounts by their prefix.

    The loops of `background` run from startup to shutdown; `observer` hears of each request. Raises PathConflict if two
    parts claim a path.
    """

    def __init__(
        self,
        dialects: tuple[Dialect, ...],
        services: Services,
        verifier: TokenVerifier,
        pages: dict[str, PageHandler],
        background: tuple[BackgroundLoop, ...] = (),
        mounts: Mapping[str, Mount] = MappingProxyType({}),
        observer: RequestObserver | None = None,
    ) -> None:
        check_paths(dialects, pages, mounts)
        self.routes = Routes(dialects)
        self._services = services
        self._verifier = verifier
        self._pages = pages
        self._background = background
        by_name = {dialect.name: dialect for dialect in dialects}
        self._mounts = {
            prefix.removeprefix("/"): MountHandler(prefix, mount, by_name, verifier) for prefix, mount in mounts.items()
        }
        self._request_ids = RequestIds()
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)

    def _http(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        headers = scope.get("extensions", _NO_EXTENSIONS).get(EAGER) or by_name(scope["headers"])
        record = RequestRecord(self._request_ids.of(headers), scope["method"])
        CURRENT_REQUEST.set(record)
        if self._observer is None:
            return self._answer(record, scope, receive, send, headers)
        return self._observed(self._observer, record, scope, receive, send, headers)

    async def _observed(
        self,
        observer: RequestObserver,
        record: RequestRecord,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: dict[bytes, bytes],
    ) -> None:
        observer.begin(record, headers)
        if record.method not in ("GET", "HEAD"):
            receive = record.counting(receive)
        try:
            await self._answer(record, scope, receive, send, headers)
        finally:
            observer.end(record, scope["raw_path"])

    async def _answer(
        self, record: RequestRecord, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        path = scope["path"]
        response: AnyResponse | None
        try:
            response = await self._dispatch(record, scope, receive, send, headers)
        except DomainError as domain_error:
            if domain_error.__cause__ is not None:
                log.warning("%s: %r", domain_error, domain_error.__cause__)
            response = self.failure_response(path, domain_error.failure)
        except HttpError as http_error:
            response = self.failure_response(path, http_error.failure)
            if isinstance(http_error.failure, BodyTooLarge | BodyTimeout):
                response = with_connection_close(response)
        except ClientDisconnected:
            record.status = CLIENT_LEFT
            return
        except Exception:
            log.exception("%s failed", record.method)
            response = self.failure_response(path, InternalError())
        if response is None:
            return
        record.status = response.status
        if (
            isinstance(response, Response)
            and response.lines is not None
            and _respond(scope, response, record.request_id)
        ):
            record.sent_bytes = 0 if record.method == "HEAD" else len(response.body)
            return
        await send_response(record.watching(send), response, record.request_id, record.method == "HEAD")

    async def _dispatch(
        self, record: RequestRecord, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> AnyResponse | None:
        """The response; None when a mounted application has sent its own."""
        path, method, request_id = scope["path"], record.method, record.request_id
        match = self.routes.find(path)
        route = None if match is None else match.route(method)
        if (route is None or not route.is_brief) and EAGER in scope.get("extensions", _NO_EXTENSIONS):
            del scope["extensions"]
            await task_of_its_own()
        if match is None:
            mounted = self._mounts.get(first_segment(path))
            if mounted is not None:
                record.dialect, record.operation = MOUNTS, mounted.prefix
                return await mounted.respond(scope, receive, record.watching(send), headers, request_id)
            return await self._page_response(record, scope)
        if route is None:
            return self.failure_response(path, MethodNotAllowed(match.allowed_methods()))
        dialect, operation = route.dialect, route.operation
        record.dialect, record.operation, record.route = dialect.name, operation.name, operation.paths[0]
        token = dialect.security.token(headers)
        principal = self._verifier.cached_principal(dialect.name, token) or await self._verifier.verify(
            dialect.name, token
        )
        record.account = principal.account
        parameters = match.parameters(method)
        request = Request(operation, scope, receive, headers, request_id, principal, parameters, self._services)
        result = await route.handler(request)
        if isinstance(result, Response | StreamResponse):
            return result
        return to_response(operation.reply, operation.statuses[0], result)

    async def _page_response(self, record: RequestRecord, scope: Scope) -> AnyResponse:
        path, segment = scope["path"], first_segment(scope["path"])
        page = self._pages.get(segment) if path.startswith("/") else None
        if page is None:
            return self.failure_response(path, PathNotFound())
        record.dialect, record.operation = PAGES, f"/{segment}"
        if record.method not in ("GET", "HEAD"):
            return self.failure_response(path, MethodNotAllowed(("GET", "HEAD")))
        return await page(scope)

    def failure_response(self, path: str, failure: AnyFailure) -> Response:
        """A failure as a response in the error format of the path's dialect; an RFC 9457 problem if it has none."""
        dialect = self.routes.dialect_of(path)
        return dialect.fail(failure) if dialect is not None else failure_problem(failure)

    def note_refusal(self, request_id: bytes, raw_path: bytes, status: int, size: int) -> None:
        """Tells the observer of a request that was refused while it was being read.

        In a context of its own: the one at hand may be that of the request before it on the connection.
        """
        if self._observer is not None:
            record = RequestRecord(request_id, REFUSED)
            record.operation, record.status, record.sent_bytes = REFUSED, status, size
            Context().run(_observe_refusal, self._observer, record, raw_path)

    def begin_shutdown(self) -> None:
        """Ends long polls, which would otherwise keep the server from ending."""
        self._services.event_watcher.close()

    def new_request_id(self) -> bytes:
        """A new request id."""
        return self._request_ids.new()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as running:
            try:
                await self._start(running)
            except StartupError as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self, running: AsyncExitStack) -> None:
        """Starts mounts and background loops, which `running` ends in reverse. Raises StartupError."""
        running.push_async_callback(self._services.close)
        for mounted in self._mounts.values():
            running.push_async_callback(mounted.lifespan.end)
            await mounted.lifespan.start()
        for loop in self._background:
            task = asyncio.create_task(loop())
            task.add_done_callback(_log_failure)
            running.push_async_callback(_cancel, task)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a background loop failed", exc_info=error)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _observe_refusal(observer: RequestObserver, record: RequestRecord, raw_path: bytes) -> None:
    CURRENT_REQUEST.set(record)
    observer.begin(record, {})
    observer.end(record, raw_path)


def _respond(scope: Scope, response: Response, request_id: bytes) -> bool:
    """Hands a response over as a whole; False if the server does not take it so."""
    respond = scope.get("extensions", _NO_EXTENSIONS).get(RESPOND)
    if respond is None:
        return False
    lines = b"x-request-id: %s\r\n%s" % (request_id, response.lines)
    return bool(respond(response.status, lines, response.body))
