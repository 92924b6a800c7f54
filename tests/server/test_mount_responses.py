"""What a mounted application responds: which of it reaches the caller, message by message."""

import asyncio
from typing import Any

import pytest

from triplicate.api.http_errors import HttpError, InternalError
from triplicate.api.request_body import BoundedBody
from triplicate.server.mounts.mount_request import MAX_HELD_BYTES, MountRequest

SECRET = b"Traceback: hunter2"
Message = dict[str, Any]


def start(status: int, *headers: tuple[bytes, bytes]) -> Message:
    """The head of a response."""
    return {"type": "http.response.start", "status": status, "headers": headers}


def body(content: bytes, more: bool = False) -> Message:
    """A piece of its body."""
    return {"type": "http.response.body", "body": content, "more_body": more}


def sent_by(*messages: Message, error: Exception | None = None) -> list[Message]:
    """What the caller gets of an application that sends these, and then may fail. Raises HttpError."""
    sent: list[Message] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)
        if error is not None:
            raise error

    async def receive() -> Any:
        return body(b"")

    async def send(message: Any) -> None:
        sent.append(message)

    async def run() -> None:
        request = MountRequest(BoundedBody(receive, {}, 10), send, b"id", 20)
        try:
            assert await request.run(application, {}) is None
        except HttpError:
            assert sent == []
            raise

    asyncio.run(run())
    return sent


def fails(*messages: Message, error: Exception | None = None) -> bool:
    """Whether the caller gets an internal error, and nothing of these."""
    with pytest.raises(HttpError) as raised:
        sent_by(*messages, error=error)
    return isinstance(raised.value.failure, InternalError)


def test_a_page_about_a_failure_is_held_back_also_in_pieces() -> None:
    assert fails(start(500), body(SECRET, more=True), body(b""), error=ZeroDivisionError())
    assert fails(start(500), body(SECRET, more=True), error=ZeroDivisionError())


def test_one_of_an_application_that_does_not_fail_is_sent_in_pieces() -> None:
    sent = sent_by(start(500), body(b"so it ", more=True), body(b"goes"))
    assert [message.get("status") or message["body"] for message in sent] == [500, b"so it ", b"goes"]


@pytest.mark.parametrize(("content", "count"), [(b"x" * 1024, MAX_HELD_BYTES // 1024), (b"", MAX_HELD_BYTES // 64)])
def test_no_more_is_held_back_than_a_page(content: bytes, count: int) -> None:
    assert fails(start(500), *[body(content, more=True)] * count, body(b""))


def test_other_responses_are_sent_as_they_are_made() -> None:
    sent = sent_by(start(503), body(b"half", more=True), error=ZeroDivisionError())
    assert [message.get("status") or message["body"] for message in sent] == [503, b"half"]


@pytest.mark.parametrize(
    "header",
    [(b"x", b"a\r\nset-cookie: b=1"), (b"x", b"a\n"), (b"x", b"a\0"), (b"x\r\ny", b"a"), (b"x y", b"a"), (b"", b"a")],
)
def test_a_header_field_cannot_become_two(header: tuple[bytes, bytes], caplog: pytest.LogCaptureFixture) -> None:
    assert fails(start(200, header), body(b"content"))
    assert "invalid header field" in caplog.text


def test_what_is_valid_in_a_header_field_passes() -> None:
    header = (b"X-Names", b"\xe9, b\tc")
    assert sent_by(start(200, header), body(b""))[0]["headers"] == [header, (b"x-request-id", b"id")]
