"""Expected failures of commands as one sentence each; loaded only when a command failed."""

from triplicate.cli.connection import error_text
from triplicate.client import TriplicateError
from triplicate.config import InvalidSetting
from triplicate.core.failures import AccountNotFound, DomainError, InvalidInput, OrderNotFound, Unavailable
from triplicate.limited_child.failures import StartFailure
from triplicate.main import NotReady
from triplicate.server.mounts.lifespan import StartupError


def describe(error: Exception) -> str | None:
    """The sentence for an expected failure; None for any other exception."""
    match error:
        case StartupError():
            cause = error.__cause__
            return (describe(cause) if isinstance(cause, Exception) else None) or str(error)
        case NotReady() | InvalidSetting() | StartFailure():
            return str(error)
        case DomainError():
            return _domain_message(error)
        case TriplicateError():
            return error_text(error)
        case _:
            return None


def _domain_message(error: DomainError) -> str:
    match error.failure:
        case AccountNotFound(id):
            return f"account {id} not found: see `triplicate account list`"
        case OrderNotFound(id):
            hint = ", or several accounts have an order with this number: pass --account" if id.isdigit() else ""
            return f"order {id} not found{hint}"
        case InvalidInput(problems):
            return "; ".join(f"{problem.path}: {problem.reason}" for problem in problems)
        case Unavailable():
            cause = getattr(error.__cause__, "orig", error.__cause__)
            return f"the database cannot be used: {str(cause).splitlines()[0] if cause else 'no response'}"
        case failure:
            return f"failed: {type(failure).__name__}"
