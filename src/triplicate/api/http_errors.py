"""Failures of HTTP itself, before or around an operation, as data: each dialect has its own messages for them."""

import msgspec

from triplicate.core.failures import Failure


class UnknownPath(msgspec.Struct, frozen=True):
    """No resource has this path."""


class WrongMethod(msgspec.Struct, frozen=True):
    """The path exists, but not with this method."""

    allowed: tuple[str, ...]


class BodyTooLarge(msgspec.Struct, frozen=True):
    """The request body is larger than `limit` bytes."""

    limit: int


class BodyTooSlow(msgspec.Struct, frozen=True):
    """The request body arrived too slowly."""


class UnsupportedMediaType(msgspec.Struct, frozen=True):
    """The body's Content-Type is not the `expected` one, or the body is compressed."""

    wanted: str = "JSON"


class HeadersTooLarge(msgspec.Struct, frozen=True):
    """The request line and headers exceed the size limit."""


class Internal(msgspec.Struct, frozen=True):
    """A bug; the log has the traceback under the request id."""


Refusal = UnknownPath | WrongMethod | BodyTooLarge | BodyTooSlow | UnsupportedMediaType | HeadersTooLarge | Internal
Anything = Failure | Refusal


class Declined(Exception):
    """Raised to carry an HTTP failure to the code that turns it into a response."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(type(refusal).__name__)
        self.refusal = refusal


class Gone(Exception):
    """Raised when the client has disconnected, so that no response can be sent."""
