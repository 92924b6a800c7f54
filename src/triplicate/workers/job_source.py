"""Leases the next job that is due, by fair queueing among the kinds that a worker runs."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from triplicate.app.jobs.handlers import AnyJobHandler
from triplicate.app.ports import Store, UnitOfWork
from triplicate.core import times
from triplicate.core.jobs.job import Job, JobQueue
from triplicate.observe.job_observer import JobObserver
from triplicate.workers.fair_queueing import FairQueueing

POLL_S = 15.0
"""How long a worker waits at most before it looks by itself, should no signal come."""
_BUSY_S = 1.0
"""How long it waits when the jobs that are due are in the hands of others."""


class Idle(NamedTuple):
    """There is nothing to run for so many seconds, unless a signal comes."""

    seconds: float


class JobSource:
    """Leases jobs of the given kinds in the name of one worker."""

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, AnyJobHandler],
        now: Callable[[], datetime],
        owner: str,
        observer: JobObserver | None = None,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._now = now
        self._owner = owner
        self._observer = observer
        self._fair_queueing = FairQueueing()

    def next(self) -> Job | Idle:
        """A leased job, or how long there is none. Raises DomainError(Unavailable)."""
        return self.charged(self._store.run("lease job", self.lease))

    def charged(self, job: Job | Idle) -> Job | Idle:
        """Counts a job as served, once its lease is committed; the same job."""
        if isinstance(job, Job):
            self._fair_queueing.charge(job.kind, job.priority)
        return job

    def lease(self, uow: UnitOfWork) -> Job | Idle:
        """A job that is leased when the transaction commits, or how long there is none."""
        now = self._now()
        queues, moment = uow.jobs.queues(tuple(self._handlers)), times.from_datetime(now)
        due = [queue for queue in queues if queue.due_at <= moment]
        if self._observer is not None:
            self._tell_lags(self._observer, due, now)
        for queue in self._fair_queueing.order(due):
            until = times.from_datetime(now + timedelta(seconds=self._handlers[queue.kind].kind.lease_s))
            job = uow.jobs.lease(queue.kind, queue.priority, self._owner, moment, until)
            if job is not None:
                return job
        if due:
            return Idle(_BUSY_S)
        waits = [(datetime.fromisoformat(queue.due_at) - now).total_seconds() for queue in queues]
        return Idle(min([POLL_S, *waits]))

    def _tell_lags(self, observer: JobObserver, due: list[JobQueue], now: datetime) -> None:
        lags = dict.fromkeys(self._handlers, 0.0)
        for queue in due:
            lag_s = (now - datetime.fromisoformat(queue.due_at)).total_seconds()
            lags[queue.kind] = max(lags[queue.kind], lag_s)
        for kind, lag_s in lags.items():
            observer.waiting(kind, lag_s)
