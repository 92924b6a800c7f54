"""An application without a database: answers as large as one asks, bodies read to their end, and failures."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

from triplicate.api.response import JSON, Response, json_response, problem_response, send_response

PATIENCE_S = 20.0


class LargeAnswers:
    """`/bytes/N` answers N bytes; `/echo` the length of its body; `/break/N` fails after N bytes of an answer;
    `/wait` answers once `proceed` is set, `/poll` never. `begun` counts requests, `left` the callers who were found to
    have left."""

    def __init__(self) -> None:
        self.begun = 0
        self.left = 0
        self.proceed = threading.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers."""
        if scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})
            return
        self.begun += 1
        kind, _, size = scope["path"][1:].partition("/")
        content = b"x" * int(size) if size else b"ok"
        if kind == "echo":
            more, read = True, 0
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    self.left += 1
                    return
                read, more = read + len(message["body"]), message["more_body"]
            content = str(read).encode()
        elif kind == "poll":
            while (await receive())["type"] != "http.disconnect":
                pass
            self.left += 1
            return
        elif kind == "wait":
            while not self.proceed.is_set():
                await asyncio.sleep(0.01)
        elif kind == "break":
            start = [JSON, (b"content-length", b"%d" % (len(content) + 1))]
            await send({"type": "http.response.start", "status": 200, "headers": start})
            await send({"type": "http.response.body", "body": content, "more_body": True})
            raise RuntimeError("broken on purpose")
        elif kind == "stream":
            await send({"type": "http.response.start", "status": 200, "headers": [JSON]})
            for _ in range(4):
                await send({"type": "http.response.body", "body": b"HTTP/1.1 200 is no head", "more_body": True})
            await send({"type": "http.response.body", "body": b""})
            return
        await send_response(send, Response(200, content), self.new_request_id(), scope["method"] == "HEAD")

    def note_refusal(self, request_id: bytes, raw_path: bytes, status: int, size: int) -> None:
        """Nothing is counted."""

    def begin_shutdown(self) -> None:
        """Nobody waits here."""

    def new_request_id(self) -> bytes:
        """An id."""
        return b"id-%d" % self.begun

    def failure_response(self, path: str, failure: Any) -> Response:
        """A failure by its type, or its status where it has one."""
        status = getattr(failure, "status", 400)
        return problem_response(status, path) if path != "/json" else json_response(status, {})


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold."""
    until = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()
