"""Error responses of Marketiger: a type and a sentence, the vendor's own where its pages have one."""

from triplicate.api.http_errors import AnyFailure
from triplicate.api.messages import FailureKind, describe, standard_headers
from triplicate.api.response import Header, Response, json_response
from triplicate.dialects.marketiger.document import wire

NOT_FOUND, NO_PERMISSION, AUTHENTICATION = "NOT_FOUND", "NO_PERMISSION", "AUTHENTICATION"
INCORRECT_PARAMETERS, OPERATION_FAILED = "INCORRECT_PARAMETERS", "OPERATION_FAILED"
TYPES = {
    FailureKind.UNAUTHENTICATED: (401, AUTHENTICATION),
    FailureKind.MISSING_EMAIL_CLAIM: (400, NO_PERMISSION),
    FailureKind.USER_NOT_FOUND: (400, NOT_FOUND),
    FailureKind.MISSING_SCOPE: (400, NO_PERMISSION),
    FailureKind.ACCOUNT_NOT_FOUND: (400, NOT_FOUND),
    FailureKind.ORDER_NOT_FOUND: (400, NOT_FOUND),
    FailureKind.ORDER_OF_ANOTHER_ACCOUNT: (400, NO_PERMISSION),
    FailureKind.FILE_NOT_FOUND: (400, NOT_FOUND),
    FailureKind.PERMANENT_FILE: (400, OPERATION_FAILED),
    FailureKind.INSUFFICIENT_STORAGE: (400, OPERATION_FAILED),
    FailureKind.PIECE_NOT_FOUND: (400, NOT_FOUND),
    FailureKind.JOB_NOT_FOUND: (400, NOT_FOUND),
    FailureKind.INVALID_INPUT: (400, INCORRECT_PARAMETERS),
    FailureKind.ACTION_NOT_POSSIBLE: (400, INCORRECT_PARAMETERS),
    FailureKind.INSUFFICIENT_BALANCE: (400, OPERATION_FAILED),
    FailureKind.REFERENCE_IN_USE: (400, INCORRECT_PARAMETERS),
    FailureKind.VERSION_CONFLICT: (412, INCORRECT_PARAMETERS),
    FailureKind.PRECONDITION_REQUIRED: (428, INCORRECT_PARAMETERS),
    FailureKind.IDEMPOTENCY_KEY_REUSED: (422, INCORRECT_PARAMETERS),
    FailureKind.IDEMPOTENCY_KEY_IN_USE: (409, INCORRECT_PARAMETERS),
    FailureKind.PATH_NOT_FOUND: (404, INCORRECT_PARAMETERS),
    FailureKind.METHOD_NOT_ALLOWED: (405, INCORRECT_PARAMETERS),
    FailureKind.BODY_TOO_LARGE: (413, INCORRECT_PARAMETERS),
    FailureKind.BODY_TIMEOUT: (408, INCORRECT_PARAMETERS),
    FailureKind.UNSUPPORTED_MEDIA_TYPE: (415, INCORRECT_PARAMETERS),
    FailureKind.RANGE_NOT_SATISFIABLE: (416, INCORRECT_PARAMETERS),
    FailureKind.HEADERS_TOO_LARGE: (431, INCORRECT_PARAMETERS),
    FailureKind.NOT_IMPLEMENTED: (501, OPERATION_FAILED),
    FailureKind.OVERLOADED: (503, OPERATION_FAILED),
    FailureKind.HTTP_VERSION: (505, OPERATION_FAILED),
    FailureKind.UNAVAILABLE: (500, OPERATION_FAILED),
    FailureKind.INTERNAL_ERROR: (500, OPERATION_FAILED),
}
"""The status and type of each kind of failure. GetOrder's page documents 400 where other APIs use 403 and 404."""
STATUSES = {kind: status for kind, (status, _) in TYPES.items()}
DOCUMENTED_SENTENCES = {
    FailureKind.ORDER_OF_ANOTHER_ACCOUNT: "You are not allowed to view this order.",
    FailureKind.MISSING_SCOPE: "You are not allowed to view this order.",
    FailureKind.MISSING_EMAIL_CLAIM: "No email claim present.",
    FailureKind.ORDER_NOT_FOUND: "Order id not found",
    FailureKind.USER_NOT_FOUND: "User not found.",
}
_CHALLENGE: Header = (b"www-authenticate", b"Bearer")


def fail(failure: AnyFailure) -> Response:
    """The error response to a failure."""
    kind, sentence = describe(failure)
    status, type = TYPES[kind]
    error = wire.Error(type=type, message=DOCUMENTED_SENTENCES.get(kind, sentence))
    headers = (_CHALLENGE,) if kind is FailureKind.UNAUTHENTICATED else standard_headers(failure)
    return json_response(status, wire.ErrorReply(success=False, error=error), *headers)
