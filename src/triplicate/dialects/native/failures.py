"""Every failure as an RFC 9457 problem with a stable `code`. Total by type."""

from typing import assert_never

import msgspec

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
from triplicate.api.operation import Code
from triplicate.api.response import NOT_STORED, PROBLEM, Answer, Header
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
from triplicate.dialects.native.responses import Problem, ProblemDetail


def fail(failure: Anything) -> Answer:
    """The answer to a failure."""
    told = problem(failure)
    return Answer(told.status, msgspec.json.encode(told), (NOT_STORED, *_headers(failure)), PROBLEM)


def problem(failure: Anything) -> Problem:
    """A failure as a problem. What is another account's reads exactly as what does not exist."""
    match failure:
        case NotSignedIn() | NoEmailClaim() | NoSuchUser():
            return _problem("not-signed-in", "The access token is missing, invalid, expired or revoked.")
        case MissingScope(scope):
            told = _problem("missing-scope", f"The access token lacks the scope {scope}.")
            return _with(told, scope=scope)
        case NoSuchAccount(id):
            return _problem("no-such-account", f"No account {id[:64]!r} exists.")
        case NoSuchOrder(id) | NotYourOrder(id):
            return _problem("no-such-order", f"No order {id[:64]!r} exists.")
        case NoSuchFile(id):
            return _problem("no-such-file", f"No file {id[:64]!r} exists.")
        case NoSuchPiece(id):
            return _problem("no-such-piece", f"No piece {id[:64]!r} exists.")
        case InvalidInput(problems):
            errors = [ProblemDetail(path=found.path, detail=found.reason) for found in problems]
            detail = "; ".join(f"{found.path} {found.reason}" for found in problems[:3])
            return _with(_problem("invalid-input", f"{detail}."), errors=errors)
        case NotPossible():
            told = _problem("not-possible", sentence(failure))
            return _with(told, obstacle=failure.because.value, left=failure.left)
        case BalanceTooLow():
            return _problem("balance-too-low", uncovered(failure))
        case ReferenceTaken(reference, order):
            told = _problem("reference-taken", f"There is an order with the reference {reference[:64]!r} already.")
            return _with(told, order=order)
        case NotThisVersion(current):
            told = _problem("not-this-version", "The order has changed since: read it again.")
            return _with(told, current_version=current)
        case VersionNeeded():
            detail = (
                "Say which version of the order is meant, so that nobody's change is lost: send If-Match with its "
                "ETag, or `version` in a row of a bulk request."
            )
            return _problem("version-needed", detail)
        case KeyReused():
            return _problem("key-reused", "The idempotency key was used before, for another request.")
        case KeyInFlight():
            return _problem("key-in-flight", "A request with this idempotency key is being worked on.")
        case UnknownPath():
            return _problem("no-such-endpoint", "Nothing is served under this path.")
        case WrongMethod(allowed):
            return _problem("wrong-method", f"Use {', '.join(allowed)} here.")
        case BodyTooLarge(most):
            return _problem("body-too-large", f"The request body is larger than {most} bytes.")
        case BodyTooSlow():
            return _problem("body-too-slow", "The request body did not arrive in time.")
        case UnsupportedMediaType(wanted):
            return _problem("not-json", f"The request body must be {wanted}, not compressed.")
        case HeadersTooLarge():
            return _problem("headers-too-large", "The request headers are larger than 64 KiB.")
        case Unavailable():
            return _problem("unavailable", "The order database did not answer. Try again.")
        case Internal():
            return _problem("internal", "The request could not be answered.")
        case _:
            assert_never(failure)


CODES = {
    "not-signed-in": Code(401, "The token is missing, unknown, expired or revoked. Sign in again."),
    "missing-scope": Code(403, "The token is good, but lacks the scope that `scope` names."),
    "no-such-account": Code(404, "No account of this id is yours."),
    "no-such-order": Code(404, "No order of this id is yours."),
    "no-such-file": Code(404, "No file of this id is yours."),
    "no-such-piece": Code(404, "No piece of this id is yours."),
    "invalid-input": Code(
        400, "The request does not fit. `errors` lists everything that is wrong with it, each with its place."
    ),
    "not-possible": Code(
        409, "The order's state does not allow the verb. `obstacle` says why, `left` how much there still is."
    ),
    "balance-too-low": Code(409, "The account's balance does not cover the amount. Top it up."),
    "reference-taken": Code(
        409, "The account takes one order per reference; `order` is the one that has this reference already."
    ),
    "not-this-version": Code(
        412, "The order has changed since it was read; it is now at `current_version`. Read it again and decide."
    ),
    "version-needed": Code(428, "Send `If-Match` with the ETag of the order that is meant."),
    "key-reused": Code(422, "The idempotency key was used before, for another request. Use a new one."),
    "key-in-flight": Code(
        409, "The first request with this idempotency key is being worked on. Ask again in a moment."
    ),
    "no-such-endpoint": Code(404, "Nothing is served under this path."),
    "wrong-method": Code(405, "The path is served with the methods that `Allow` names."),
    "body-too-large": Code(413, "The body is larger than what is read."),
    "body-too-slow": Code(408, "The body did not arrive in time. Send it again."),
    "not-json": Code(415, "Send JSON, as `application/json`, not compressed."),
    "headers-too-large": Code(431, "The headers are larger than 64 KiB."),
    "unavailable": Code(503, "The database did not answer. Nothing is lost; try again."),
    "internal": Code(500, "A fault of ours. The log has it under the request id."),
}
"""Every code, the status it comes with, and what it means. They stay, whatever the sentences become."""
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
    503: "Service unavailable",
}


def _problem(code: str, detail: str) -> Problem:
    """A problem whose type is the place of its code in the reference that this server shows."""
    status = CODES[code].status
    return Problem(type=f"/docs/native#{code}", title=TITLES[status], status=status, detail=detail, code=code)


def _with(told: Problem, **members: object) -> Problem:
    return msgspec.structs.replace(told, **members)


def _headers(failure: Anything) -> tuple[Header, ...]:
    match failure:
        case NotSignedIn() | NoEmailClaim() | NoSuchUser():
            return ((b"www-authenticate", b"Bearer"),)
        case MissingScope(scope):
            told = f'Bearer error="insufficient_scope", scope="{scope}"'
            return ((b"www-authenticate", told.encode()),)
        case WrongMethod(allowed):
            return ((b"allow", ", ".join(allowed).encode()),)
        case Unavailable() | KeyInFlight():
            return ((b"retry-after", b"1"),)
        case _:
            return ()
