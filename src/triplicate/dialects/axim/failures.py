"""Error responses of Axim Commerce, whose order pages document 400, 401 and 500 only. The match is exhaustive."""

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
from triplicate.dialects.axim.document import wire


def fail(failure: Anything) -> Answer:
    """The error response to a failure. Another account's resources are reported as if they did not exist."""
    match failure:
        case NotSignedIn() | NoEmailClaim() | NoSuchUser():
            return _error(401, "The access token is missing, invalid or expired.")
        case MissingScope(scope):
            return _error(401, f"The access token lacks the scope {scope}.")
        case NoSuchAccount(id):
            return _error(400, f"No account {id[:64]!r} exists.")
        case NoSuchOrder(id) | NotYourOrder(id):
            return _error(400, f"No order {id[:64]!r} exists.")
        case NoSuchFile(id):
            return _error(400, f"No file {id[:64]!r} exists.")
        case NoSuchPiece(id):
            return _error(400, f"No piece {id[:64]!r} exists.")
        case InvalidInput(problems):
            return _error(400, "; ".join(f"{problem.path}: {problem.reason}" for problem in problems))
        case NotPossible():
            return _error(400, sentence(failure))
        case BalanceTooLow():
            return _error(400, uncovered(failure))
        case ReferenceTaken(reference, order):
            return _error(400, f"reference: {reference[:64]!r} is already used by order {order}.")
        case NotThisVersion():
            return _error(412, "The order has changed since you read it. Read it again.")
        case VersionNeeded():
            return _error(428, "An If-Match header with the order's ETag is required.")
        case KeyReused():
            return _error(422, "This idempotency key was already used for a different request.")
        case KeyInFlight():
            return _error(409, "A request with this idempotency key is still in progress.")
        case UnknownPath():
            return _error(404, "Endpoint not found.")
        case WrongMethod(allowed):
            names = ", ".join(allowed)
            return _error(405, f"Method not allowed. Allowed: {names}.", (b"allow", names.encode()))
        case BodyTooLarge():
            return _error(413, "The request body is too large.")
        case BodyTooSlow():
            return _error(408, "The request body did not arrive in time.")
        case UnsupportedMediaType(wanted):
            return _error(415, f"The request body must be {wanted}, uncompressed.")
        case HeadersTooLarge():
            return _error(431, "The request headers are larger than 64 KiB.")
        case Unavailable():
            return _error(500, "The database is unavailable. Try again later.")
        case Internal():
            return _error(500, "Internal server error.")
        case _:
            assert_never(failure)


def _error(status: int, message: str, *headers: Header) -> Answer:
    return answer(status, wire.ErrorReply(success=False, message=message), *headers)
