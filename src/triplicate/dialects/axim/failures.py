"""Error responses of Axim Commerce, whose order pages document 400, 401 and 500 only. The match is exhaustive."""

from typing import assert_never

from triplicate.api.http_errors import (
    AnyFailure,
    BodyTimeout,
    BodyTooLarge,
    HeadersTooLarge,
    InternalError,
    MethodNotAllowed,
    PathNotFound,
    ProtocolError,
    UnsupportedMediaType,
)
from triplicate.api.messages import action_not_possible, insufficient_balance
from triplicate.api.response import Header, Response, json_response
from triplicate.core.failures import (
    AccountNotFound,
    ActionNotPossible,
    FileNotFound,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    InsufficientBalance,
    InvalidInput,
    MissingEmailClaim,
    MissingScope,
    OrderNotFound,
    OrderOfAnotherAccount,
    PieceNotFound,
    PreconditionRequired,
    ReferenceInUse,
    Unauthenticated,
    Unavailable,
    UserNotFound,
    VersionConflict,
)
from triplicate.dialects.axim.document import wire


def fail(failure: AnyFailure) -> Response:
    """The error response to a failure. Another account's resources are reported as if they did not exist."""
    match failure:
        case Unauthenticated() | MissingEmailClaim() | UserNotFound():
            return _error(401, "The access token is missing, invalid or expired.")
        case MissingScope(scope):
            return _error(401, f"The access token lacks the scope {scope}.")
        case AccountNotFound(id):
            return _error(400, f"No account {id[:64]!r} exists.")
        case OrderNotFound(id) | OrderOfAnotherAccount(id):
            return _error(400, f"No order {id[:64]!r} exists.")
        case FileNotFound(id):
            return _error(400, f"No file {id[:64]!r} exists.")
        case PieceNotFound(id):
            return _error(400, f"No piece {id[:64]!r} exists.")
        case InvalidInput(problems):
            return _error(400, "; ".join(f"{problem.path}: {problem.reason}" for problem in problems))
        case ActionNotPossible():
            return _error(400, action_not_possible(failure))
        case InsufficientBalance():
            return _error(400, insufficient_balance(failure))
        case ReferenceInUse(reference, order):
            return _error(400, f"reference: {reference[:64]!r} is already used by order {order}.")
        case VersionConflict():
            return _error(412, "The order has changed since you read it. Read it again.")
        case PreconditionRequired():
            return _error(428, "An If-Match header with the order's ETag is required.")
        case IdempotencyKeyReused():
            return _error(422, "This idempotency key was already used for a different request.")
        case IdempotencyKeyInUse():
            return _error(409, "A request with this idempotency key is still in progress.")
        case PathNotFound():
            return _error(404, "Endpoint not found.")
        case MethodNotAllowed(allowed):
            allowed_methods = ", ".join(allowed)
            return _error(405, f"Method not allowed. Allowed: {allowed_methods}.", (b"allow", allowed_methods.encode()))
        case BodyTooLarge():
            return _error(413, "The request body is too large.")
        case BodyTimeout():
            return _error(408, "The request body did not arrive in time.")
        case UnsupportedMediaType(media_type):
            return _error(415, f"The request body must be {media_type}, uncompressed.")
        case HeadersTooLarge():
            return _error(431, "The request headers are larger than 64 KiB.")
        case ProtocolError(status, detail):
            return _error(status, detail)
        case Unavailable():
            return _error(500, "The database is unavailable. Try again later.")
        case InternalError():
            return _error(500, "Internal server error.")
        case _:
            assert_never(failure)


def _error(status: int, message: str, *headers: Header) -> Response:
    return json_response(status, wire.ErrorReply(success=False, message=message), *headers)
