"""Every failure as a kind and one plain sentence, for all dialects; each has a table of what its kinds are there."""

from enum import Enum
from typing import NamedTuple, assert_never

from triplicate.api.http_errors import (
    AnyFailure,
    BodyTimeout,
    BodyTooLarge,
    HeadersTooLarge,
    InternalError,
    MethodNotAllowed,
    PathNotFound,
    ProtocolError,
    RangeNotSatisfiable,
    UnsupportedMediaType,
)
from triplicate.api.response import Header
from triplicate.core import money
from triplicate.core.failures import (
    AccountNotFound,
    ActionNotPossible,
    FileNotFound,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    InsufficientBalance,
    InsufficientStorage,
    InvalidInput,
    JobNotFound,
    MissingEmailClaim,
    MissingScope,
    OrderNotFound,
    OrderOfAnotherAccount,
    PermanentFile,
    PieceNotFound,
    PreconditionRequired,
    ReferenceInUse,
    Unauthenticated,
    Unavailable,
    UserNotFound,
    VersionConflict,
)
from triplicate.core.lifecycle import Obstacle


class FailureKind(Enum):
    """The kinds of failure that dialects tell apart, by status or by code."""

    UNAUTHENTICATED = "unauthenticated"
    MISSING_EMAIL_CLAIM = "missing e-mail claim"
    USER_NOT_FOUND = "user not found"
    MISSING_SCOPE = "missing scope"
    ACCOUNT_NOT_FOUND = "account not found"
    ORDER_NOT_FOUND = "order not found"
    ORDER_OF_ANOTHER_ACCOUNT = "order of another account"
    FILE_NOT_FOUND = "file not found"
    PERMANENT_FILE = "permanent file"
    INSUFFICIENT_STORAGE = "insufficient storage"
    PIECE_NOT_FOUND = "piece not found"
    JOB_NOT_FOUND = "job not found"
    INVALID_INPUT = "invalid input"
    ACTION_NOT_POSSIBLE = "action not possible"
    INSUFFICIENT_BALANCE = "insufficient balance"
    REFERENCE_IN_USE = "reference in use"
    VERSION_CONFLICT = "version conflict"
    PRECONDITION_REQUIRED = "precondition required"
    IDEMPOTENCY_KEY_REUSED = "idempotency key reused"
    IDEMPOTENCY_KEY_IN_USE = "idempotency key in use"
    PATH_NOT_FOUND = "path not found"
    METHOD_NOT_ALLOWED = "method not allowed"
    BODY_TOO_LARGE = "body too large"
    BODY_TIMEOUT = "body timeout"
    UNSUPPORTED_MEDIA_TYPE = "unsupported media type"
    RANGE_NOT_SATISFIABLE = "range not satisfiable"
    HEADERS_TOO_LARGE = "headers too large"
    NOT_IMPLEMENTED = "not implemented"
    OVERLOADED = "overloaded"
    HTTP_VERSION = "HTTP version"
    UNAVAILABLE = "unavailable"
    INTERNAL_ERROR = "internal error"


HTTP_STATUSES = {
    FailureKind.VERSION_CONFLICT: 412,
    FailureKind.PRECONDITION_REQUIRED: 428,
    FailureKind.IDEMPOTENCY_KEY_REUSED: 422,
    FailureKind.IDEMPOTENCY_KEY_IN_USE: 409,
    FailureKind.PATH_NOT_FOUND: 404,
    FailureKind.METHOD_NOT_ALLOWED: 405,
    FailureKind.BODY_TOO_LARGE: 413,
    FailureKind.BODY_TIMEOUT: 408,
    FailureKind.UNSUPPORTED_MEDIA_TYPE: 415,
    FailureKind.RANGE_NOT_SATISFIABLE: 416,
    FailureKind.HEADERS_TOO_LARGE: 431,
    FailureKind.NOT_IMPLEMENTED: 501,
    FailureKind.OVERLOADED: 503,
    FailureKind.HTTP_VERSION: 505,
    FailureKind.INTERNAL_ERROR: 500,
}
"""The statuses of the failures that are about HTTP itself, where the vendor documents no others."""


