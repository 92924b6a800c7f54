"""The client's exception, and decoding of responses."""

from typing import TypeVar

import httpx
import msgspec

from triplicate.dialects.printags.document import wire
from triplicate.http_client.transport import CallError, retry_after

T = TypeVar("T")
_KEY_IN_USE = 409


class PrintagsError(CallError):
    """A failed call: the HTTP `status` (0: no response) and the server's `message`."""

    def __init__(self, status: int, message: str, request_id: str = "", retry_after: float = 0.0) -> None:
        super().__init__(status, message, request_id, retry_after)
        self._status = status
        self.message = message
        self.request_id = request_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        request_suffix = f", request {self.request_id}" if self.request_id else ""
        return f"{self.message} ({self.status}{request_suffix})"

    @property
    def status(self) -> int:
        """The HTTP status; 0 if there was no response."""
        return self._status

    @property
    def is_transient(self) -> bool:
        """Whether the failure is transient: a retry may succeed."""
        return super().is_transient or self.status == _KEY_IN_USE


def decode_response(response: httpx.Response, response_type: type[T]) -> T:
    """A success response as its type. Raises PrintagsError if it does not match the type."""
    try:
        return msgspec.json.decode(response.content, type=response_type)
    except msgspec.DecodeError as cause:
        raise _printags_error(response, f"the response is not a valid {response_type.__name__}: {cause}") from None


def decode_error(response: httpx.Response) -> PrintagsError:
    """An error response as an exception."""
    try:
        return _printags_error(response, msgspec.json.decode(response.content, type=wire.ErrorReply).message)
    except msgspec.DecodeError:
        return _printags_error(response, "the response is not a Printags API response")


def _printags_error(response: httpx.Response, message: str) -> PrintagsError:
    request_id = response.headers.get("x-request-id", "")
    return PrintagsError(response.status_code, message, request_id, retry_after(response.headers))
