"""Handlers of the operations on jobs."""

import msgspec

from triplicate.api.dialect import serve
from triplicate.api.request import Request
from triplicate.api.response import Response
from triplicate.api.transaction import run_once
from triplicate.app.context import Context
from triplicate.app.jobs.administration import drop, find, retry
from triplicate.app.ports import UnitOfWork
from triplicate.app.ports.jobs import JobQuery
from triplicate.core.jobs.job import Job
from triplicate.core.jobs.kind import Priority
from triplicate.dialects.native.jobs import responses
from triplicate.dialects.native.jobs.operations import DROP_JOB, GET_JOB, LIST_JOBS, RETRY_JOB
from triplicate.dialects.native.jobs.parameters import JobParameters, JobsParameters

_PRIORITIES: dict[Priority, responses.PriorityName] = {
    Priority.URGENT: "urgent",
    Priority.NORMAL: "normal",
    Priority.BULK: "bulk",
}


async def list_jobs(request: Request[JobsParameters, None]) -> responses.JobPage:
    """A page of jobs."""
    query = request.parameters
    limit = query.limit + 1
    jobs = await request.services.reader.jobs(
        request.principal, JobQuery(state=query.state, kind=query.kind, before=query.after, limit=limit)
    )
    page = jobs[: query.limit]
    following = page[-1].id if len(jobs) == limit else None
    return responses.JobPage(jobs=[_summary(job) for job in page], next=following)


async def get_job(request: Request[JobParameters, None]) -> responses.Job:
    """A job with its payload."""
    return _job(await find(request.services.reader, request.principal, request.parameters.jobId))


async def retry_job(request: Request[JobParameters, None]) -> Response:
    """Queues a job for now."""
    id = request.parameters.jobId

    def work(uow: UnitOfWork, context: Context) -> responses.Job:
        return _job(retry(uow, context, id))

    return await run_once(request, RETRY_JOB, work)


async def drop_job(request: Request[JobParameters, None]) -> Response:
    """Deletes a job."""
    id = request.parameters.jobId

    def work(uow: UnitOfWork, context: Context) -> responses.Job:
        return _job(drop(uow, context, id))

    return await run_once(request, DROP_JOB, work)


def _job(job: Job) -> responses.Job:
    members = msgspec.structs.asdict(_summary(job))
    return responses.Job(**members, payload=msgspec.json.decode(job.payload))


def _summary(job: Job) -> responses.JobSummary:
    return responses.JobSummary(
        id=job.id,
        account=job.account or None,
        kind=job.kind,
        subject=job.subject,
        state=job.state,
        priority=_PRIORITIES[Priority(job.priority)],
        due_at=job.due_at,
        every=job.every_s,
        attempts=job.attempts,
        error=job.error or None,
        worker=job.owner or None,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )


ENDPOINTS = (
    serve(LIST_JOBS, list_jobs),
    serve(GET_JOB, get_job),
    serve(RETRY_JOB, retry_job),
    serve(DROP_JOB, drop_job),
)
