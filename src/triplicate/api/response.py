"""HTTP responses: status, body and headers, and sending them over ASGI."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Header = tuple[bytes, bytes]
JSON: Header = (b"content-type", b"application/json")
NOT_STORED: Header = (b"cache-control", b"no-store")
PROBLEM: Header = (b"content-type", b"application/problem+json")


class Answer(msgspec.Struct, frozen=True):
    """A response. `headers` are added to Content-Type, Content-Length and X-Request-Id."""

    status: int
    body: bytes
    headers: tuple[Header, ...] = ()
    content_type: Header = JSON


def answer(status: int, body: msgspec.Struct | dict[str, Any], *headers: Header) -> Answer:
    """A JSON response with `Cache-Control: no-store`."""
    return Answer(status, msgspec.json.encode(body), (NOT_STORED, *headers))


def problem(status: int, title: str, detail: str, *headers: Header) -> Answer:
    """An RFC 9457 problem response, for paths that belong to no dialect."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Answer(status, msgspec.json.encode(body), (NOT_STORED, *headers), PROBLEM)


def last(reply: Answer) -> Answer:
    """The same response with `Connection: close`."""
    return msgspec.structs.replace(reply, headers=(*reply.headers, (b"connection", b"close")))


def traced(reply: Answer, request_id: bytes) -> Answer:
    """Adds the request id to the body of a problem response: people copy bodies, not headers."""
    if reply.content_type is not PROBLEM:
        return reply
    return msgspec.structs.replace(reply, body=b'%s,"request_id":"%s"}' % (reply.body[:-1], request_id))


async def respond(send: Send, reply: Answer, request_id: bytes, head: bool) -> None:
    """Sends a response; without its body when the request is HEAD."""
    reply = traced(reply, request_id)
    length = (b"content-length", b"%d" % len(reply.body))
    headers = [reply.content_type, length, (b"x-request-id", request_id), *reply.headers]
    if reply.status == 304:
        headers = headers[2:]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head or reply.status == 304 else reply.body})
