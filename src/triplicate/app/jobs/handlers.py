"""Handlers of jobs: each is paired once with its kind, as operations are with theirs.

A handler works outside any transaction, and returns its effect: what is to be written. The effect is applied in the
transaction that ends the job, so that it shows once, however often the handler ran. After a conflict it is applied
again in the next transaction, and must do nothing but write there. What a handler does elsewhere, such as an HTTP
request, happens at least once.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from triplicate.app.context import Context
from triplicate.app.ports import UnitOfWork
from triplicate.core.jobs.kind import JobKind

P = TypeVar("P", bound=msgspec.Struct)
Q = TypeVar("Q")
R = TypeVar("R")


class RunAgain(NamedTuple):
    """What an effect returns when there is more to do: the same job is queued again after a while."""

    after: timedelta = timedelta(0)


Effect = Callable[[UnitOfWork, Context], RunAgain | None]


class JobControl(Protocol):
    """What a handler may ask of the worker that runs it."""

    def renew(self) -> None:
        """Renews the lease of the job. Handlers that may take longer than it call this now and then.

        Raises LeaseLost, or WorkerStopping; neither may be caught.
        """

    def compute(self, function: Callable[[Q], R], request: Q) -> R:
        """The result of a module's function in a child process, within the limits of the kind.

        msgspec encodes request and result by the function's annotations. Raises JobError and PermanentJobError, which
        say what it exceeded, and what `renew` raises.
        """


class JobRun(NamedTuple, Generic[P]):
    """One attempt at a job: its payload, the context in which it runs, and the worker's control."""

    payload: P
    account: str
    attempt: int
    context: Context
    control: JobControl


Handler = Callable[[JobRun[P]], Effect]


class JobHandler(msgspec.Struct, Generic[P], frozen=True):
    """A kind and its handler. With `every`, each installation has one such job, which recurs."""

    kind: JobKind[P]
    handler: Handler[P]
    every: timedelta | None = None


AnyJobHandler = JobHandler[Any]


def handle(kind: JobKind[P], handler: Handler[P], every: timedelta | None = None) -> AnyJobHandler:
    """Pairs a kind with its handler; the payload of one that recurs must have defaults."""
    return JobHandler(kind, handler, every)


def schedule(uow: UnitOfWork, handlers: tuple[AnyJobHandler, ...]) -> None:
    """Queues the recurring jobs of the installation for now."""
    for each in handlers:
        if each.every is not None:
            uow.jobs.enqueue(each.kind, each.kind.payload(), subject=each.kind.name, every=each.every)
