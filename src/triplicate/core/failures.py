"""Domain errors as data, without HTTP status or message: each dialect renders them in its own format."""

from typing import NamedTuple

import msgspec

from triplicate.core.lifecycle import Obstacle


class Problem(NamedTuple):
    """One problem of an input: its place (a JSON path or a parameter's name) and the reason."""

    path: str
    reason: str


class Unauthenticated(msgspec.Struct, frozen=True):
    """The credential is missing, unknown, expired, revoked, or belongs to another dialect."""


class MissingScope(msgspec.Struct, frozen=True):
    """The credential is valid but lacks this scope."""

    scope: str


class MissingEmailClaim(msgspec.Struct, frozen=True):
    """The token names no e-mail address, and the dialect needs one."""


class UserNotFound(msgspec.Struct, frozen=True):
    """The token names a user that does not exist."""


class AccountNotFound(msgspec.Struct, frozen=True):
    """No account of this id is visible to the caller."""

    id: str


class OrderNotFound(msgspec.Struct, frozen=True):
    """No order of this id is visible to the caller."""

    id: str


class OrderOfAnotherAccount(msgspec.Struct, frozen=True):
    """The order exists and belongs to another account."""

    id: str


class FileNotFound(msgspec.Struct, frozen=True):
    """No file of this id is visible to the caller."""

    id: str


class PermanentFile(msgspec.Struct, frozen=True):
    """Files of this purpose stay: orders may show them."""

    purpose: str


class InsufficientStorage(msgspec.Struct, frozen=True):
    """A file of `size` bytes does not fit into the account's quota of bytes, of which `available` are left."""

    quota: int
    available: int
    size: int


class PieceNotFound(msgspec.Struct, frozen=True):
    """No piece of this id is visible to the caller."""

    id: str


class JobNotFound(msgspec.Struct, frozen=True):
    """No job of this id is visible to the caller."""

    id: str


class InvalidInput(msgspec.Struct, frozen=True):
    """Invalid input, with every problem found."""

    problems: tuple[Problem, ...]


class ActionNotPossible(msgspec.Struct, frozen=True):
    """The order's state does not allow the action. `remaining` is the quantity or amount that is still possible."""

    action: str
    obstacle: Obstacle
    path: str = "$"
    remaining: str | None = None


class InsufficientBalance(msgspec.Struct, frozen=True):
    """The account's balance is too low. Amounts are minor units of the account's currency.

    `available` is what can be spent: the balance above the account's minimum.
    """

    available: int
    needed: int
    currency: str


class ReferenceInUse(msgspec.Struct, frozen=True):
    """The account requires unique references, and the order with the GUID `order` has this one."""

    reference: str
    order: str


class VersionConflict(msgspec.Struct, frozen=True):
    """Version conflict: the order changed since the version the caller named. `current` is its version now."""

    current: int


class PreconditionRequired(msgspec.Struct, frozen=True):
    """The request needs a precondition: the version of the order it applies to."""


class IdempotencyKeyReused(msgspec.Struct, frozen=True):
    """The idempotency key was already used for a different request."""


class IdempotencyKeyInUse(msgspec.Struct, frozen=True):
    """A request with this idempotency key is still in progress."""


class Unavailable(msgspec.Struct, frozen=True):
    """The database is unreachable or timed out."""


Failure = (
    Unauthenticated
    | MissingScope
    | MissingEmailClaim
    | UserNotFound
    | AccountNotFound
    | OrderNotFound
    | OrderOfAnotherAccount
    | FileNotFound
    | PermanentFile
    | InsufficientStorage
    | PieceNotFound
    | JobNotFound
    | InvalidInput
    | ActionNotPossible
    | InsufficientBalance
    | ReferenceInUse
    | VersionConflict
    | PreconditionRequired
    | IdempotencyKeyReused
    | IdempotencyKeyInUse
    | Unavailable
)


class DomainError(Exception):
    """An exception that carries a `Failure` to the dialect that renders it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(type(failure).__name__)
        self.failure = failure


def invalid(path: str, reason: str) -> DomainError:
    """An `InvalidInput` error with one problem."""
    return DomainError(InvalidInput((Problem(path, reason),)))
