"""Jobs that delete what has expired: stored responses of idempotency keys, and old credentials and jobs."""

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
CREDENTIALS_INTERVAL = timedelta(days=1)
ENDED_CREDENTIALS_KEPT = timedelta(days=90)
"""How long `token list` shows what expired or was revoked."""


class NoPayload(msgspec.Struct, frozen=True):
    """Such a job needs to know nothing."""


DELETE_EXPIRED_RESPONSES = JobKind(name="delete-expired-responses", payload=NoPayload, priority=Priority.BULK)
DELETE_FINISHED_JOBS = JobKind(name="delete-finished-jobs", payload=NoPayload, priority=Priority.BULK)

DELETE_ENDED_CREDENTIALS = JobKind(name="delete-ended-credentials", payload=NoPayload, priority=Priority.BULK)


def delete_expired_responses(_: JobRun[NoPayload]) -> Effect:
    """Deletes a batch of responses, and comes back until there are none: other writes go between the batches."""

    def effect(uow: UnitOfWork, context: Context) -> RunAgain | None:
        return RunAgain() if uow.idempotency.delete_expired(context.at) else None

    return effect


def delete_finished_jobs(_: JobRun[NoPayload]) -> Effect:
    """Deletes a batch of jobs that were done a day ago, or died ninety days ago."""

    def effect(uow: UnitOfWork, context: Context) -> RunAgain | None:
        done, dead = _earlier(context, DONE_JOBS_KEPT), _earlier(context, DEAD_JOBS_KEPT)
        return RunAgain() if uow.jobs.delete_finished(done, dead) else None

    return effect


def delete_ended_credentials(_: JobRun[NoPayload]) -> Effect:
    """Deletes a batch of the credentials that expired or were revoked ninety days ago."""

    def effect(uow: UnitOfWork, context: Context) -> RunAgain | None:
        return RunAgain() if uow.credentials.delete_ended(_earlier(context, ENDED_CREDENTIALS_KEPT)) else None

    return effect


def _earlier(context: Context, span: timedelta) -> str:
    return times.from_datetime(datetime.fromisoformat(context.at) - span)


HANDLERS = (
    handle(DELETE_EXPIRED_RESPONSES, delete_expired_responses, INTERVAL),
    handle(DELETE_FINISHED_JOBS, delete_finished_jobs, INTERVAL),
    handle(DELETE_ENDED_CREDENTIALS, delete_ended_credentials, CREDENTIALS_INTERVAL),
)
