"""Failures where no dialect is, as problems (RFC 9457)."""

from triplicate.api.http_errors import AnyFailure, InternalError
from triplicate.api.messages import FailureKind, describe, standard_headers
from triplicate.api.response import Response, problem_response

_STATUSES = {
    FailureKind.UNAUTHENTICATED: 401,
    FailureKind.MISSING_SCOPE: 403,
    FailureKind.PATH_NOT_FOUND: 404,
    FailureKind.METHOD_NOT_ALLOWED: 405,
    FailureKind.BODY_TIMEOUT: 408,
    FailureKind.BODY_TOO_LARGE: 413,
    FailureKind.INVALID_INPUT: 400,
    FailureKind.RANGE_NOT_SATISFIABLE: 416,
    FailureKind.HEADERS_TOO_LARGE: 431,
    FailureKind.NOT_IMPLEMENTED: 501,
    FailureKind.OVERLOADED: 503,
    FailureKind.HTTP_VERSION: 505,
    FailureKind.UNAVAILABLE: 503,
    FailureKind.INTERNAL_ERROR: 500,
}
"""The status of what can fail where no dialect is; anything else there is a bug."""


def failure_problem(failure: AnyFailure) -> Response:
    """The failure as a problem; one that cannot occur there counts as a bug."""
    kind, sentence = describe(failure)
    if kind not in _STATUSES:
        return failure_problem(InternalError())
    return problem_response(_STATUSES[kind], sentence, *standard_headers(failure))
