"""Jobs that delete what has expired: stored responses of idempotency keys, and jobs that ended long ago."""

from datetime import datetime, timedelta

import msgspec

from triplicate.app.context import Context
from triplicate.app.jobs.handlers import Effect, JobRun, RunAgain, handle
from triplicate.app.ports import UnitOfWork
from triplicate.core import times
from triplicate.core.jobs.kind import JobKind, Priority

INTERVAL = timedelta(minutes=10)
DONE_JOBS_KEPT = timedelta(days=1)
DEAD_JOBS_KEPT = timedelta(days=90)


class NoPayload(msgspec.Struct, frozen=True):
    """Such a job needs to know nothing."""


DELETE_EXPIRED_RESPONSES = JobKind(name="delete-expired-responses", payload=NoPayload, priority=Priority.BULK)
DELETE_FINISHED_JOBS = JobKind(name="delete-finished-jobs", payload=NoPayload, priority=Priority.BULK)


def delete_expired_responses(_: JobRun[NoPayload]) -> Effect:
    """Deletes a batch of responses, and comes back until there are none: other writes go between the batches."""

    def effect(uow: UnitOfWork, context: Context) -> RunAgain | None:
        return RunAgain() if uow.idempotency.delete_expired(context.at) else None

    return effect


def delete_finished_jobs(_: JobRun[NoPayload]) -> Effect:
    """Deletes a batch of jobs that were done a day ago, or died ninety days ago."""

    def effect(uow: UnitOfWork, context: Context) -> RunAgain | None:
        now = datetime.fromisoformat(context.at)
        done, dead = (times.from_datetime(now - kept) for kept in (DONE_JOBS_KEPT, DEAD_JOBS_KEPT))
        return RunAgain() if uow.jobs.delete_finished(done, dead) else None

    return effect


HANDLERS = (
    handle(DELETE_EXPIRED_RESPONSES, delete_expired_responses, INTERVAL),
    handle(DELETE_FINISHED_JOBS, delete_finished_jobs, INTERVAL),
)
