"""The outcome of a unit of work as one word, for metrics and traces."""

from typing import Literal, assert_never

from triplicate.app.units import Conflict, Interruption, Outcome, Success, UnitFailure
from triplicate.core.failures import DomainError, Unavailable

OutcomeWord = Literal["committed", "refused", "unavailable", "error", "again"]
"""`refused`: the caller's mistake. `unavailable`: the database cannot be used. `error`: a bug. `again`: it must run
again, because of another transaction."""


def outcome_word(outcome: Outcome) -> OutcomeWord:
    """The word for an outcome."""
    match outcome:
        case Success():
            return "committed"
        case UnitFailure(DomainError(failure=Unavailable())):
            return "unavailable"
        case UnitFailure(DomainError()):
            return "refused"
        case UnitFailure():
            return "error"
        case Conflict() | Interruption():
            return "again"
        case _:
            assert_never(outcome)
