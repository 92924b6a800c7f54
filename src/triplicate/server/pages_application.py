"""A small ASGI application of pages that have no dialect, such as `/metrics` on a port of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from triplicate.api.http_errors import AnyFailure, MethodNotAllowed, PathNotFound
from triplicate.api.response import NO_STORE, Receive, Response, Scope, Send, send_response
from triplicate.server.problems import failure_problem
from triplicate.server.request_ids import RequestIds

Render = Callable[[], bytes]


class PagesApplication:
    """Serves pages by their path, for GET and HEAD."""

    def __init__(self, pages: Mapping[str, Callable[[], Awaitable[Response]]]) -> None:
        self._pages = pages
        self._request_ids = RequestIds()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        elif scope["type"] == "http":
            response = await self._response(scope["path"], scope["method"])
            request_id = self._request_ids.of(dict(scope["headers"]))
            await send_response(send, response, request_id, scope["method"] == "HEAD")

    async def _response(self, path: str, method: str) -> Response:
        page = self._pages.get(path)
        if page is None:
            return failure_problem(PathNotFound())
        return await page() if method in ("GET", "HEAD") else failure_problem(MethodNotAllowed(("GET", "HEAD")))

    def failure_response(self, path: str, failure: AnyFailure) -> Response:
        """The response to a failure at a path."""
        return failure_problem(failure)

    def new_request_id(self) -> bytes:
        """A new request id."""
        return self._request_ids.new()

    def note_refusal(self, request_id: bytes, raw_path: bytes, status: int, size: int) -> None:
        """Nothing is counted of these pages."""

    def begin_shutdown(self) -> None:
        """Nothing to end: no page waits for anything."""


def metrics_application(render: Render, content_type: bytes) -> PagesApplication:
    """`/metrics`, whose text is made in a thread."""

    async def metrics() -> Response:
        body = await asyncio.to_thread(render)
        return Response(200, body, (NO_STORE,), (b"content-type", content_type))

    return PagesApplication({"/metrics": metrics})
