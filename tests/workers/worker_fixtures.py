"""Kinds of jobs for tests, workers with a clock that can be set forward, and what became of their jobs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec

from triplicate.app.context import Context
from triplicate.app.jobs.handlers import AnyJobHandler, Effect, JobRun
from triplicate.app.ports import Store, UnitOfWork
from triplicate.core import times
from triplicate.core.access import Principal
from triplicate.core.jobs.backoff import Backoff
from triplicate.core.jobs.job import Job, JobState
from triplicate.core.jobs.kind import JobKind, Priority
from triplicate.main import Installation
from triplicate.observe.job_observer import JobObserver
from triplicate.store.cursor import Cursor
from triplicate.store.job_statements import JOB_PAGE, listed_job
from triplicate.workers.worker import Worker


class Task(msgspec.Struct, frozen=True):
    """The payload: a number."""

    number: int = 0


COUNT = JobKind(name="count", payload=Task, max_attempts=3, backoff=Backoff(100.0, 1000.0), lease_s=60.0)
OTHER = JobKind(name="other", payload=Task, max_attempts=3)


class Clock:
    """The time of an installation, and as much later as a test says."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.later = timedelta(0)

    def __call__(self) -> datetime:
        """The time that workers see."""
        return self._installation.now() + self.later

    def forward(self, seconds: float) -> None:
        """Sets the clock forward."""
        self.later += timedelta(seconds=seconds)


def worker(
    installation: Installation,
    clock: Clock,
    *handlers: AnyJobHandler,
    observer: JobObserver | None = None,
    store: Store | None = None,
) -> Worker:
    """A worker, not started."""
    signal = installation.engine.job_signal()

    def context(principal: Principal, request_id: str) -> Context:
        return installation.context(principal, request_id)._replace(at=times.from_datetime(clock()))

    return Worker(store or installation.store, handlers, context, clock, signal, {}, observer)


@contextmanager
def running(made: Worker, grace_s: float = 10.0) -> Iterator[Worker]:
    """A worker at work."""
    made.start()
    try:
        yield made
    finally:
        made.stop(grace_s)


def increment(name: str) -> Effect:
    """An effect that shows how often it was written."""

    def effect(uow: UnitOfWork, _: Context) -> None:
        uow.store_setting(name, str(int(uow.ensure_setting(name, "0")) + 1))

    return effect


def count(run: JobRun[Task]) -> Effect:
    """The handler that counts by number."""
    return increment(f"count {run.payload.number}")


def counted(installation: Installation, number: int = 0) -> int:
    """How often the effect of a number was written."""
    return int(installation.store.run("counted", lambda uow: uow.ensure_setting(f"count {number}", "0")))


def enqueue(installation: Installation, number: int = 0, kind: JobKind[Task] = COUNT, **options: Any) -> None:
    """Queues a job in a transaction of its own."""
    installation.store.run("enqueue", lambda uow: uow.jobs.enqueue(kind, Task(number), **options))


def jobs(installation: Installation, state: JobState | None = None) -> list[Job]:
    """The stored jobs, newest first."""
    values = {"before": "~", "of_state": state or "", "of_kind": "", "page_size": 100_000}
    with installation.store.sql.connect() as connection:
        rows = Cursor(connection).rows(JOB_PAGE[False], values)
    return [listed_job(row) for row in rows]


def only_job(installation: Installation) -> Job:
    """The one stored job."""
    (job,) = jobs(installation)
    return job


def handler_that(action: Callable[[JobRun[Task]], Any]) -> Callable[[JobRun[Task]], Effect]:
    """A handler that does something first, and then counts."""

    def handler(run: JobRun[Task]) -> Effect:
        action(run)
        return count(run)

    return handler


URGENT, BULK = Priority.URGENT, Priority.BULK
