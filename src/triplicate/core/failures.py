"""What can go wrong, as facts without HTTP and without prose: each dialect finds its own words for each."""

from typing import NamedTuple

import msgspec

from triplicate.core.lifecycle import Obstacle


class Problem(NamedTuple):
    """One thing wrong with a piece of input: where (a JSON path or a parameter's name) and why."""

    path: str
    reason: str


class NotSignedIn(msgspec.Struct, frozen=True):
    """The credential is missing, unknown, expired, revoked, or one of another dialect."""


class MissingScope(msgspec.Struct, frozen=True):
    """The credential is good but does not allow this."""

    scope: str


class NoEmailClaim(msgspec.Struct, frozen=True):
    """The token names no e-mail address, and the dialect needs one."""


class NoSuchUser(msgspec.Struct, frozen=True):
    """The token names a user that does not exist."""


class NoSuchAccount(msgspec.Struct, frozen=True):
    """No account of this id is visible to the caller."""

    id: str


class NoSuchOrder(msgspec.Struct, frozen=True):
    """No order of this id exists, as far as the caller may know."""

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
    """Input that breaks the contract, with every problem found."""

    problems: tuple[Problem, ...]


class NotPossible(msgspec.Struct, frozen=True):
    """The order's state does not allow what was asked. `left` is how much there still is, where that is the point."""

    verb: str
    because: Obstacle
    path: str = "$"
    left: str | None = None


class BalanceTooLow(msgspec.Struct, frozen=True):
    """The account's balance does not cover what was asked for. Minor units of the account's currency.

    `available` is what can be spent: the balance above the account's minimal one.
    """

    available: int
    needed: int
    currency: str


class ReferenceTaken(msgspec.Struct, frozen=True):
    """The account takes one order per reference, and has one with this reference: that of the GUID `order`."""

    reference: str
    order: str


class NotThisVersion(msgspec.Struct, frozen=True):
    """The caller's picture of the order is not the present one: somebody changed it since."""

    current: int


class VersionNeeded(msgspec.Struct, frozen=True):
    """This change must say which version of the order it was made for."""


class KeyReused(msgspec.Struct, frozen=True):
    """The idempotency key was used before, for another request."""


class KeyInFlight(msgspec.Struct, frozen=True):
    """A request with this idempotency key is being worked on at this moment."""


class Unavailable(msgspec.Struct, frozen=True):
    """The database did not answer in time, or at all."""


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
    """Raised to carry a failure to whoever finds the words for it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(type(failure).__name__)
        self.failure = failure


def invalid(path: str, reason: str) -> Refused:
    """A refusal of one piece of input."""
    return Refused(InvalidInput((Problem(path, reason),)))
