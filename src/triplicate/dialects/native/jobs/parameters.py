"""Path and query parameters of the operations on jobs."""

from typing import Annotated

import msgspec
from msgspec import Meta

from triplicate.core.jobs.job import JobState
from triplicate.dialects.native.parameters import Text


class JobParameters(msgspec.Struct):
    """A job, by its id."""

    jobId: str


class JobsParameters(msgspec.Struct, kw_only=True):
    """The page of jobs: at most `limit`, those that come after `after` (`next` of the previous page)."""

    state: JobState | None = None
    kind: Text | None = None
    after: Annotated[str, Meta(pattern="^[0-9a-f]{24}$", examples=["01930f5c2a7b3f9c1d2e4a5b"])] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
