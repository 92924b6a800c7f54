"""Error responses of Axim Commerce, whose order pages document 400, 401 and 500 only, and no sentence."""

from triplicate.api.http_errors import AnyFailure
from triplicate.api.messages import HTTP_STATUSES, FailureKind, describe, standard_headers
from triplicate.api.response import Response, json_response
from triplicate.dialects.axim.document import wire

STATUSES = HTTP_STATUSES | {
    FailureKind.UNAUTHENTICATED: 401,
    FailureKind.MISSING_EMAIL_CLAIM: 401,
    FailureKind.USER_NOT_FOUND: 401,
    FailureKind.MISSING_SCOPE: 401,
    FailureKind.ACCOUNT_NOT_FOUND: 400,
    FailureKind.ORDER_NOT_FOUND: 400,
    FailureKind.ORDER_OF_ANOTHER_ACCOUNT: 400,
    FailureKind.FILE_NOT_FOUND: 400,
    FailureKind.PERMANENT_FILE: 400,
    FailureKind.INSUFFICIENT_STORAGE: 400,
    FailureKind.PIECE_NOT_FOUND: 400,
    FailureKind.JOB_NOT_FOUND: 400,
    FailureKind.INVALID_INPUT: 400,
    FailureKind.ACTION_NOT_POSSIBLE: 400,
    FailureKind.INSUFFICIENT_BALANCE: 400,
    FailureKind.REFERENCE_IN_USE: 400,
    FailureKind.UNAVAILABLE: 500,
}
"""The status of each kind of failure. Another account's resources are answered as if they did not exist."""


def fail(failure: AnyFailure) -> Response:
    """The error response to a failure."""
    kind, sentence = describe(failure)
    return json_response(STATUSES[kind], wire.ErrorReply(success=False, message=sentence), *standard_headers(failure))
