"""One request to a mounted application: what passes between it and the caller, and what becomes of its failures."""

import asyncio
import logging
import re
from collections.abc import MutableMapping
from typing import Any

from triplicate.api.http_errors import HttpError, InternalError
from triplicate.api.request_body import BoundedBody
from triplicate.api.response import Response, Send, problem_response
from triplicate.core.failures import DomainError
from triplicate.server.mounts.mount import AsgiApplication

log = logging.getLogger("triplicate")
_TOO_SLOW = "The page took too long to respond. Try again in a moment."
MAX_HELD_BYTES = 256 * 1024
_MESSAGE_BYTES = 256
"""What a message that is held back takes beside its piece of the body, about."""
Message = MutableMapping[str, Any]
_is_name = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_is_value = re.compile(rb"[^\r\n\0]*").fullmatch


class MountRequest:
    """Runs an application for one request, reading the body within its limits and watching for silence.

    A response with status 500 waits until the application has returned: frameworks send one, perhaps with a traceback,
    and then raise what failed. One of more than `MAX_HELD_BYTES` is a failure itself.
    """

    def __init__(self, body: BoundedBody, send: Send, request_id: bytes, silence_s: float) -> None:
        self._body = body
        self._send = send
        self._request_id = request_id
        self._silence_s = silence_s
        self._silence = asyncio.timeout(silence_s)
        self._refusal: DomainError | HttpError | None = None
        self._caller_left = False
        self._response_started = False
        self._pending: list[Message] = []
        self._held_bytes = 0

    async def run(self, application: AsgiApplication, scope: dict[str, Any]) -> Response | None:
        """None when the application has responded, if only in part, or when the caller has left.

        A response, or what is raised (DomainError, HttpError), is what the caller gets instead: for a body that is
        refused, for silence, and for a failure of the application. A response that has begun can only be cut short.
        """
        try:
            async with self._silence:
                await application(scope, self._receive, self._respond)
                if self._refusal is None:
                    await self._send_pending()
        except (DomainError, HttpError) as failure:
            self._refusal = self._refusal or failure
        except Exception as error:
            self._log(error)
        if self._response_started or self._caller_left:
            return None
        if self._refusal is not None:
            raise self._refusal
        if self._silence.expired():
            return problem_response(503, _TOO_SLOW)
        raise HttpError(InternalError())

    async def _receive(self) -> Message:
        """The next message for the application; its limit on silence rests while the caller sends its body."""
        if self._body.is_complete:
            return await self._body.receive()
        self._silence.reschedule(None)
        try:
            message = await self._body.receive()
        except HttpError as refusal:
            self._refusal = refusal
            raise
        finally:
            self._expect_progress()
        self._caller_left = message["type"] == "http.disconnect"
        return message

    async def _respond(self, message: Message) -> None:
        """Passes on a message of the application; nothing once the body was refused, which we respond to."""
        if self._refusal is not None and not self._response_started:
            return
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._headers(message)}
            if not all(_is_name(name) and _is_value(value) for name, value in message["headers"]):
                self._fail("a mounted page responded with an invalid header field")
                return
        self._pending.append(message)
        if self._pending[0].get("status") != 500:
            await self._send_pending()
            return
        self._held_bytes += _MESSAGE_BYTES + len(message.get("body", b""))
        if self._held_bytes > MAX_HELD_BYTES:
            self._fail("a mounted page failed with a response that is too large to wait for its end")

    def _fail(self, reason: str) -> None:
        """Drops what the application responds: the caller gets an internal error."""
        log.error(reason)
        self._pending.clear()
        self._refusal = HttpError(InternalError())

    async def _send_pending(self) -> None:
        messages, self._pending = self._pending, []
        self._silence.reschedule(None)
        for message in messages:
            self._response_started = True
            await self._send(message)
        self._expect_progress()

    def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        headers = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
        own = [header for header in headers if header[0].lower() != b"x-request-id"]
        return [*own, (b"x-request-id", self._request_id)]

    def _expect_progress(self) -> None:
        if not self._silence.expired():
            self._silence.reschedule(asyncio.get_running_loop().time() + self._silence_s)

    def _log(self, error: Exception) -> None:
        if self._silence.expired():
            log.warning("a mounted page was silent for %g s", self._silence_s)
        elif self._refusal is None and not self._caller_left:
            log.error("a mounted page failed", exc_info=error)
