"""Pages outside the dialects: front page, health check, stored files behind signed links, and OpenAPI documents."""

import asyncio
import time
from collections.abc import Callable

import msgspec

from triplicate.api.dialect import Dialect
from triplicate.api.file_response import file_response
from triplicate.api.response import AnyResponse, Response, Scope, json_response, problem_response
from triplicate.app.files import signed_links
from triplicate.app.ports import Keys, Reader
from triplicate.app.ports.blobs import Blobs
from triplicate.server.application import PageHandler


def health() -> PageHandler:
    """`/healthz`: the liveness check. It does not use the database, so that it responds while the database hangs."""

    async def handle(scope: Scope) -> Response:
        if scope["path"] != "/healthz":
            return _not_found()
        return json_response(200, {"status": "ok"})

    return handle


def front_page() -> PageHandler:
    """`/`: leads to the API reference."""

    async def handle(scope: Scope) -> Response:
        return Response(303, b"", ((b"location", b"/docs"),)) if scope["path"] == "/" else _not_found()

    return handle


def media(reader: Reader, keys: Keys, blobs: Blobs) -> PageHandler:
    """`/media/{file}?expires=&signature=`: a stored file, for anyone with a valid signed link; else 403."""

    async def handle(scope: Scope) -> AnyResponse:
        link = signed_links.parse_link(keys, f"{scope['path']}?{scope['query_string'].decode('latin-1')}")
        if link is None or time.time() > link.expires:
            return problem_response(403, "This link is invalid or has expired.")
        file = await reader.file(link.file)
        if file is None:
            return _not_found()
        max_age = max(0, link.expires - int(time.time()))
        response = await file_response(scope, file, blobs, b"private, max-age=%d" % max_age)
        return response or _not_found()

    return handle


def openapi(dialects: tuple[Dialect, ...]) -> PageHandler:
    """`/openapi/{dialect}.json`: the OpenAPI 3.1 document of a dialect, made when it is first requested."""
    dialects_by_path = {f"/openapi/{dialect.name}.json": dialect for dialect in dialects}
    documents: dict[str, bytes] = {}

    async def handle(scope: Scope) -> Response:
        path = scope["path"]
        if path not in dialects_by_path:
            return _not_found()
        if path not in documents:
            from triplicate.api.openapi import openapi_document  # loaded on demand, for a fast start

            documents[path] = msgspec.json.encode(openapi_document(dialects_by_path[path]))
        return Response(200, documents[path])

    return handle


def deferred(make: Callable[[], PageHandler]) -> PageHandler:
    """A handler that is made with the first request, in a thread, so that starting does not wait for its modules."""
    handlers: list[PageHandler] = []

    async def handle(scope: Scope) -> AnyResponse:
        if not handlers:
            handlers.append(await asyncio.to_thread(make))
        return await handlers[0](scope)

    return handle


def _not_found() -> Response:
    return problem_response(404, "No resource has this path.")
