"""Request bodies: read with limits on size and time, and parsed as JSON of the operation's type."""

import asyncio
import time
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import msgspec

from triplicate.api.http_errors import BodyTimeout, BodyTooLarge, ClientDisconnected, HttpError
from triplicate.api.response import Headers, Receive
from triplicate.core.failures import invalid
from triplicate.core.json import ijson

IDLE_TIMEOUT_S = 30.0
"""How long a body may go without new bytes, in seconds."""
MIN_BYTES_PER_S = 1024
"""Minimum average rate in bytes per second, enforced after `IDLE_TIMEOUT_S`."""
MAX_BODY_S = 4 * 3600.0
"""How long a body may take as a whole: a gigabyte at 75 KB/s."""
_LARGE_BYTES = 64 * 1024
"""Larger bodies are parsed in a thread, so that they do not block the event loop."""


async def read(receive: Receive, headers: Headers, max_bytes: int) -> bytes:
    """The whole request body, at most `max_bytes`. Raises what `iter_chunks` raises."""
    return b"".join([chunk async for chunk in iter_chunks(receive, headers, max_bytes)])


async def iter_chunks(receive: Receive, headers: Headers, max_bytes: int) -> AsyncIterator[bytes]:
    """The request body in chunks, as it arrives, at most `max_bytes`.

    Raises HttpError(BodyTooLarge), before reading if Content-Length says so; HttpError(BodyTimeout);
    ClientDisconnected when the client disconnects before the body is complete.
    """
    body = BoundedBody(receive, headers, max_bytes)
    while not body.is_complete:
        message = await body.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        yield message.get("body", b"")


class BoundedBody:
    """The messages of a request's body, within limits on size and time; after the last one, those that follow it."""

    def __init__(self, receive: Receive, headers: Headers, max_bytes: int) -> None:
        self._receive = receive
        self._max_bytes = max_bytes
        self._declared = headers.get(b"content-length", b"0")
        self._size = 0
        self._started_at = time.monotonic()
        self.is_complete = False

    async def receive(self) -> MutableMapping[str, Any]:
        """The next message. Raises HttpError: BodyTooLarge, before reading if Content-Length says so; BodyTimeout."""
        if self.is_complete:
            return await self._receive()
        self.check_declared_size()
        allowed_s = min(IDLE_TIMEOUT_S + self._size / MIN_BYTES_PER_S, MAX_BODY_S)
        remaining_s = self._started_at + allowed_s - time.monotonic()
        message = await _receive(self._receive, min(remaining_s, IDLE_TIMEOUT_S))
        self._size += len(message.get("body", b""))
        if self._size > self._max_bytes:
            raise HttpError(BodyTooLarge(self._max_bytes))
        self.is_complete = not message.get("more_body", False)
        return message

    def check_declared_size(self) -> None:
        """Raises HttpError(BodyTooLarge) if Content-Length is above the limit."""
        if self._declared.isdigit() and int(self._declared) > self._max_bytes:
            raise HttpError(BodyTooLarge(self._max_bytes))


async def _receive(receive: Receive, timeout_s: float) -> MutableMapping[str, Any]:
    try:
        async with asyncio.timeout(timeout_s):
            return await receive()
    except TimeoutError:
        raise HttpError(BodyTimeout()) from None


def is_json(headers: Headers) -> bool:
    """Whether the headers allow an uncompressed JSON body; a missing Content-Type counts as JSON."""
    media_type = headers.get(b"content-type", b"application/json").partition(b";")[0].strip().lower()
    is_json_type = media_type == b"application/json" or (
        media_type.startswith(b"application/") and media_type.endswith(b"+json")
    )
    return is_json_type and not is_compressed(headers)


def is_compressed(headers: Headers) -> bool:
    """Whether Content-Encoding says that the body is compressed."""
    return headers.get(b"content-encoding", b"identity").strip().lower() != b"identity"


async def parse_json(raw: bytes, kind: type[Any]) -> tuple[Any, Any]:
    """Parses a body: its JSON value, and the same converted to `kind`.

    An empty body counts as `{}` if `kind` has no required fields. Raises DomainError(InvalidInput) with the JSON path
    of every problem. Large bodies are parsed in a thread.
    """
    if len(raw) > _LARGE_BYTES:
        return await asyncio.to_thread(_parse_json, raw, kind)
    return _parse_json(raw, kind)


def _parse_json(raw: bytes, kind: type[Any]) -> tuple[Any, Any]:
    if raw.strip():
        value = ijson.parse(raw)
    elif any(field.required for field in msgspec.structs.fields(kind)):
        raise invalid("$", "a JSON request body is required")
    else:
        value = {}
    return value, ijson.convert(value, kind)
