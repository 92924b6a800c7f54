"""Path and query parameters of the operations on jobs."""

from typing import Annotated

import msgspec
from msgspec import Meta

from triplicate.core.jobs.job import JobState

JobId = Annotated[str, Meta(pattern=r"^[0-9a-f]{24}$(?!\n)", examples=["01930f5c2a7b3f9c1d2e4a5b"])]
KindName = Annotated[str, Meta(pattern=r"^[ -~]{1,200}$(?!\n)", examples=["delete-finished-jobs"])]


class JobParameters(msgspec.Struct):
    """A job, by its id."""

    jobId: JobId


class JobsParameters(msgspec.Struct, kw_only=True):
    """The page of jobs: at most `limit`, those that come after `after` (`next` of the previous page)."""

    state: JobState | None = None
    kind: KindName | None = None
    after: JobId | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
