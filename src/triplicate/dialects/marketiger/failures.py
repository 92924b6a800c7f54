"""Error responses of Marketiger: the documented sentences where there are any, else ours. The match is exhaustive."""

from typing import assert_never

from triplicate.api.http_errors import (
    Anything,
    BodyTooLarge,
    BodyTooSlow,
    HeadersTooLarge,
    Internal,
    UnknownPath,
    UnsupportedMediaType,
    WrongMethod,
)
from triplicate.api.messages import sentence, uncovered
from triplicate.api.response import Answer, Header, answer
from triplicate.core.failures import (
    BalanceTooLow,
    InvalidInput,
    KeyInFlight,
    KeyReused,
    MissingScope,
    NoEmailClaim,
    NoSuchAccount,
    NoSuchFile,
    NoSuchOrder,
    NoSuchPiece,
    NoSuchUser,
    NotPossible,
    NotSignedIn,
    NotThisVersion,
    NotYourOrder,
    ReferenceTaken,
    Unavailable,
    VersionNeeded,
)
from triplicate.dialects.marketiger.document import wire

NOT_FOUND, NO_PERMISSION, AUTHENTICATION = "NOT_FOUND", "NO_PERMISSION", "AUTHENTICATION"
INCORRECT_PARAMETERS, OPERATION_FAILED = "INCORRECT_PARAMETERS", "OPERATION_FAILED"


def fail(failure: Anything) -> Answer:
    """The error response to a failure. GetOrder's page documents 400 where other APIs use 403 and 404."""
    match failure:
        case NotYourOrder() | MissingScope():
            return _error(400, NO_PERMISSION, "You are not allowed to view this order.")
        case NoEmailClaim():
            return _error(400, NO_PERMISSION, "No email claim present.")
        case NoSuchOrder():
            return _error(400, NOT_FOUND, "Order id not found")
        case NoSuchUser():
            return _error(400, NOT_FOUND, "User not found.")
        case NoSuchAccount():
            return _error(400, NOT_FOUND, "Account not found.")
        case NotSignedIn():
            bearer = (b"www-authenticate", b"Bearer")
            return _error(401, AUTHENTICATION, "The access token is missing, invalid or expired.", bearer)
        case NoSuchFile():
            return _error(400, NOT_FOUND, "File not found.")
        case NoSuchPiece():
            return _error(400, NOT_FOUND, "Piece not found.")
        case InvalidInput(problems):
            told = "; ".join(f"{problem.path}: {problem.reason}" for problem in problems)
            return _error(400, INCORRECT_PARAMETERS, told)
        case NotPossible():
            return _error(400, INCORRECT_PARAMETERS, sentence(failure))
        case BalanceTooLow():
            return _error(400, OPERATION_FAILED, uncovered(failure))
        case ReferenceTaken(reference, order):
            told = f"reference: {reference[:64]!r} is already used by order {order}."
            return _error(400, INCORRECT_PARAMETERS, told)
        case NotThisVersion():
            return _error(412, INCORRECT_PARAMETERS, "The order has changed since you read it. Read it again.")
        case VersionNeeded():
            return _error(428, INCORRECT_PARAMETERS, "An If-Match header with the order's ETag is required.")
        case KeyReused():
            return _error(422, INCORRECT_PARAMETERS, "This idempotency key was already used for a different request.")
        case KeyInFlight():
            return _error(409, INCORRECT_PARAMETERS, "A request with this idempotency key is still in progress.")
        case UnknownPath():
            return _error(404, INCORRECT_PARAMETERS, "Endpoint not found.")
        case WrongMethod(allowed):
            names = ", ".join(allowed)
            return _error(
                405, INCORRECT_PARAMETERS, f"Method not allowed. Allowed: {names}.", (b"allow", names.encode())
            )
        case BodyTooLarge():
            return _error(413, INCORRECT_PARAMETERS, "The request body is too large.")
        case BodyTooSlow():
            return _error(408, INCORRECT_PARAMETERS, "The request body did not arrive in time.")
        case UnsupportedMediaType(wanted):
            return _error(415, INCORRECT_PARAMETERS, f"The request body must be {wanted}, uncompressed.")
        case HeadersTooLarge():
            return _error(431, INCORRECT_PARAMETERS, "The request headers are larger than 64 KiB.")
        case Unavailable():
            return _error(500, OPERATION_FAILED, "The database is unavailable. Try again later.")
        case Internal():
            return _error(500, OPERATION_FAILED, "Internal server error.")
        case _:
            assert_never(failure)


def _error(status: int, type: str, message: str, *headers: Header) -> Answer:
    return answer(status, wire.ErrorReply(success=False, error=wire.Error(type=type, message=message)), *headers)
