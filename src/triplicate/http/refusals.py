"""What HTTP itself can refuse before or around an operation, as facts: each dialect finds its own words for them."""

import msgspec

from triplicate.core.failures import Failure


class UnknownPath(msgspec.Struct, frozen=True):
    """Nothing is served under this path."""


class WrongMethod(msgspec.Struct, frozen=True):
    """The path is served, but not with this method."""

    allowed: tuple[str, ...]


class BodyTooLarge(msgspec.Struct, frozen=True):
    """The request's body is larger than the operation reads: `limit` bytes."""

    limit: int


class BodyTooSlow(msgspec.Struct, frozen=True):
    """The request's body stopped arriving."""


class UnsupportedMediaType(msgspec.Struct, frozen=True):
    """The request's body says that it is not what is read here (`wanted`), or that it is compressed."""

    wanted: str = "JSON"


class HeadersTooLarge(msgspec.Struct, frozen=True):
    """The request's line and headers together are larger than we read."""


class Internal(msgspec.Struct, frozen=True):
    """A fault of ours; the log has it under the request's id."""


Refusal = UnknownPath | WrongMethod | BodyTooLarge | BodyTooSlow | UnsupportedMediaType | HeadersTooLarge | Internal
Anything = Failure | Refusal


class Declined(Exception):
    """Raised to carry a refusal of HTTP's own to whoever finds the words for it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(type(refusal).__name__)
        self.refusal = refusal


class Gone(Exception):
    """The caller has disconnected: there is nobody to answer."""
