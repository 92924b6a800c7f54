"""Units of work that wait for a transaction, and what became of each of a group that shared one."""

from collections.abc import Callable, Collection, Iterable
from contextvars import Context
from typing import NamedTuple, Protocol

from triplicate.app.ports import UnitOfWork

ResponseKey = tuple[str, str, str]
"""The account ("": none) of a caller, who owns an idempotency key, and the key."""


class Unit(Protocol):
    """A unit of work that waits for its transaction.

    What it does outside the database must bear repetition: after a rollback it runs again.
    """

    @property
    def name(self) -> str:
        """What kind of work it is, for logs and measurements."""

    @property
    def context(self) -> Context | None:
        """The context in which somebody waits for it, for log lines and traces; None means the calling thread's."""

    def run(self, uow: UnitOfWork) -> None:
        """Does the work, and keeps its result until the transaction has committed."""


class Success(NamedTuple):
    """What the unit did is on disk."""


class UnitFailure(NamedTuple):
    """The unit failed, and nothing of it is stored; running it again would not help."""

    error: BaseException


class Conflict(NamedTuple):
    """Another transaction got in the unit's way; nothing of it is stored, and it may succeed when it runs again."""

    error: BaseException


class Interruption(NamedTuple):
    """The transaction ended because of another unit; nothing of this one is stored, and it must run again."""


Outcome = Success | UnitFailure | Conflict | Interruption


class GroupStore(Protocol):
    """The database for writes, which commits several units of work at once."""

    def run_group(
        self, units: Iterable[Unit], keys_ahead: Callable[[], Collection[ResponseKey]] = tuple
    ) -> list[Outcome]:
        """Runs units in one transaction and commits once; the outcomes of those it took, in their order.

        `keys_ahead` gives the idempotency keys of the units that may be taken next, so that they are claimed together.
        A unit that fails is rolled back alone. After a failure of the first one, no further unit is taken. Raises
        DomainError(Unavailable), before any unit is taken, when no transaction can begin.
        """

    def run_again(self, unit: Unit, outcome: Conflict | Interruption) -> Success | UnitFailure:
        """Runs a unit in a transaction of its own, and again after a conflict."""
