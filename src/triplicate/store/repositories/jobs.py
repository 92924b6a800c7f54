"""Repository of jobs: enqueued at the end of a transaction, and leased by workers.

A lease is the row itself: its state, its owner and when it expires (`due_at`). Each change of a leased job names owner
and attempt, so that a worker whose lease has expired changes nothing. Jobs are enqueued in the order of their keys:
two transactions that enqueue the same ones wait for each other, and do not deadlock.
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from triplicate.app.ports.jobs import Settlement
from triplicate.core import times
from triplicate.core.jobs.job import MAX_ERROR_LENGTH, MAX_SUBJECT_LENGTH, Job, JobQueue, JobState, LeaseLost
from triplicate.core.jobs.kind import JobKind, Priority
from triplicate.store.cursor import Cursor, Values
from triplicate.store.job_statements import (
    DELETE_FINISHED_JOBS,
    DROP_JOB,
    ENQUEUE_JOBS,
    FIRST_DUE_JOBS,
    LEASE_JOB,
    LOCKED_JOB,
    OLDEST_DUE_JOB,
    RENEW_LEASE,
    REQUEUE_JOB,
    SETTLE_JOB,
    TAKE_SUCCESSOR,
    stored_job,
)
from triplicate.store.search.sort_keys import to_milliseconds
from triplicate.store.session import Session

P = TypeVar("P", bound=msgspec.Struct)


class SqlJobs:
    """The jobs of one transaction. `announce` tells workers of new ones."""

    def __init__(
        self, cursor: Cursor, session: Session, announce: Callable[[Cursor], None], now: Callable[[], datetime]
    ) -> None:
        self._cursor = cursor
        self._session = session
        self._announce = announce
        self._now = now

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
        """Queues a job when this transaction is flushed. Raises ValueError for a too large payload or subject."""
        if len(subject) > MAX_SUBJECT_LENGTH:
            raise ValueError(f"the subject of a job of kind {kind.name} has {len(subject)} characters")
        now = self._now()
        id, moment = new_id(now), times.from_datetime(now)
        self._add(
            Job(
                account=account,
                id=id,
                kind=kind.name,
                subject=subject or id,
                state=JobState.QUEUED,
                priority=kind.priority if priority is None else priority,
                due_at=moment if at is None else at,
                every_s=None if every is None else int(every.total_seconds()),
                attempts=0,
                payload=kind.encode(payload),
                error="",
                owner="",
                created_at=moment,
                finished_at=None,
            )
        )

    def repeat(self, job: Job, at: str) -> None:
        """Queues a job like this one, in place of its successor."""
        now = self._now()
        fresh = {"id": new_id(now), "state": JobState.QUEUED, "created_at": times.from_datetime(now)}
        fresh |= self._replace_successor(job, at, keep_time=False)
        self._add(msgspec.structs.replace(job, **fresh, attempts=0, error="", owner=""))

    def _add(self, job: Job) -> None:
        before = self._session.jobs.get(_key(job))
        self._session.jobs[_key(job)] = job if before is None else _merged(before, job)

    def flush(self) -> None:
        """Writes the enqueued jobs, and announces them."""
        if self._session.jobs:
            jobs = [job for _, job in sorted(self._session.jobs.items())]
            self._cursor.write(ENQUEUE_JOBS, [msgspec.structs.asdict(job) for job in jobs])
            self._announce(self._cursor)

    def queues(self, kinds: tuple[str, ...]) -> list[JobQueue]:
        """The queues of these kinds that are not empty."""
        names = [(kind, int(priority)) for kind in kinds for priority in Priority]
        rows = self._cursor.write_returning(
            FIRST_DUE_JOBS, [{"kind": kind, "priority": priority} for kind, priority in names]
        )
        due_times = (due_at for row in rows for due_at in row)
        return [JobQueue(*name, due_at) for name, due_at in zip(names, due_times, strict=True) if due_at is not None]

    def lease(self, kind: str, priority: int, owner: str, now: str, until: str) -> Job | None:
        """Leases the job that has been due longest, and counts an attempt."""
        rows = self._cursor.rows(OLDEST_DUE_JOB, {"of_kind": kind, "of_priority": priority, "now": now})
        if not rows:
            return None
        job = stored_job(rows[0])
        leased = {"owner": owner, "attempts": job.attempts + 1, "due_at": until}
        self._cursor.execute(LEASE_JOB, {"of_account": job.account, "of_id": job.id, **leased})
        return msgspec.structs.replace(job, state=JobState.LEASED, **leased)

    def renew(self, job: Job, until: str) -> None:
        """Extends the lease of a job; raises LeaseLost."""
        if not self._cursor.execute(RENEW_LEASE, {**_lease_of(job), "due_at": until}):
            raise LeaseLost

    def settle(self, job: Job, settlement: Settlement, now: str) -> None:
        """Ends the lease of a job; raises LeaseLost, after which the transaction must be rolled back."""
        state, due_at, attempts, error = settlement
        if state is JobState.QUEUED:
            instructions = self._replace_successor(job, due_at, keep_time=attempts > 0)
        else:
            instructions = _instructions(job, due_at)
        values = {
            **instructions,
            "state": state.value,
            "attempts": attempts,
            "error": error[:MAX_ERROR_LENGTH],
            "finished_at": None if state is JobState.QUEUED else now,
        }
        if not self._cursor.execute(SETTLE_JOB, {**_lease_of(job), **values}):
            raise LeaseLost

    def get(self, account: str | None, id: str) -> Job | None:
        """The job with this id, locked."""
        values = {"value": id} if account is None else {"value": id, "account": account}
        rows = self._cursor.rows(LOCKED_JOB[account is not None], values)
        return stored_job(rows[0]) if rows else None

    def retry(self, job: Job, now: str) -> None:
        """Queues a dead or queued job for now, with all its attempts; one that runs or is done stays as it is."""
        if job.state not in (JobState.DEAD, JobState.QUEUED):
            return
        values = self._replace_successor(job, now, keep_time=False)
        self._cursor.execute(REQUEUE_JOB, {"of_account": job.account, "of_id": job.id, **values})
        self._announce(self._cursor)

    def drop(self, job: Job) -> None:
        """Deletes a job."""
        self._cursor.execute(DROP_JOB, {"of_account": job.account, "of_id": job.id})

    def delete_finished(self, done_before: str, dead_before: str) -> int:
        """Deletes a batch of jobs that ended before these times; how many."""
        times = {JobState.DONE: done_before, JobState.DEAD: dead_before}
        return sum(
            self._cursor.execute(DELETE_FINISHED_JOBS, {"of_state": state.value, "before": before})
            for state, before in times.items()
        )

    def _replace_successor(self, job: Job, due_at: str, keep_time: bool) -> Values:
        """Deletes the queued job of the same subject; the columns of one for both, as ENQUEUE_JOBS merges them.

        That is the earlier of both times, unless `keep_time`.
        """
        values = {"of_account": job.account, "of_kind": job.kind, "of_subject": job.subject, "of_id": job.id}
        rows = self._cursor.rows(TAKE_SUCCESSOR, values)
        if not rows:
            return _instructions(job, due_at)
        ((payload, successor_due_at, priority, every_s),) = rows
        return {
            "payload": payload,
            "due_at": due_at if keep_time else min(due_at, successor_due_at),
            "priority": min(job.priority, priority),
            "every_s": job.every_s if every_s is None else every_s,
        }


def new_id(now: datetime) -> str:
    """A 24-hex id that sorts by the time at which it was made."""
    return f"{to_milliseconds(now):012x}{os.urandom(6).hex()}"


def _key(job: Job) -> tuple[str, str, str]:
    return job.account, job.kind, job.subject


def _instructions(job: Job, due_at: str) -> Values:
    """The columns that a successor may change."""
    return {"payload": job.payload, "due_at": due_at, "priority": job.priority, "every_s": job.every_s}


def _merged(before: Job, after: Job) -> Job:
    """One job for two that a transaction enqueues with one key, as the statement merges them with stored ones."""
    return msgspec.structs.replace(
        before,
        payload=after.payload,
        due_at=min(before.due_at, after.due_at),
        priority=min(before.priority, after.priority),
        every_s=before.every_s if after.every_s is None else after.every_s,
    )


def _lease_of(job: Job) -> dict[str, str | int]:
    return {"of_account": job.account, "of_id": job.id, "of_owner": job.owner, "of_attempt": job.attempts}