class Description(NamedTuple):
    """The kind of a failure, and what is wrong in one sentence."""

    kind: FailureKind
    sentence: str


_PROTOCOL_KINDS = {
    431: FailureKind.HEADERS_TOO_LARGE,
    501: FailureKind.NOT_IMPLEMENTED,
    503: FailureKind.OVERLOADED,
    505: FailureKind.HTTP_VERSION,
}
_TOKEN = "The access token is missing, invalid or expired."


def describe(failure: AnyFailure) -> Description:
    """The kind of a failure, and its sentence. What is another account's reads exactly as what does not exist."""
    match failure:
        case Unauthenticated():
            return Description(FailureKind.UNAUTHENTICATED, _TOKEN)
        case MissingEmailClaim():
            return Description(FailureKind.MISSING_EMAIL_CLAIM, _TOKEN)
        case UserNotFound():
            return Description(FailureKind.USER_NOT_FOUND, _TOKEN)
        case MissingScope(scope):
            return Description(FailureKind.MISSING_SCOPE, f"The access token lacks the scope {scope}.")
        case AccountNotFound(id):
            return Description(FailureKind.ACCOUNT_NOT_FOUND, f"No account {id[:64]!r} exists.")
        case OrderNotFound(id):
            return Description(FailureKind.ORDER_NOT_FOUND, f"No order {id[:64]!r} exists.")
        case OrderOfAnotherAccount(id):
            return Description(FailureKind.ORDER_OF_ANOTHER_ACCOUNT, f"No order {id[:64]!r} exists.")
        case FileNotFound(id):
            return Description(FailureKind.FILE_NOT_FOUND, f"No file {id[:64]!r} exists.")
        case PermanentFile(purpose):
            sentence = f"Files of purpose {purpose} cannot be deleted: orders may show them."
            return Description(FailureKind.PERMANENT_FILE, sentence)
        case InsufficientStorage(quota, available, size):
            sentence = f"The file has {size} bytes, and {available} of the account's quota of {quota} bytes are left."
            return Description(FailureKind.INSUFFICIENT_STORAGE, sentence)
        case PieceNotFound(id):
            return Description(FailureKind.PIECE_NOT_FOUND, f"No piece {id[:64]!r} exists.")
        case JobNotFound(id):
            return Description(FailureKind.JOB_NOT_FOUND, f"No job {id[:64]!r} exists.")
        case InvalidInput(problems):
            sentence = "; ".join(f"{problem.path}: {problem.reason}" for problem in problems)
            return Description(FailureKind.INVALID_INPUT, sentence)
        case ActionNotPossible():
            return Description(FailureKind.ACTION_NOT_POSSIBLE, action_not_possible(failure))
        case InsufficientBalance():
            return Description(FailureKind.INSUFFICIENT_BALANCE, insufficient_balance(failure))
        case ReferenceInUse(reference, order):
            sentence = f"reference: {reference[:64]!r} is already used by order {order}."
            return Description(FailureKind.REFERENCE_IN_USE, sentence)
        case VersionConflict():
            sentence = "The order has changed since you read it. Read it again."
            return Description(FailureKind.VERSION_CONFLICT, sentence)
        case PreconditionRequired():
            sentence = "An If-Match header with the order's ETag is required."
            return Description(FailureKind.PRECONDITION_REQUIRED, sentence)
        case IdempotencyKeyReused():
            sentence = "This idempotency key was already used for a different request."
            return Description(FailureKind.IDEMPOTENCY_KEY_REUSED, sentence)
        case IdempotencyKeyInUse():
            sentence = "A request with this idempotency key is still in progress."
            return Description(FailureKind.IDEMPOTENCY_KEY_IN_USE, sentence)
        case PathNotFound():
            return Description(FailureKind.PATH_NOT_FOUND, "No resource has this path.")
        case MethodNotAllowed(allowed):
            sentence = f"Method not allowed. Allowed: {', '.join(allowed)}."
            return Description(FailureKind.METHOD_NOT_ALLOWED, sentence)
        case BodyTooLarge(limit):
            return Description(FailureKind.BODY_TOO_LARGE, f"The request body is larger than {limit} bytes.")
        case BodyTimeout():
            return Description(FailureKind.BODY_TIMEOUT, "The request body did not arrive in time.")
        case UnsupportedMediaType(media_type):
            sentence = f"The request body must be {media_type}, uncompressed."
            return Description(FailureKind.UNSUPPORTED_MEDIA_TYPE, sentence)
        case RangeNotSatisfiable(size):
            sentence = f"The range lies outside of the file, which has {size} bytes."
            return Description(FailureKind.RANGE_NOT_SATISFIABLE, sentence)
        case HeadersTooLarge():
            return Description(FailureKind.HEADERS_TOO_LARGE, "The request headers are larger than 64 KiB.")
        case ProtocolError(status, detail):
            return Description(_PROTOCOL_KINDS[status], detail)
        case Unavailable():
            return Description(FailureKind.UNAVAILABLE, "The database is unavailable. Try again later.")
        case InternalError():
            sentence = "An internal error occurred. The log has it under the request id."
            return Description(FailureKind.INTERNAL_ERROR, sentence)
        case _:
            assert_never(failure)


