"""Every failure as an RFC 9457 problem with a stable `code`, and with what a program needs to know of it."""

import msgspec

from triplicate.api.dialect import ErrorCode
from triplicate.api.http_errors import AnyFailure
from triplicate.api.messages import FailureKind, describe, standard_headers
from triplicate.api.response import NO_STORE, PROBLEM, TITLES, Header, Response
from triplicate.core.failures import (
    ActionNotPossible,
    InsufficientStorage,
    InvalidInput,
    MissingScope,
    PreconditionRequired,
    ReferenceInUse,
    VersionConflict,
)
from triplicate.dialects.native.problem import Problem, ProblemDetail

CODES = {
    "not-signed-in": ErrorCode(401, "The token is missing, unknown, expired or revoked. Sign in again."),
    "missing-scope": ErrorCode(403, "The token is good, but lacks the scope that `scope` names."),
    "no-such-account": ErrorCode(404, "No account of this id is yours."),
    "no-such-order": ErrorCode(404, "No order of this id is yours."),
    "no-such-file": ErrorCode(404, "No file of this id is yours."),
    "permanent-file": ErrorCode(409, "Files of this purpose stay, since orders may show them."),
    "quota-exceeded": ErrorCode(
        409,
        "The file does not fit into the account's quota; `left` is how many bytes do. Delete files you do not need.",
    ),
    "no-such-piece": ErrorCode(404, "No piece of this id is yours."),
    "no-such-job": ErrorCode(404, "No job of this id is yours. Jobs that are done are kept for a day."),
    "invalid-input": ErrorCode(
        400, "The request does not fit. `errors` lists everything that is wrong with it, each with its place."
    ),
    "not-possible": ErrorCode(
        409, "The order's state does not allow the action. `obstacle` says why, `left` how much there still is."
    ),
    "balance-too-low": ErrorCode(409, "The account's balance does not cover the amount. Top it up."),
    "reference-taken": ErrorCode(
        409, "The account takes one order per reference; `order` is the one that has this reference already."
    ),
    "version-conflict": ErrorCode(
        412, "The order has changed since it was read; it is now at `current_version`. Read it again and decide."
    ),
    "precondition-required": ErrorCode(428, "Send `If-Match` with the ETag of the order that is meant."),
    "idempotency-key-reused": ErrorCode(
        422, "The idempotency key was used before, for another request. Use a new one."
    ),
    "idempotency-key-in-use": ErrorCode(
        409, "The first request with this idempotency key is being worked on. Ask again in a moment."
    ),
    "not-found": ErrorCode(404, "Nothing is served under this path."),
    "wrong-method": ErrorCode(405, "The path is served with the methods that `Allow` names."),
    "body-too-large": ErrorCode(413, "The body is larger than what is read."),
    "body-too-slow": ErrorCode(408, "The body did not arrive in time. Send it again."),
    "not-json": ErrorCode(415, "Send JSON, as `application/json`, not compressed."),
    "range-not-satisfiable": ErrorCode(
        416, "No byte of the file is in the range. `Content-Range` has the file's size."
    ),
    "headers-too-large": ErrorCode(431, "The headers are larger than 64 KiB, or too many."),
    "not-implemented": ErrorCode(501, "Neither this method nor this transfer coding is implemented by anything here."),
    "overloaded": ErrorCode(503, "As many connections are open as there may be. Try again in a moment."),
    "http-version": ErrorCode(505, "Use HTTP/1.1."),
    "unavailable": ErrorCode(503, "The database did not answer. Nothing is lost; try again."),
    "internal": ErrorCode(500, "A fault of ours. The log has it under the request id."),
}
"""Every code, the status it comes with, and what it means. They stay, whatever the sentences become."""
CODES_BY_KIND = {
    FailureKind.UNAUTHENTICATED: "not-signed-in",
    FailureKind.MISSING_EMAIL_CLAIM: "not-signed-in",
    FailureKind.USER_NOT_FOUND: "not-signed-in",
    FailureKind.MISSING_SCOPE: "missing-scope",
    FailureKind.ACCOUNT_NOT_FOUND: "no-such-account",
    FailureKind.ORDER_NOT_FOUND: "no-such-order",
    FailureKind.ORDER_OF_ANOTHER_ACCOUNT: "no-such-order",
    FailureKind.FILE_NOT_FOUND: "no-such-file",
    FailureKind.PERMANENT_FILE: "permanent-file",
    FailureKind.INSUFFICIENT_STORAGE: "quota-exceeded",
    FailureKind.PIECE_NOT_FOUND: "no-such-piece",
    FailureKind.JOB_NOT_FOUND: "no-such-job",
    FailureKind.INVALID_INPUT: "invalid-input",
    FailureKind.ACTION_NOT_POSSIBLE: "not-possible",
    FailureKind.INSUFFICIENT_BALANCE: "balance-too-low",
    FailureKind.REFERENCE_IN_USE: "reference-taken",
    FailureKind.VERSION_CONFLICT: "version-conflict",
    FailureKind.PRECONDITION_REQUIRED: "precondition-required",
    FailureKind.IDEMPOTENCY_KEY_REUSED: "idempotency-key-reused",
    FailureKind.IDEMPOTENCY_KEY_IN_USE: "idempotency-key-in-use",
    FailureKind.PATH_NOT_FOUND: "not-found",
    FailureKind.METHOD_NOT_ALLOWED: "wrong-method",
    FailureKind.BODY_TOO_LARGE: "body-too-large",
    FailureKind.BODY_TIMEOUT: "body-too-slow",
    FailureKind.UNSUPPORTED_MEDIA_TYPE: "not-json",
    FailureKind.RANGE_NOT_SATISFIABLE: "range-not-satisfiable",
    FailureKind.HEADERS_TOO_LARGE: "headers-too-large",
    FailureKind.NOT_IMPLEMENTED: "not-implemented",
    FailureKind.OVERLOADED: "overloaded",
    FailureKind.HTTP_VERSION: "http-version",
    FailureKind.UNAVAILABLE: "unavailable",
    FailureKind.INTERNAL_ERROR: "internal",
}
"""The code of each kind of failure. What is another account's reads exactly as what does not exist."""
STATUSES = {kind: CODES[code].status for kind, code in CODES_BY_KIND.items()}


