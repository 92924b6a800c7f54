"""Domain errors as data, without HTTP status or message: each dialect renders them in its own format."""

from typing import NamedTuple

import msgspec

from triplicate.core.lifecycle import Obstacle


class Problem(NamedTuple):
    """One problem of an input: its place (a JSON path or a parameter's name) and the reason."""

    path: str
    reason: str


class NotSignedIn(msgspec.Struct, frozen=True):
    """The credential is missing, unknown, expired, revoked, or belongs to another dialect."""


class MissingScope(msgspec.Struct, frozen=True):
    """The credential is valid but lacks this scope."""

    scope: str


class NoEmailClaim(msgspec.Struct, frozen=True):
    """The token names no e-mail address, and the dialect needs one."""


class NoSuchUser(msgspec.Struct, frozen=True):
    """The token names a user that does not exist."""


class NoSuchAccount(msgspec.Struct, frozen=True):
    """No account of this id is visible to the caller."""

    id: str


class NoSuchOrder(msgspec.Struct, frozen=True):
    """No order of this id is visible to the caller."""

    id: str


class NotYourOrder(msgspec.Struct, frozen=True):
    """The order exists and belongs to another account."""

    id: str


class NoSuchFile(msgspec.Struct, frozen=True):
    """No file of this id is visible to the caller."""

    id: str


class NoSuchPiece(msgspec.Struct, frozen=True):
    """No piece of this id is visible to the caller."""

    id: str


class InvalidInput(msgspec.Struct, frozen=True):
    """Invalid input, with every problem found."""

    problems: tuple[Problem, ...]


class NotPossible(msgspec.Struct, frozen=True):
    """The order's state does not allow the action. `remaining` is the quantity or amount that is still possible."""

    verb: str
    because: Obstacle
    path: str = "$"
    left: str | None = None


class BalanceTooLow(msgspec.Struct, frozen=True):
    """The account's balance is too low. Amounts are minor units of the account's currency.

    `available` is what can be spent: the balance above the account's minimum.
    """

    available: int
    needed: int
    currency: str


class ReferenceTaken(msgspec.Struct, frozen=True):
    """The account requires unique references, and the order with the GUID `order` has this one."""

    reference: str
    order: str


class NotThisVersion(msgspec.Struct, frozen=True):
    """Version conflict: the order changed since the version the caller named. `current` is its version now."""

    current: int


class VersionNeeded(msgspec.Struct, frozen=True):
    """The request needs a precondition: the version of the order it applies to."""


class KeyReused(msgspec.Struct, frozen=True):
    """The idempotency key was already used for a different request."""


class KeyInFlight(msgspec.Struct, frozen=True):
    """A request with this idempotency key is still in progress."""


class Unavailable(msgspec.Struct, frozen=True):
    """The database is unreachable or timed out."""


Failure = (
    NotSignedIn
    | MissingScope
    | NoEmailClaim
    | NoSuchUser
    | NoSuchAccount
    | NoSuchOrder
    | NotYourOrder
    | NoSuchFile
    | NoSuchPiece
    | InvalidInput
    | NotPossible
    | BalanceTooLow
    | ReferenceTaken
    | NotThisVersion
    | VersionNeeded
    | KeyReused
    | KeyInFlight
    | Unavailable
)


class Refused(Exception):
    """An exception that carries a `Failure` to the dialect that renders it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(type(failure).__name__)
        self.failure = failure


def invalid(path: str, reason: str) -> Refused:
    """An `InvalidInput` error with one problem."""
    return Refused(InvalidInput((Problem(path, reason),)))
