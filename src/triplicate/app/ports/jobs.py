"""Port for jobs: enqueueing in the transaction of a change, and leasing, finishing and listing them."""

from datetime import timedelta
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from triplicate.core.jobs.job import Job, JobQueue, JobState
from triplicate.core.jobs.kind import JobKind, Priority

P = TypeVar("P", bound=msgspec.Struct)


class JobQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of jobs, newest first: those with ids below `before` (None: from the newest), at most `limit`."""

    state: JobState | None = None
    kind: str | None = None
    before: str | None = None
    limit: int = 50


class Settlement(NamedTuple):
    """What becomes of a leased job: its next state, when it is due if it is queued again, and its attempts so far."""

    state: JobState
    due_at: str
    attempts: int
    error: str = ""


class Jobs(Protocol):
    """Jobs in a transaction."""

    def enqueue(
        self,
        kind: JobKind[P],
        payload: P,
        *,
        account: str = "",
        subject: str = "",
        at: str | None = None,
        every: timedelta | None = None,
        priority: Priority | None = None,
    ) -> None:
        """Queues a job for when this transaction has committed; `at` None means at once, `every` makes it recur.

        If a job of the same account, kind and subject is queued already, that one gets the newer payload, and the
        earlier of both times unless it has failed before. One that is running gets a successor. Without a subject the
        job is its own. Raises ValueError for a payload or a subject that is too large.
        """

    def queues(self, kinds: tuple[str, ...]) -> list[JobQueue]:
        """The queues of these kinds that are not empty; leases that may expire count as waiting."""

    def lease(self, kind: str, priority: int, owner: str, now: str, until: str) -> Job | None:
        """Leases the job that has been due longest; None if there is none, or others have them.

        A job waits while another one of its subject is leased.
        """

    def renew(self, job: Job, until: str) -> None:
        """Extends the lease of a job; raises LeaseLost."""

    def settle(self, job: Job, settlement: Settlement, now: str) -> None:
        """Ends the lease of a job; raises LeaseLost, after which the transaction must be rolled back.

        A job that is queued again takes the place of its successor, with the successor's payload, its interval if it
        recurs, and the more urgent priority of both.
        """

    def repeat(self, job: Job, at: str) -> None:
        """Queues a job like this one, which recurs and is dead; it takes the place of a successor as `settle` says."""

    def get(self, account: str | None, id: str) -> Job | None:
        """The job with this id, within the account unless that is None; None if there is none."""

    def retry(self, job: Job, now: str) -> None:
        """Queues a dead or queued job for now, with all its attempts; one that runs or is done stays as it is."""

    def drop(self, job: Job) -> None:
        """Deletes a job in any state; a worker that runs it loses its lease."""

    def delete_finished(self, done_before: str, dead_before: str) -> int:
        """Deletes a batch of jobs that ended before these times; how many."""


class JobSignal(Protocol):
    """Tells a worker that there may be new jobs."""

    def wait(self, timeout_s: float) -> None:
        """Returns when a job may have been enqueued, by whatever process, or `wake` was called; else in time."""

    def wake(self) -> None:
        """Ends the wait of another thread, or the next one."""

    def close(self) -> None:
        """Releases what it holds."""
