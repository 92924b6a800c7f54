"""The ASGI application: routes requests to operations and turns every outcome into a response.

Every response carries the request id. Failures use the error format of the dialect that the path belongs to, and show
one sentence only: the details are in the log, under the same id.
"""

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable, Coroutine

from triplicate.api.http_errors import (
    Anything,
    BodyTooLarge,
    BodyTooSlow,
    Declined,
    Gone,
    HeadersTooLarge,
    Internal,
    UnknownPath,
    WrongMethod,
)
from triplicate.api.operation import Call, Dialect, Services
from triplicate.api.response import Answer, Receive, Scope, Send, last, problem, respond
from triplicate.app.access.sign_in import Verifier
from triplicate.core.failures import InvalidInput, Refused, Unavailable
from triplicate.server.routes import Routes

log = logging.getLogger("triplicate")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
Page = Callable[[Scope], Awaitable[Answer]]
Loop = Callable[[], Coroutine[None, None, None]]


class Application:
    """An ASGI application that serves dialects, and other pages by their first path segment.

    The loops of `background` run from startup to shutdown.
    """

    def __init__(
        self,
        dialects: tuple[Dialect, ...],
        services: Services,
        verifier: Verifier,
        pages: dict[str, Page],
        background: tuple[Loop, ...] = (),
    ) -> None:
        self.routes = Routes(dialects)
        self._services = services
        self._verifier = verifier
        self._pages = pages
        self._background = background
        self._ids = f"{os.urandom(4).hex()}-".encode()
        self._count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _by_name(scope["headers"])
        request_id = self._request_id(headers)
        path, method = scope["path"], scope["method"]
        try:
            reply = await self._answer(scope, receive, headers, request_id, path, method)
        except Refused as refused:
            if refused.__cause__ is not None:
                log.warning("%s: %s: %r", request_id.decode(), refused, refused.__cause__)
            reply = self.refuse(path, refused.failure)
        except Declined as declined:
            reply = self.refuse(path, declined.refusal)
            if isinstance(declined.refusal, BodyTooLarge | BodyTooSlow):
                reply = last(reply)
        except Gone:
            return
        except Exception:
            log.exception("%s: %s failed", request_id.decode(), method)
            reply = self.refuse(path, Internal())
        await respond(send, reply, request_id, method == "HEAD")

    async def _answer(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], request_id: bytes, path: str, method: str
    ) -> Answer:
        found = self.routes.find(path)
        if found is None:
            return await self._page(scope, path, method)
        endpoint = found.endpoint(method)
        if endpoint is None:
            return self.refuse(path, WrongMethod(found.allowed()))
        dialect = endpoint.dialect
        token = dialect.security.token(headers)
        principal = self._verifier.remembered(dialect.name, token) or await self._verifier.verify(dialect.name, token)
        parameters, services = found.parameters(method), self._services
        call = Call(endpoint.op, scope, receive, headers, request_id, principal, parameters, services)
        return await endpoint.handler(call)

    async def _page(self, scope: Scope, path: str, method: str) -> Answer:
        page = self._pages.get(path.split("/", 2)[1]) if path.startswith("/") else None
        if page is None:
            return self.refuse(path, UnknownPath())
        if method not in ("GET", "HEAD"):
            return self.refuse(path, WrongMethod(("GET", "HEAD")))
        return await page(scope)

    def refuse(self, path: str, failure: Anything) -> Answer:
        """A failure as a response in the error format of the path's dialect; an RFC 9457 problem if it has none."""
        dialect = self.routes.addressed(path)
        return dialect.fail(failure) if dialect is not None else _problem(failure)

    def _request_id(self, headers: dict[bytes, bytes]) -> bytes:
        """The value of X-Request-Id if it is valid, else a new id."""
        given = headers.get(b"x-request-id")
        if given is not None and _REQUEST_ID.fullmatch(given):
            return given
        return self.new_request_id()

    def new_request_id(self) -> bytes:
        """A new request id: unique in this process, and very likely across processes."""
        self._count += 1
        return b"%s%x" % (self._ids, self._count)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        running: list[asyncio.Task[None]] = []
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                running = [asyncio.create_task(loop()) for loop in self._background]
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)
                await self._services.writers.close()
                await self._services.reader.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _by_name(lines: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers by name; repeated headers are joined with commas (RFC 9110, 5.3)."""
    headers = dict(lines)
    if len(headers) != len(lines):
        headers = {}
        for name, value in lines:
            headers[name] = headers[name] + b", " + value if name in headers else value
    return headers


def _problem(failure: Anything) -> Answer:
    match failure:
        case WrongMethod(allowed):
            allow = (b"allow", ", ".join(allowed).encode())
            return problem(405, "Method not allowed", f"Method not allowed. Allowed: {', '.join(allowed)}.", allow)
        case HeadersTooLarge():
            return problem(431, "Request header fields too large", "The request headers are larger than 64 KiB.")
        case UnknownPath():
            return problem(404, "Not found", "No resource has this path.")
        case InvalidInput(problems):
            return problem(400, "Bad request", "; ".join(f"{found.path} {found.reason}" for found in problems))
        case Unavailable():
            return problem(503, "Service unavailable", "The database is unavailable. Try again.")
        case _:
            return problem(
                500, "Internal server error", "An internal error occurred. The log has it under the request id."
            )
