"""HTTP responses: status, body and headers, and sending them over ASGI."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import aclosing
from typing import Any

import msgspec

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Header = tuple[bytes, bytes]
Headers = Mapping[bytes, bytes]
JSON: Header = (b"content-type", b"application/json")
NO_STORE: Header = (b"cache-control", b"no-store")
PIECE_BYTES = 256 * 1024
"""How much of a body is handed to the server before what the caller has not taken yet is waited for."""
RESPOND = "triplicate.respond"
"""The ASGI extension of a server that writes a whole response at once: `(status, header lines, body) -> bool`."""
EAGER = "triplicate.eager"
"""The ASGI extension of a server that begins a request outside of a task: its headers by name."""
PROBLEM: Header = (b"content-type", b"application/problem+json")
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    408: "Request timeout",
    409: "Conflict",
    412: "Precondition failed",
    413: "Content too large",
    415: "Unsupported media type",
    416: "Range not satisfiable",
    422: "Unprocessable",
    428: "Precondition required",
    431: "Request header fields too large",
    500: "Internal server error",
    501: "Not implemented",
    503: "Service unavailable",
    505: "HTTP version not supported",
}
"""The title of a problem, by its status."""


class Response(msgspec.Struct, frozen=True):
    """A response. `headers` are added to Content-Type, Content-Length and X-Request-Id.

    `lines` are all of these but X-Request-Id as bytes, for a server that takes them so (`RESPOND`).
    """

    status: int
    body: bytes
    headers: tuple[Header, ...] = ()
    content_type: Header = JSON
    lines: bytes | None = None


class StreamResponse(msgspec.Struct, frozen=True):
    """A response whose body is `length` bytes that arrive in chunks; nothing is open before the first is asked for."""

    status: int
    length: int
    chunks: AsyncGenerator[bytes, None]
    headers: tuple[Header, ...]
    content_type: Header


AnyResponse = Response | StreamResponse


def json_response(status: int, body: object, *headers: Header) -> Response:
    """A JSON response with `Cache-Control: no-store`."""
    return Response(status, msgspec.json.encode(body), (NO_STORE, *headers))


def problem_response(status: int, detail: str, *headers: Header) -> Response:
    """An RFC 9457 problem response, for paths that belong to no dialect."""
    body = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    return Response(status, msgspec.json.encode(body), (NO_STORE, *headers), PROBLEM)


def with_connection_close(response: Response) -> Response:
    """The same response with `Connection: close`."""
    return msgspec.structs.replace(response, headers=(*response.headers, (b"connection", b"close")), lines=None)


def with_request_id(response: Response, request_id: bytes) -> Response:
    """Adds the request id to the body of a problem response: people copy bodies, not headers."""
    if response.content_type is not PROBLEM:
        return response
    return msgspec.structs.replace(response, body=b'%s,"request_id":"%s"}' % (response.body[:-1], request_id))


async def send_response(send: Send, response: AnyResponse, request_id: bytes, is_head: bool) -> None:
    """Sends a response; without its body when the request is HEAD. Raises ClientDisconnected in the midst of it."""
    if isinstance(response, StreamResponse):
        await _send_stream(send, response, request_id, is_head)
        return
    response = with_request_id(response, request_id)
    headers = _headers(response, len(response.body), request_id)
    if response.status == 304:
        headers = headers[2:]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if is_head or response.status == 304 else response.body
    sent = 0
    while len(body) - sent > PIECE_BYTES:
        await send({"type": "http.response.body", "body": body[sent : sent + PIECE_BYTES], "more_body": True})
        sent += PIECE_BYTES
    await send({"type": "http.response.body", "body": body[sent:] if sent else body})


async def _send_stream(send: Send, response: StreamResponse, request_id: bytes, is_head: bool) -> None:
    """Sends each chunk once the caller has taken those before it; the stream is closed whatever happens."""
    headers = _headers(response, response.length, request_id)
    async with aclosing(response.chunks) as chunks:
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        if not is_head:
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _headers(response: AnyResponse, length: int, request_id: bytes) -> list[Header]:
    return [
        response.content_type,
        (b"content-length", b"%d" % length),
        (b"x-request-id", request_id),
        *response.headers,
    ]
