"""Jobs: for operators, with a token that has the scope `admin`."""

from collections.abc import Iterator

from triplicate.core.jobs.job import JobState
from triplicate.dialects.native.client.connection import Connection
from triplicate.dialects.native.jobs import operations
from triplicate.dialects.native.jobs.parameters import JobParameters, JobsParameters
from triplicate.dialects.native.jobs.responses import Job, JobPage, JobSummary

PAGE_SIZE = 200


class Jobs(Connection):
    """Operations on jobs. All raise MissingScope for a token without the scope `admin`."""

    def list_jobs(
        self, *, state: JobState | None = None, kind: str | None = None, after: str | None = None, limit: int = 50
    ) -> JobPage:
        """A page of jobs, newest first. `next` of the page is the `after` of the next page."""
        return self._call(operations.LIST_JOBS, JobsParameters(state=state, kind=kind, after=after, limit=limit))

    def iter_jobs(self, *, state: JobState | None = None, kind: str | None = None) -> Iterator[JobSummary]:
        """Iterates over the jobs of every page."""
        page = self.list_jobs(state=state, kind=kind, limit=PAGE_SIZE)
        yield from page.jobs
        while page.next is not None:
            page = self.list_jobs(state=state, kind=kind, after=page.next, limit=PAGE_SIZE)
            yield from page.jobs

    def get_job(self, job: str) -> Job:
        """A job with its payload; raises NotFound."""
        return self._call(operations.GET_JOB, JobParameters(job))

    def retry_job(self, job: str, *, idempotency_key: str | None = None) -> Job:
        """Queues a dead or queued job for now, with all its attempts; raises NotFound."""
        return self._call(operations.RETRY_JOB, JobParameters(job), key=idempotency_key)

    def drop_job(self, job: str, *, idempotency_key: str | None = None) -> Job:
        """Deletes a job, and returns it as it was; raises NotFound."""
        return self._call(operations.DROP_JOB, JobParameters(job), key=idempotency_key)