def standard_headers(failure: AnyFailure) -> tuple[Header, ...]:
    """What HTTP wants beside a failure: the methods that are allowed (Allow), or a file's size (Content-Range)."""
    match failure:
        case MethodNotAllowed(allowed):
            return ((b"allow", ", ".join(allowed).encode()),)
        case RangeNotSatisfiable(size):
            return ((b"content-range", b"bytes */%d" % size),)
        case _:
            return ()


def action_not_possible(failure: ActionNotPossible) -> str:
    """Why an action is not possible, as one sentence, with the JSON path and the remaining quantity if there is one."""
    problem = f"Cannot {failure.action}: {obstacle_reason(failure.obstacle)}"
    remaining = f"; {failure.remaining} remaining" if failure.remaining is not None else ""
    location = f" ({failure.path})" if failure.path != "$" else ""
    return f"{problem}{remaining}{location}."


def insufficient_balance(failure: InsufficientBalance) -> str:
    """That the balance is insufficient, as one sentence with both amounts."""
    available, required = (money.to_major(amount, failure.currency) for amount in (failure.available, failure.needed))
    return (
        f"Insufficient balance: {required:f} {failure.currency} required, {available:f} {failure.currency} available."
    )


def obstacle_reason(obstacle: Obstacle) -> str:
    """The reason, as the rest of a sentence that begins with "Cannot ...:"."""
    match obstacle:
        case Obstacle.ENDED:
            return "the order has ended"
        case Obstacle.HELD:
            return "the order is on hold"
        case Obstacle.NOT_HELD:
            return "the order is not on hold"
        case Obstacle.TOO_EARLY:
            return "the order has not reached the required stage yet"
        case Obstacle.TOO_LATE:
            return "the order has already passed the stage in which this is possible"
        case Obstacle.BACKWARDS:
            return "the order or piece has already reached this step, and cannot move backwards"
        case Obstacle.PAYMENT_RECORDED:
            return "a payment has been recorded for the order"
        case Obstacle.PAYMENT_UNKNOWN:
            return "the paid amount is unknown"
        case Obstacle.TOTAL_UNKNOWN:
            return "the order's total is unknown"
        case Obstacle.ALREADY_PAID:
            return "the order is already paid"
        case Obstacle.ALREADY_APPROVED:
            return "the order is already approved"
        case Obstacle.ALREADY_SHIPPED:
            return "it has already been shipped"
        case Obstacle.ALREADY_DELIVERED:
            return "it has already been delivered"
        case Obstacle.BEYOND_OUTSTANDING:
            return "the amount exceeds the outstanding amount"
        case Obstacle.BEYOND_PAID:
            return "the amount exceeds what was paid and not yet refunded"
        case Obstacle.BEYOND_ORDERED:
            return "the quantity exceeds what remains to be shipped"
        case Obstacle.BEYOND_FULFILLED:
            return "the quantity exceeds the shipped quantity"
        case Obstacle.NOTHING_LEFT:
            return "nothing remains of it"
        case Obstacle.TOO_MANY:
            return "the order has reached the maximum number of these"
        case _:
            assert_never(obstacle)
