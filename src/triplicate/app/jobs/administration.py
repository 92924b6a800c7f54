"""Jobs as operators see them: lists, one job, another attempt, and dropping it. Callers need the scope `admin`."""

from triplicate.app.context import Context
from triplicate.app.ports import Reader, UnitOfWork
from triplicate.core.access import Principal
from triplicate.core.failures import DomainError, JobNotFound
from triplicate.core.jobs.job import Job


async def find(reader: Reader, principal: Principal, id: str) -> Job:
    """The job with this id, among those of the caller's account, or all; raises DomainError: JobNotFound."""
    return _existing(await reader.job(principal, id), id)


def retry(uow: UnitOfWork, context: Context, id: str) -> Job:
    """Queues a dead or queued job for now, with all its attempts, and returns it; others stay as they are.

    Raises DomainError: JobNotFound.
    """
    job = _locked(uow, context, id)
    uow.jobs.retry(job, context.at)
    return _locked(uow, context, id)


def drop(uow: UnitOfWork, context: Context, id: str) -> Job:
    """Deletes a job, and returns it as it was. The effect of one that is running will not be written.

    Raises DomainError: JobNotFound.
    """
    job = _locked(uow, context, id)
    uow.jobs.drop(job)
    return job


def _locked(uow: UnitOfWork, context: Context, id: str) -> Job:
    return _existing(uow.jobs.get(context.principal.account, id), id)


def _existing(job: Job | None, id: str) -> Job:
    if job is None:
        raise DomainError(JobNotFound(id))
    return job
