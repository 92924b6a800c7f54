"""Every failure as an RFC 9457 problem with a stable `code`. Total by type."""

from typing import assert_never

import msgspec

from triplicate.api.dialect import ErrorCode
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
from triplicate.api.response import NO_STORE, PROBLEM, Header, Response
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
from triplicate.dialects.native.problem import Problem, ProblemDetail


def fail(failure: AnyFailure) -> Response:
    """The answer to a failure."""
    body = problem(failure)
    return Response(body.status, msgspec.json.encode(body), (NO_STORE, *_headers(failure)), PROBLEM)


def problem(failure: AnyFailure) -> Problem:
    """A failure as a problem. What is another account's reads exactly as what does not exist."""
    match failure:
        case Unauthenticated() | MissingEmailClaim() | UserNotFound():
            return _problem("not-signed-in", "The access token is missing, invalid, expired or revoked.")
        case MissingScope(scope):
            document = _problem("missing-scope", f"The access token lacks the scope {scope}.")
            return _with(document, scope=scope)
        case AccountNotFound(id):
            return _problem("no-such-account", f"No account {id[:64]!r} exists.")
        case OrderNotFound(id) | OrderOfAnotherAccount(id):
            return _problem("no-such-order", f"No order {id[:64]!r} exists.")
        case FileNotFound(id):
            return _problem("no-such-file", f"No file {id[:64]!r} exists.")
        case PieceNotFound(id):
            return _problem("no-such-piece", f"No piece {id[:64]!r} exists.")
        case InvalidInput(problems):
            errors = [ProblemDetail(path=found.path, detail=found.reason) for found in problems]
            detail = "; ".join(f"{found.path} {found.reason}" for found in problems[:3])
            return _with(_problem("invalid-input", f"{detail}."), errors=errors)
        case ActionNotPossible():
            document = _problem("not-possible", action_not_possible(failure))
            return _with(document, obstacle=failure.obstacle.value, left=failure.remaining)
        case InsufficientBalance():
            return _problem("balance-too-low", insufficient_balance(failure))
        case ReferenceInUse(reference, order):
            document = _problem("reference-taken", f"There is an order with the reference {reference[:64]!r} already.")
            return _with(document, order=order)
        case VersionConflict(current):
            document = _problem("version-conflict", "The order has changed since: read it again.")
            return _with(document, current_version=current)
        case PreconditionRequired():
            detail = (
                "Say which version of the order is meant, so that nobody's change is lost: send If-Match with its "
                "ETag, or `version` in a row of a bulk request."
            )
            return _problem("precondition-required", detail)
        case IdempotencyKeyReused():
            return _problem("idempotency-key-reused", "The idempotency key was used before, for another request.")
        case IdempotencyKeyInUse():
            return _problem("idempotency-key-in-use", "A request with this idempotency key is being worked on.")
        case PathNotFound():
            return _problem("not-found", "Nothing is served under this path.")
        case MethodNotAllowed(allowed):
            return _problem("wrong-method", f"Use {', '.join(allowed)} here.")
        case BodyTooLarge(maximum):
            return _problem("body-too-large", f"The request body is larger than {maximum} bytes.")
        case BodyTimeout():
            return _problem("body-too-slow", "The request body did not arrive in time.")
        case UnsupportedMediaType(media_type):
            return _problem("not-json", f"The request body must be {media_type}, not compressed.")
        case HeadersTooLarge():
            return _problem("headers-too-large", "The request headers are larger than 64 KiB.")
        case ProtocolError(status, detail):
            return _problem(PROTOCOL_CODES[status], detail)
        case Unavailable():
            return _problem("unavailable", "The order database did not answer. Try again.")
        case InternalError():
            return _problem("internal", "The request could not be answered.")
        case _:
            assert_never(failure)


CODES = {
    "not-signed-in": ErrorCode(401, "The token is missing, unknown, expired or revoked. Sign in again."),
    "missing-scope": ErrorCode(403, "The token is good, but lacks the scope that `scope` names."),
    "no-such-account": ErrorCode(404, "No account of this id is yours."),
    "no-such-order": ErrorCode(404, "No order of this id is yours."),
    "no-such-file": ErrorCode(404, "No file of this id is yours."),
    "no-such-piece": ErrorCode(404, "No piece of this id is yours."),
    "invalid-input": ErrorCode(
        400, "The request does not fit. `errors` lists everything that is wrong with it, each with its place."
    ),
    "not-possible": ErrorCode(
        409, "The order's state does not allow the verb. `obstacle` says why, `left` how much there still is."
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
    "headers-too-large": ErrorCode(431, "The headers are larger than 64 KiB, or too many."),
    "not-implemented": ErrorCode(501, "Neither this method nor this transfer coding is implemented by anything here."),
    "overloaded": ErrorCode(503, "As many connections are open as there may be. Try again in a moment."),
    "http-version": ErrorCode(505, "Use HTTP/1.1."),
    "unavailable": ErrorCode(503, "The database did not answer. Nothing is lost; try again."),
    "internal": ErrorCode(500, "A fault of ours. The log has it under the request id."),
}
"""Every code, the status it comes with, and what it means. They stay, whatever the sentences become."""
PROTOCOL_CODES = {431: "headers-too-large", 501: "not-implemented", 503: "overloaded", 505: "http-version"}
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    408: "Request timeout",
    409: "Conflict",
    412: "Precondition failed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Unprocessable",
    428: "Precondition required",
    431: "Request header fields too large",
    500: "Internal server error",
    501: "Not implemented",
    503: "Service unavailable",
    505: "HTTP version not supported",
}


def _problem(code: str, detail: str) -> Problem:
    """A problem whose type is the place of its code in the reference that this server shows."""
    status = CODES[code].status
    return Problem(type=f"/docs/native#{code}", title=TITLES[status], status=status, detail=detail, code=code)


def _with(document: Problem, **members: object) -> Problem:
    return msgspec.structs.replace(document, **members)


def _headers(failure: AnyFailure) -> tuple[Header, ...]:
    match failure:
        case Unauthenticated() | MissingEmailClaim() | UserNotFound():
            return ((b"www-authenticate", b"Bearer"),)
        case MissingScope(scope):
            challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
            return ((b"www-authenticate", challenge.encode()),)
        case MethodNotAllowed(allowed):
            return ((b"allow", ", ".join(allowed).encode()),)
        case Unavailable() | IdempotencyKeyInUse():
            return ((b"retry-after", b"1"),)
        case _:
            return ()
