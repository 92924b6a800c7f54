"""What the clients of the vendors' APIs share: calls of operations, retries, and one kind of exception.

They work with any server of these APIs, the vendor's own included. Reads are retried when that can help; writes only
with an idempotency key, which makes sure that they are applied once.
"""

from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple, TypeVar

import httpx
import msgspec

from triplicate.api.operation import AnyOperation, Operation
from triplicate.core.access import WRITE
from triplicate.http_client import request_builder
from triplicate.http_client.api_client import ApiClient
from triplicate.http_client.request_builder import OutboundRequest, UnsendableValue
from triplicate.http_client.transport import CallError, retry_after

T = TypeVar("T")
P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")
_KEY_IN_USE = 409


class ErrorBody(NamedTuple):
    """What an error response says: a sentence, and a code for programs where the vendor has codes."""

    message: str
    code: str = ""


class VendorError(CallError):
    """A failed call: the HTTP `status` (0: no response), the server's `message` and its `code` if it has codes."""

    def __init__(
        self, status: int, message: str, request_id: str = "", retry_after: float = 0.0, code: str = ""
    ) -> None:
        super().__init__(status, message, request_id, retry_after, code)
        self._status = status
        self.message = message
        self.request_id = request_id
        self.retry_after = retry_after
        self.code = code

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


class VendorClient(ApiClient, ABC):
    """A client of a vendor's API. Its methods raise `error_type`."""

    error_type: ClassVar[type[VendorError]]

    @abstractmethod
    def _parse_error(self, content: bytes) -> ErrorBody:
        """What the vendor's error response says. Raises msgspec.DecodeError for another body."""

    def _call(
        self,
        operation: Operation[P, B, R],
        parameters: P,
        body: object = None,
        key: str | None = None,
    ) -> R:
        """The reply to an operation with these parameters."""
        response = self._send(operation, self._build_request(operation, parameters, body, key), key)
        return self._decode(response, operation.reply.kind)

    def _build_request(
        self, operation: Operation[P, B, R], parameters: P, body: object = None, key: str | None = None
    ) -> OutboundRequest:
        try:
            return request_builder.build_request(operation, parameters, body, key)
        except UnsendableValue as cause:
            raise self.error_type(404 if cause.is_path_segment else 400, f"{cause}.") from None

    def _send(self, operation: AnyOperation, request: OutboundRequest, key: str | None) -> httpx.Response:
        """The success response. Retries reads, and writes with an idempotency key."""
        attempts = 1 if operation.access.scope == WRITE and key is None else None
        return self._transport.retry(lambda: self._send_once(request), attempts)

    def _send_once(self, request: OutboundRequest) -> httpx.Response:
        try:
            response = self._transport.send(request)
        except httpx.RequestError as cause:
            raise self.error_type(0, self._transport.no_response_message(cause)) from cause
        if response.is_success:
            return response
        try:
            error = self._parse_error(response.content)
        except msgspec.DecodeError:
            error = ErrorBody("the response is not one of this API")
        raise self._error(response, error)

    def _decode(self, response: httpx.Response, kind: type[T]) -> T:
        """A success response as its type."""
        try:
            return msgspec.json.decode(response.content, type=kind)
        except msgspec.DecodeError as cause:
            message = f"the response is not a valid {kind.__name__}: {cause}"
            raise self._error(response, ErrorBody(message)) from None

    def _error(self, response: httpx.Response, error: ErrorBody) -> VendorError:
        request_id = response.headers.get("x-request-id", "")
        return self.error_type(
            response.status_code, error.message, request_id, retry_after(response.headers), error.code
        )
