"""Failures of HTTP itself, before or around an operation, as data: each dialect has its own messages for them."""

import msgspec

from triplicate.core.failures import Failure


class PathNotFound(msgspec.Struct, frozen=True):
    """No resource has this path."""


class MethodNotAllowed(msgspec.Struct, frozen=True):
    """The path exists, but not with this method."""

    allowed: tuple[str, ...]


class BodyTooLarge(msgspec.Struct, frozen=True):
    """The request body is larger than `limit` bytes."""

    limit: int


class BodyTimeout(msgspec.Struct, frozen=True):
    """The request body arrived too slowly."""


class UnsupportedMediaType(msgspec.Struct, frozen=True):
    """The body's Content-Type is not the `expected` one, or the body is compressed."""

    expected: str = "JSON"


class RangeNotSatisfiable(msgspec.Struct, frozen=True):
    """The requested range has no byte of a file of `size` bytes."""

    size: int


class HeadersTooLarge(msgspec.Struct, frozen=True):
    """The request line and headers exceed the size limit."""


class ProtocolError(msgspec.Struct, frozen=True):
    """HTTP itself does not let the request be answered, or not now: 431, 501, 503 or 505, and a sentence that says why.

    A request that is malformed is InvalidInput, as a body would be.
    """

    status: int
    detail: str


class InternalError(msgspec.Struct, frozen=True):
    """A bug; the log has the traceback under the request id."""


HttpFailure = (
    PathNotFound
    | MethodNotAllowed
    | BodyTooLarge
    | BodyTimeout
    | UnsupportedMediaType
    | RangeNotSatisfiable
    | HeadersTooLarge
    | ProtocolError
    | InternalError
)
AnyFailure = Failure | HttpFailure


class HttpError(Exception):
    """Raised to carry an HTTP failure to the code that turns it into a response."""

    def __init__(self, failure: HttpFailure) -> None:
        super().__init__(type(failure).__name__)
        self.failure = failure


class ClientDisconnected(Exception):
    """Raised when the client has disconnected, so that no response can be sent."""
