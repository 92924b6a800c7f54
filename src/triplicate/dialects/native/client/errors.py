"""Exceptions of the client: one class for each problem code that programs may want to handle."""

from triplicate.dialects.native.problem import Problem, ProblemDetail
from triplicate.http_client.transport import CallError


class TriplicateError(CallError):
    """A failed call. `problem` holds the details; `retry_after` is in seconds, 0 if the server sent none."""

    def __init__(self, problem: Problem, retry_after: float = 0.0) -> None:
        super().__init__(problem, retry_after)
        self.problem = problem
        self.retry_after = retry_after

    def __str__(self) -> str:
        suffix = f", request {self.problem.request_id}" if self.problem.request_id else ""
        return f"{self.problem.detail} ({self.problem.code}{suffix})"

    @property
    def status(self) -> int:
        """The HTTP status; 0 if there was no response."""
        return self.problem.status

    @property
    def code(self) -> str:
        """The problem code, as listed in the documentation."""
        return self.problem.code

    @property
    def errors(self) -> list[ProblemDetail]:
        """Every validation error, with its JSON path or parameter name."""
        return self.problem.errors


class Unauthenticated(TriplicateError):
    """The access token is missing, unknown, expired, revoked, or belongs to another dialect."""


class MissingScope(TriplicateError):
    """The access token lacks the scope `problem.scope`."""


class NotFound(TriplicateError):
    """The order, piece, file, job or account does not exist, or the credential may not access it."""


class InvalidInput(TriplicateError):
    """The request is invalid; `errors` lists every validation error."""


class ActionNotPossible(TriplicateError):
    """The order's state does not allow the action; `problem.obstacle` says why, `problem.left` how much remains."""


class InsufficientBalance(TriplicateError):
    """The account's balance does not cover the amount."""


class PermanentFile(TriplicateError):
    """Files of this purpose cannot be deleted: orders may show them."""


class InsufficientStorage(TriplicateError):
    """The file does not fit into the account's quota; `problem.left` is how many bytes do."""


class ReferenceInUse(TriplicateError):
    """The account allows one order per reference; `problem.order` is the one that already uses this reference."""


class VersionConflict(TriplicateError):
    """The order has changed since it was read; its version is now `problem.current_version`. Read it again."""


class PreconditionRequired(TriplicateError):
    """This change needs the expected version of the order."""


class IdempotencyKeyReused(TriplicateError):
    """The idempotency key was already used for a different request."""


class IdempotencyKeyInUse(TriplicateError):
    """A request with this idempotency key is still in progress. A retry receives the response of that request."""

    @property
    def is_transient(self) -> bool:
        """True: the first request will end, so a retry makes sense."""
        return True


class Unavailable(TriplicateError):
    """The server's database is unavailable at the moment."""


class Unreachable(TriplicateError):
    """No response: no connection, a broken one, or a timeout. A change may or may not have been made."""


class UnexpectedResponse(TriplicateError):
    """The response is not one of Triplicate's: another server is at this URL, or a proxy is in between."""


ERROR_CLASSES: dict[str, type[TriplicateError]] = {
    "not-signed-in": Unauthenticated,
    "missing-scope": MissingScope,
    "no-such-order": NotFound,
    "no-such-account": NotFound,
    "no-such-file": NotFound,
    "no-such-piece": NotFound,
    "permanent-file": PermanentFile,
    "quota-exceeded": InsufficientStorage,
    "no-such-job": NotFound,
    "balance-too-low": InsufficientBalance,
    "reference-taken": ReferenceInUse,
    "invalid-input": InvalidInput,
    "not-possible": ActionNotPossible,
    "version-conflict": VersionConflict,
    "precondition-required": PreconditionRequired,
    "idempotency-key-reused": IdempotencyKeyReused,
    "idempotency-key-in-use": IdempotencyKeyInUse,
    "unavailable": Unavailable,
}
"""The exception class of each problem code; any other code becomes a plain TriplicateError."""


def error_for(problem: Problem, retry_after: float = 0.0) -> TriplicateError:
    """The exception for a problem, by its code."""
    return ERROR_CLASSES.get(problem.code, TriplicateError)(problem, retry_after)


def unreachable(detail: str) -> Unreachable:
    """The exception for a call without a response."""
    return Unreachable(_client_problem(0, "unreachable", "No response", detail))


def unexpected(status: int, detail: str, request_id: str, retry_after: float) -> UnexpectedResponse:
    """The exception for a response that is not Triplicate's."""
    problem = _client_problem(status, "unexpected-answer", "Unexpected response", detail)
    problem.request_id = request_id
    return UnexpectedResponse(problem, retry_after)


def order_not_found(name: str) -> NotFound:
    """The exception for an order id that cannot be part of a URL path."""
    return NotFound(_client_problem(404, "no-such-order", "Not found", f"No order {name[:64]!r} exists."))


def invalid(path: str, reason: str) -> InvalidInput:
    """The exception for a value that cannot be sent."""
    problem = _client_problem(400, "invalid-input", "Bad request", f"{path} {reason}.")
    problem.errors = [ProblemDetail(path=path, detail=reason)]
    return InvalidInput(problem)


def _client_problem(status: int, code: str, title: str, detail: str) -> Problem:
    """A problem created by the client, not by a server."""
    return Problem(type="about:blank", title=title, status=status, detail=detail, code=code)