_MAX_IN_SENTENCE = 3
"""Problems of an input that the sentence names; `errors` has them all."""
_PRECONDITION = "Name the version of the order: send If-Match with its ETag, or `version` in a row of a bulk request."


def fail(failure: AnyFailure) -> Response:
    """The response to a failure."""
    body = problem(failure)
    return Response(body.status, msgspec.json.encode(body), (NO_STORE, *_headers(failure)), PROBLEM)


def problem(failure: AnyFailure) -> Problem:
    """A failure as a problem, whose type is the place of its code in the reference that this server shows."""
    kind, sentence = describe(failure)
    code = CODES_BY_KIND[kind]
    status = CODES[code].status
    body = Problem(type=f"/docs/native#{code}", title=TITLES[status], status=status, detail=sentence, code=code)
    return _with_members(body, failure)


def _with_members(body: Problem, failure: AnyFailure) -> Problem:
    """The problem with what programs need to know beside its sentence."""
    match failure:
        case MissingScope(scope):
            return msgspec.structs.replace(body, scope=scope)
        case InvalidInput(problems):
            errors = [ProblemDetail(path=problem.path, detail=problem.reason) for problem in problems]
            detail = describe(InvalidInput(problems[:_MAX_IN_SENTENCE])).sentence
            return msgspec.structs.replace(body, errors=errors, detail=f"{detail}.")
        case ActionNotPossible():
            return msgspec.structs.replace(body, obstacle=failure.obstacle.value, left=failure.remaining)
        case InsufficientStorage(_, available, _):
            return msgspec.structs.replace(body, left=str(available))
        case ReferenceInUse(_, order):
            return msgspec.structs.replace(body, order=order)
        case VersionConflict(current):
            return msgspec.structs.replace(body, current_version=current)
        case PreconditionRequired():
            return msgspec.structs.replace(body, detail=_PRECONDITION)
        case _:
            return body


def _headers(failure: AnyFailure) -> tuple[Header, ...]:
    match describe(failure).kind:
        case FailureKind.UNAUTHENTICATED | FailureKind.MISSING_EMAIL_CLAIM | FailureKind.USER_NOT_FOUND:
            return ((b"www-authenticate", b"Bearer"),)
        case FailureKind.MISSING_SCOPE if isinstance(failure, MissingScope):
            challenge = f'Bearer error="insufficient_scope", scope="{failure.scope}"'
            return ((b"www-authenticate", challenge.encode()),)
        case FailureKind.UNAVAILABLE | FailureKind.IDEMPOTENCY_KEY_IN_USE:
            return ((b"retry-after", b"1"),)
        case _:
            return standard_headers(failure)
