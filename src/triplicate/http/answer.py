"""Answers: status, JSON body and extra headers, and how they are sent."""

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
    """What a request is answered with. `headers` come on top of content type, length and request id."""

    status: int
    body: bytes
    headers: tuple[Header, ...] = ()
    content_type: Header = JSON


def answer(status: int, body: msgspec.Struct | dict[str, Any], *headers: Header) -> Answer:
    """An answer whose body is a JSON value, and which no cache keeps."""
    return Answer(status, msgspec.json.encode(body), (NOT_STORED, *headers))


def problem(status: int, title: str, detail: str, *headers: Header) -> Answer:
    """An RFC 9457 problem, for whatever no dialect was addressed with."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Answer(status, msgspec.json.encode(body), (NOT_STORED, *headers), PROBLEM)


def last(reply: Answer) -> Answer:
    """The same answer as the last one on its connection."""
    return msgspec.structs.replace(reply, headers=(*reply.headers, (b"connection", b"close")))


def traced(reply: Answer, request_id: bytes) -> Answer:
    """The same answer, with the request's id as a member where it is a problem: people copy bodies, not headers."""
    if reply.content_type is not PROBLEM:
        return reply
    return msgspec.structs.replace(reply, body=b'%s,"request_id":"%s"}' % (reply.body[:-1], request_id))


async def respond(send: Send, reply: Answer, request_id: bytes, head: bool) -> None:
    """Sends an answer; to a HEAD request, without its body."""
    reply = traced(reply, request_id)
    length = (b"content-length", b"%d" % len(reply.body))
    headers = [reply.content_type, length, (b"x-request-id", request_id), *reply.headers]
    if reply.status == 304:
        headers = headers[2:]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head or reply.status == 304 else reply.body})
