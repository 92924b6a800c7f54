"""What the client raises: a problem that the server told of, with a class for each that programs react to."""

from triplicate.dialects.native.responses import Problem, ProblemDetail
from triplicate.http_client.transport import CallError


class TriplicateError(CallError):
    """A call that did not succeed. `problem` is all that is known of it."""

    def __init__(self, problem: Problem, retry_after: float = 0.0) -> None:
        super().__init__(problem, retry_after)
        self.problem = problem
        self.retry_after = retry_after

    def __str__(self) -> str:
        suffix = f", request {self.problem.request_id}" if self.problem.request_id else ""
        return f"{self.problem.detail} ({self.problem.code}{suffix})"

    @property
    def status(self) -> int:
        """The HTTP status; 0 when nothing was answered."""
        return self.problem.status

    @property
    def code(self) -> str:
        """What went wrong, for programs: one of the codes that the documentation lists."""
        return self.problem.code

    @property
    def errors(self) -> list[ProblemDetail]:
        """Every problem of the input, each with its JSON path or the parameter's name."""
        return self.problem.errors


class Unauthenticated(TriplicateError):
    """The token is missing, unknown, expired, revoked, or one of another dialect."""


class MissingScope(TriplicateError):
    """The token does not allow this; `problem.scope` names the scope that it lacks."""


class NotFound(TriplicateError):
    """There is no such order, piece, file or account, or it is somebody else's."""


class InvalidInput(TriplicateError):
    """The input breaks the contract; `errors` lists everything that is wrong with it."""


class ActionNotPossible(TriplicateError):
    """The order's state does not allow it; `problem.obstacle` names why, `problem.left` how much there still is."""


class InsufficientBalance(TriplicateError):
    """The account's balance does not cover the amount."""


class ReferenceInUse(TriplicateError):
    """The account takes one order per reference; `problem.order` is the one that has this reference."""


class VersionConflict(TriplicateError):
    """Somebody changed the order since: read it again. `problem.current_version` is the one it has now."""


class PreconditionRequired(TriplicateError):
    """This change must say which version of the order it is meant for."""


class IdempotencyKeyReused(TriplicateError):
    """The idempotency key was used before, for another request."""


class IdempotencyKeyInUse(TriplicateError):
    """A request with this idempotency key is being worked on; tried again, it is given that request's answer."""

    @property
    def is_transient(self) -> bool:
        """It does."""
        return True


class Unavailable(TriplicateError):
    """The server's database does not answer at the moment."""


class Unreachable(TriplicateError):
    """Nothing was answered: no connection, a broken one, or no answer in time. A change may have happened or not."""


class UnexpectedResponse(TriplicateError):
    """What was answered is nothing that Triplicate answers: something else is at this URL, or in between."""


ERROR_CLASSES: dict[str, type[TriplicateError]] = {
    "not-signed-in": Unauthenticated,
    "missing-scope": MissingScope,
    "no-such-order": NotFound,
    "no-such-account": NotFound,
    "no-such-file": NotFound,
    "no-such-piece": NotFound,
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
"""The class of each code; a code that is not here is a plain TriplicateError."""


def error_for(problem: Problem, retry_after: float = 0.0) -> TriplicateError:
    """The exception of a problem's code."""
    return ERROR_CLASSES.get(problem.code, TriplicateError)(problem, retry_after)


def unreachable(detail: str) -> Unreachable:
    """That nothing was answered, and why."""
    return Unreachable(_client_problem(0, "unreachable", "No answer", detail))


def unexpected(status: int, detail: str, request_id: str, retry_after: float) -> UnexpectedResponse:
    """That something was answered which is none of ours."""
    problem = _client_problem(status, "unexpected-answer", "Unexpected answer", detail)
    problem.request_id = request_id
    return UnexpectedResponse(problem, retry_after)


def order_not_found(name: str) -> NotFound:
    """That nothing has a name which no path can carry."""
    return NotFound(_client_problem(404, "no-such-order", "Not found", f"No order {name[:64]!r} exists."))


def invalid(path: str, reason: str) -> InvalidInput:
    """That a piece of input cannot even be sent."""
    problem = _client_problem(400, "invalid-input", "Bad request", f"{path} {reason}.")
    problem.errors = [ProblemDetail(path=path, detail=reason)]
    return InvalidInput(problem)


def _client_problem(status: int, code: str, title: str, detail: str) -> Problem:
    """A problem that no server told of."""
    return Problem(type="about:blank", title=title, status=status, detail=detail, code=code)
