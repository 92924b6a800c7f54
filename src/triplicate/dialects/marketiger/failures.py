"""Error responses of Marketiger: the documented sentences where there are any, else ours. The match is exhaustive."""

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
from triplicate.dialects.marketiger.document import wire

NOT_FOUND, NO_PERMISSION, AUTHENTICATION = "NOT_FOUND", "NO_PERMISSION", "AUTHENTICATION"
INCORRECT_PARAMETERS, OPERATION_FAILED = "INCORRECT_PARAMETERS", "OPERATION_FAILED"


def fail(failure: AnyFailure) -> Response:
    """The error response to a failure. GetOrder's page documents 400 where other APIs use 403 and 404."""
    match failure:
        case OrderOfAnotherAccount() | MissingScope():
            return _error(400, NO_PERMISSION, "You are not allowed to view this order.")
        case MissingEmailClaim():
            return _error(400, NO_PERMISSION, "No email claim present.")
        case OrderNotFound():
            return _error(400, NOT_FOUND, "Order id not found")
        case UserNotFound():
            return _error(400, NOT_FOUND, "User not found.")
        case AccountNotFound():
            return _error(400, NOT_FOUND, "Account not found.")
        case Unauthenticated():
            challenge = (b"www-authenticate", b"Bearer")
            return _error(401, AUTHENTICATION, "The access token is missing, invalid or expired.", challenge)
        case FileNotFound():
            return _error(400, NOT_FOUND, "File not found.")
        case PieceNotFound():
            return _error(400, NOT_FOUND, "Piece not found.")
        case InvalidInput(problems):
            message = "; ".join(f"{problem.path}: {problem.reason}" for problem in problems)
            return _error(400, INCORRECT_PARAMETERS, message)
        case ActionNotPossible():
            return _error(400, INCORRECT_PARAMETERS, action_not_possible(failure))
        case InsufficientBalance():
            return _error(400, OPERATION_FAILED, insufficient_balance(failure))
        case ReferenceInUse(reference, order):
            message = f"reference: {reference[:64]!r} is already used by order {order}."
            return _error(400, INCORRECT_PARAMETERS, message)
        case VersionConflict():
            return _error(412, INCORRECT_PARAMETERS, "The order has changed since you read it. Read it again.")
        case PreconditionRequired():
            return _error(428, INCORRECT_PARAMETERS, "An If-Match header with the order's ETag is required.")
        case IdempotencyKeyReused():
            return _error(422, INCORRECT_PARAMETERS, "This idempotency key was already used for a different request.")
        case IdempotencyKeyInUse():
            return _error(409, INCORRECT_PARAMETERS, "A request with this idempotency key is still in progress.")
        case PathNotFound():
            return _error(404, INCORRECT_PARAMETERS, "Endpoint not found.")
        case MethodNotAllowed(allowed):
            allowed_methods = ", ".join(allowed)
            return _error(
                405,
                INCORRECT_PARAMETERS,
                f"Method not allowed. Allowed: {allowed_methods}.",
                (b"allow", allowed_methods.encode()),
            )
        case BodyTooLarge():
            return _error(413, INCORRECT_PARAMETERS, "The request body is too large.")
        case BodyTimeout():
            return _error(408, INCORRECT_PARAMETERS, "The request body did not arrive in time.")
        case UnsupportedMediaType(media_type):
            return _error(415, INCORRECT_PARAMETERS, f"The request body must be {media_type}, uncompressed.")
        case HeadersTooLarge():
            return _error(431, INCORRECT_PARAMETERS, "The request headers are larger than 64 KiB.")
        case ProtocolError(status, detail):
            return _error(status, OPERATION_FAILED, detail)
        case Unavailable():
            return _error(500, OPERATION_FAILED, "The database is unavailable. Try again later.")
        case InternalError():
            return _error(500, OPERATION_FAILED, "Internal server error.")
        case _:
            assert_never(failure)


def _error(status: int, type: str, message: str, *headers: Header) -> Response:
    return json_response(status, wire.ErrorReply(success=False, error=wire.Error(type=type, message=message)), *headers)
