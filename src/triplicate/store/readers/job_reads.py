"""Reads of jobs, shared by both readers: one of them, and keyset pages."""

from typing import TypeVar

from triplicate.app.ports.jobs import JobQuery
from triplicate.core.access import Principal
from triplicate.core.jobs.job import Job
from triplicate.store.job_statements import JOB, JOB_PAGE, listed_job, stored_job
from triplicate.store.search.steps import Query, QuerySteps

T = TypeVar("T")
_AFTER_ALL_IDS = "g"


class JobReads:
    """Jobs of the caller's account; those of all accounts and of the installation for a caller of all accounts."""

    async def jobs(self, principal: Principal, query: JobQuery) -> list[Job]:
        """A page of jobs, newest first, without their payloads."""
        return await self._run(_page(principal.account, query), False)

    async def job(self, principal: Principal, id: str) -> Job | None:
        """The job with this id, if there is one that the caller may see."""
        return await self._run(_one(principal.account, id), False)

    async def _run(self, steps: QuerySteps[T], is_slow: bool) -> T:
        """Runs query steps; raises DomainError(Unavailable) at the deadline."""
        raise NotImplementedError


def _one(account: str | None, id: str) -> QuerySteps[Job | None]:
    values = {"value": id} if account is None else {"value": id, "account": account}
    rows = yield Query(JOB[account is not None], values)
    return stored_job(rows[0]) if rows else None


def _page(account: str | None, query: JobQuery) -> QuerySteps[list[Job]]:
    filters = {"of_state": query.state or "", "of_kind": query.kind or "", "before": query.before or _AFTER_ALL_IDS}
    bound = {} if account is None else {"account": account}
    rows = yield Query(JOB_PAGE[account is not None], {**filters, **bound, "page_size": query.limit})
    return [listed_job(row) for row in rows]
