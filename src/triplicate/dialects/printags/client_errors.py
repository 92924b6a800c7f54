"""The client's exception, and decoding of responses."""

from typing import TypeVar

import httpx
import msgspec

from triplicate.dialects.printags.document import wire
from triplicate.http_client.transport import CallFailed, retry_after

T = TypeVar("T")
_KEY_IN_FLIGHT = 409


class PrintagsError(CallFailed):
    """A failed call: the HTTP `status` (0: no response) and the server's `message`."""

    def __init__(self, status: int, message: str, request_id: str = "", retry_after: float = 0.0) -> None:
        super().__init__(status, message, request_id, retry_after)
        self._status = status
        self.message = message
        self.request_id = request_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        request = f", request {self.request_id}" if self.request_id else ""
        return f"{self.message} ({self.status}{request})"

    @property
    def status(self) -> int:
        """The HTTP status; 0 if there was no response."""
        return self._status

    @property
    def passes(self) -> bool:
        """Whether the failure is transient: a retry may succeed."""
        return super().passes or self.status == _KEY_IN_FLIGHT


def read(reply: httpx.Response, kind: type[T]) -> T:
    """A success response as its type. Raises PrintagsError if it does not match the type."""
    try:
        return msgspec.json.decode(reply.content, type=kind)
    except msgspec.DecodeError as wrong:
        raise _failed(reply, f"the response is not a valid {kind.__name__}: {wrong}") from None


def error(reply: httpx.Response) -> PrintagsError:
    """An error response as an exception."""
    try:
        return _failed(reply, msgspec.json.decode(reply.content, type=wire.ErrorReply).message)
    except msgspec.DecodeError:
        return _failed(reply, "the response is not a Printags API response")


def _failed(reply: httpx.Response, message: str) -> PrintagsError:
    request_id = reply.headers.get("x-request-id", "")
    return PrintagsError(reply.status_code, message, request_id, retry_after(reply.headers))
