"""What the client raises, and how it reads answers."""

from typing import TypeVar

import httpx
import msgspec

from triplicate.dialects.printags import wire
from triplicate.http.outbound import CallFailed, retry_after

T = TypeVar("T")
_KEY_IN_FLIGHT = 409


class PrintagsError(CallFailed):
    """A call that did not succeed: the HTTP `status` (0: nothing was answered) and the server's `message`."""

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
        """The HTTP status; 0 when nothing was answered."""
        return self._status

    @property
    def passes(self) -> bool:
        """Whether the same request may well succeed a little later."""
        return super().passes or self.status == _KEY_IN_FLIGHT


def read(reply: httpx.Response, kind: type[T]) -> T:
    """A success as its type. Raises PrintagsError for what is none of this API's."""
    try:
        return msgspec.json.decode(reply.content, type=kind)
    except msgspec.DecodeError as wrong:
        raise _failed(reply, f"the answer is no {kind.__name__}: {wrong}") from None


def error(reply: httpx.Response) -> PrintagsError:
    """What a refusal says."""
    try:
        return _failed(reply, msgspec.json.decode(reply.content, type=wire.ErrorReply).message)
    except msgspec.DecodeError:
        return _failed(reply, "the answer is none of Printags' API")


def _failed(reply: httpx.Response, message: str) -> PrintagsError:
    request_id = reply.headers.get("x-request-id", "")
    return PrintagsError(reply.status_code, message, request_id, retry_after(reply.headers))
