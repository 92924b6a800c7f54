"""Database errors: which ones a retry may overcome, and what the others are to the caller."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection

from triplicate.core.failures import DomainError, Unavailable, invalid

_PROGRAMMING_ERRORS = (ProgrammingError, DataError, NotSupportedError)
"""Errors caused by a faulty statement, not by the database's state."""
_CONFLICT_STATES = ("40001", "40P01")
"""The SQLSTATEs of a serialization failure and a deadlock."""


class GroupFailure(Exception):
    """What a unit did for its whole group failed: each unit of the group must run in a transaction of its own."""


def is_conflict(error: BaseException) -> bool:
    """Whether another transaction may be the reason: a unique violation, a deadlock or a serialization failure."""
    if not isinstance(error, DBAPIError):
        return False
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in _CONFLICT_STATES


def is_suspicious(error: BaseException) -> bool:
    """Whether the connection may be the reason, so that it should not be used again."""
    return isinstance(error, DBAPIError) and not is_conflict(error)


def to_domain_error(error: BaseException) -> BaseException:
    """The error as the caller gets it, with the original as its cause.

    Unavailable when the database is unreachable, full or stays locked; faulty statements, and errors that are not the
    database's, stay as they are.
    """
    if isinstance(error, IntegrityError):
        return _caused_by(error, invalid("$.id", "already used by another order"))
    if isinstance(error, _PROGRAMMING_ERRORS) or not isinstance(error, (DBAPIError, NoConnection)):
        return error
    return _caused_by(error, DomainError(Unavailable()))


def _caused_by(cause: BaseException, error: DomainError) -> DomainError:
    error.__cause__ = cause
    return error
