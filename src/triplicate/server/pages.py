"""Pages outside the dialects: health check, stored files behind signed links, and OpenAPI documents."""

import time

import msgspec

from triplicate.api.file_response import file_answer
from triplicate.api.openapi import document
from triplicate.api.operation import Dialect
from triplicate.api.response import Answer, Scope, answer, problem
from triplicate.app.files import signed_links
from triplicate.app.ports import Blobs, Keys, Reader
from triplicate.server.application import Page


def health() -> Page:
    """`/healthz`: the liveness check. It does not use the database, so that it responds while the database hangs."""

    async def page(scope: Scope) -> Answer:
        if scope["path"] != "/healthz":
            return _nothing()
        return answer(200, {"status": "ok"})

    return page


def media(reader: Reader, keys: Keys, blobs: Blobs) -> Page:
    """`/media/{file}?expires=&signature=`: a stored file, for anyone with a valid signed link; else 403."""

    async def page(scope: Scope) -> Answer:
        link = signed_links.read(keys, f"{scope['path']}?{scope['query_string'].decode('latin-1')}")
        if link is None or time.time() > link.expires:
            return problem(403, "Forbidden", "This link is invalid or has expired.")
        file = await reader.file(link.file)
        if file is None:
            return _nothing()
        left = max(0, link.expires - int(time.time()))
        asked = dict(scope["headers"]).get(b"if-none-match")
        found = await file_answer(file, blobs, asked, b"private, max-age=%d" % left)
        return found or _nothing()

    return page


def openapi(dialects: tuple[Dialect, ...]) -> Page:
    """`/openapi/{dialect}.json`: the OpenAPI 3.1 document of a dialect."""
    documents = {f"/openapi/{dialect.name}.json": msgspec.json.encode(document(dialect)) for dialect in dialects}

    async def page(scope: Scope) -> Answer:
        found = documents.get(scope["path"])
        return Answer(200, found) if found is not None else _nothing()

    return page


def _nothing() -> Answer:
    return problem(404, "Not found", "No resource has this path.")
