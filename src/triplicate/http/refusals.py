"""What HTTP itself can refuse before or around an operation, as facts: each dialect finds its own words for them."""

import msgspec

from triplicate.core.failures import Failure


class UnknownPath(msgspec.Struct, frozen=True):
    """Nothing is served under this path."""


class WrongMethod(msgspec.Struct, frozen=True):
    """The path is served, but not with this method."""

    allowed: tuple[str, ...]


class BodyTooLarge(msgspec.Struct, frozen=True):
    """The request's body is larger than we read."""


class HeadersTooLarge(msgspec.Struct, frozen=True):
    """The request's line and headers together are larger than we read."""


class Internal(msgspec.Struct, frozen=True):
    """A fault of ours; the log has it under the request's id."""


Refusal = UnknownPath | WrongMethod | BodyTooLarge | HeadersTooLarge | Internal
Anything = Failure | Refusal
