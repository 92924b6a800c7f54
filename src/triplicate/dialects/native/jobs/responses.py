"""Response types of jobs."""

from typing import Any, Literal

import msgspec

from triplicate.core.jobs.job import JobState

PriorityName = Literal["urgent", "normal", "bulk"]


class JobSummary(msgspec.Struct, kw_only=True):
    """A job. `account` is null for jobs of the installation; jobs with `every` recur after that many seconds.

    `due_at` is the earliest time of the next attempt, and of a leased job the time until which its `worker` has it.
    `attempts` counts the current one; `error` says why the last one failed.
    """

    id: str
    account: str | None
    kind: str
    subject: str
    state: JobState
    priority: PriorityName
    due_at: str
    every: int | None
    attempts: int
    error: str | None
    worker: str | None
    created_at: str
    finished_at: str | None


class Job(JobSummary, kw_only=True):
    """A job with its payload: what its handler gets."""

    payload: Any


class JobPage(msgspec.Struct, kw_only=True):
    """A page of jobs, newest first. Send `next` as `after` for the next page; null: this is the last."""

    jobs: list[JobSummary]
    next: str | None
