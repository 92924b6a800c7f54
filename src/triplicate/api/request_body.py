"""Request bodies: read with limits on size and time, and parsed as JSON of the operation's type."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from triplicate.api.http_errors import BodyTooLarge, BodyTooSlow, Declined, Gone
from triplicate.api.operation import Headers
from triplicate.api.response import Receive
from triplicate.core.failures import invalid
from triplicate.core.json import ijson

PATIENCE_S = 30.0
"""How long a body may go without new bytes, in seconds."""
SLOWEST = 1024
"""Minimum average rate in bytes per second, enforced after `IDLE_TIMEOUT_S`."""
_LARGE = 64 * 1024
"""Larger bodies are parsed in a thread, so that they do not block the event loop."""


async def read(receive: Receive, headers: Headers, most: int) -> bytes:
    """The whole request body, at most `max_bytes`. Raises what `iter_chunks` raises."""
    return b"".join([piece async for piece in pieces(receive, headers, most)])


async def pieces(receive: Receive, headers: Headers, most: int) -> AsyncIterator[bytes]:
    """The request body in chunks, as it arrives, at most `max_bytes`.

    Raises HttpError(BodyTooLarge), before reading if Content-Length says so; HttpError(BodyTimeout);
    ClientDisconnected when the client disconnects before the body is complete.
    """
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > most:
        raise Declined(BodyTooLarge(most))
    size, begun, more = 0, time.monotonic(), True
    while more:
        left = begun + PATIENCE_S + size / SLOWEST - time.monotonic()
        message = await _next(receive, min(left, PATIENCE_S))
        if message["type"] == "http.disconnect":
            raise Gone
        piece, more = message.get("body", b""), message.get("more_body", False)
        size += len(piece)
        if size > most:
            raise Declined(BodyTooLarge(most))
        yield piece


async def _next(receive: Receive, patience: float) -> Any:
    try:
        async with asyncio.timeout(patience):
            return await receive()
    except TimeoutError:
        raise Declined(BodyTooSlow()) from None


def is_json(headers: Headers) -> bool:
    """Whether the headers allow an uncompressed JSON body; a missing Content-Type counts as JSON."""
    media = headers.get(b"content-type", b"application/json").partition(b";")[0].strip().lower()
    fits = media == b"application/json" or (media.startswith(b"application/") and media.endswith(b"+json"))
    return fits and not is_compressed(headers)


def is_compressed(headers: Headers) -> bool:
    """Whether Content-Encoding says that the body is compressed."""
    return headers.get(b"content-encoding", b"identity").strip().lower() != b"identity"


async def typed(raw: bytes, kind: type[Any]) -> tuple[Any, Any]:
    """Parses a body: its JSON value, and the same converted to `kind`.

    An empty body counts as `{}` if `kind` has no required fields. Raises DomainError(InvalidInput) with the JSON path
    of every problem. Large bodies are parsed in a thread.
    """
    if len(raw) > _LARGE:
        return await asyncio.to_thread(_typed, raw, kind)
    return _typed(raw, kind)


def _typed(raw: bytes, kind: type[Any]) -> tuple[Any, Any]:
    if raw.strip():
        value = ijson.parse(raw)
    elif any(field.required for field in msgspec.structs.fields(kind)):
        raise invalid("$", "a JSON request body is required")
    else:
        value = {}
    return value, ijson.typed(value, kind)
