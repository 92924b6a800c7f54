"""Bodies: read up to a bound and for so long; and taken as JSON of the operation's type."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from triplicate.core import document
from triplicate.core.failures import invalid
from triplicate.http.answer import Receive
from triplicate.http.op import Headers
from triplicate.http.refusals import BodyTooLarge, BodyTooSlow, Declined, Gone

PATIENCE_S = 30.0
"""How long a body may stand still."""
SLOWEST = 1024
"""The bytes that must arrive in a second, on the average, once `PATIENCE_S` has passed."""
_LARGE = 64 * 1024
"""A body that takes so long to parse that others would notice."""


async def read(receive: Receive, headers: Headers, most: int) -> bytes:
    """The request's body as a whole. Raises what `pieces` raises."""
    return b"".join([piece async for piece in pieces(receive, headers, most)])


async def pieces(receive: Receive, headers: Headers, most: int) -> AsyncIterator[bytes]:
    """The request's body as it arrives. Raises Declined: BodyTooLarge, without reading it where its length is told, or
    BodyTooSlow; Gone when the caller leaves before it is whole."""
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
    """Whether the headers leave it possible that the body is JSON, not compressed; without a word it is."""
    media = headers.get(b"content-type", b"application/json").partition(b";")[0].strip().lower()
    fits = media == b"application/json" or (media.startswith(b"application/") and media.endswith(b"+json"))
    return fits and not is_compressed(headers)


def is_compressed(headers: Headers) -> bool:
    """Whether the headers say that the body is compressed."""
    return headers.get(b"content-encoding", b"identity").strip().lower() != b"identity"


async def typed(raw: bytes, kind: type[Any]) -> tuple[Any, Any]:
    """A body as JSON and as a value of `kind`; an empty one is an object without members, where that will do.

    Raises Refused(InvalidInput) with the JSON path of every problem. Large bodies are parsed beside the event loop.
    """
    if len(raw) > _LARGE:
        return await asyncio.to_thread(_typed, raw, kind)
    return _typed(raw, kind)


def _typed(raw: bytes, kind: type[Any]) -> tuple[Any, Any]:
    if raw.strip():
        value = document.parse(raw)
    elif any(field.required for field in msgspec.structs.fields(kind)):
        raise invalid("$", "the request needs a JSON body")
    else:
        value = {}
    return value, document.typed(value, kind)
