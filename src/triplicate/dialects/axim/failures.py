"""Error responses of Axim Commerce, whose order pages document 400, 401 and 500 only, and no sentence."""

from triplicate.api.http_errors import AnyFailure
from triplicate.api.messages import FailureKind, allow_header, describe
from triplicate.api.response import Response, json_response
from triplicate.dialects.axim.document import wire

STATUSES = {
    FailureKind.UNAUTHENTICATED: 401,
    FailureKind.MISSING_EMAIL_CLAIM: 401,
    FailureKind.USER_NOT_FOUND: 401,
    FailureKind.MISSING_SCOPE: 401,
    FailureKind.ACCOUNT_NOT_FOUND: 400,
    FailureKind.ORDER_NOT_FOUND: 400,
    FailureKind.ORDER_OF_ANOTHER_ACCOUNT: 400,
    FailureKind.FILE_NOT_FOUND: 400,
    FailureKind.PIECE_NOT_FOUND: 400,
    FailureKind.INVALID_INPUT: 400,
    FailureKind.ACTION_NOT_POSSIBLE: 400,
    FailureKind.INSUFFICIENT_BALANCE: 400,
    FailureKind.REFERENCE_IN_USE: 400,
    FailureKind.VERSION_CONFLICT: 412,
    FailureKind.PRECONDITION_REQUIRED: 428,
    FailureKind.IDEMPOTENCY_KEY_REUSED: 422,
    FailureKind.IDEMPOTENCY_KEY_IN_USE: 409,
    FailureKind.PATH_NOT_FOUND: 404,
    FailureKind.METHOD_NOT_ALLOWED: 405,
    FailureKind.BODY_TOO_LARGE: 413,
    FailureKind.BODY_TIMEOUT: 408,
    FailureKind.UNSUPPORTED_MEDIA_TYPE: 415,
    FailureKind.HEADERS_TOO_LARGE: 431,
    FailureKind.NOT_IMPLEMENTED: 501,
    FailureKind.OVERLOADED: 503,
    FailureKind.HTTP_VERSION: 505,
    FailureKind.UNAVAILABLE: 500,
    FailureKind.INTERNAL_ERROR: 500,
}
"""The status of each kind of failure. Another account's resources are answered as if they did not exist."""


def fail(failure: AnyFailure) -> Response:
    """The error response to a failure."""
    kind, sentence = describe(failure)
    return json_response(STATUSES[kind], wire.ErrorReply(success=False, message=sentence), *allow_header(failure))
