"""Job: a stored piece of work, with its state and the lease of the worker that runs it."""

from enum import StrEnum

import msgspec

MAX_ERROR_LENGTH = 500
MAX_SUBJECT_LENGTH = 200
INSTALLATION = ""
"""The account of jobs that belong to no account."""


class LeaseLost(Exception):
    """The lease of a job has expired and another worker has it, or the job was dropped."""


class JobState(StrEnum):
    """What has become of a job. Jobs that are done or dead are kept for a while."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A job as stored. Its `id` is 24 hex digits, of which the first twelve are the time at which it was enqueued.

    Of one account, kind and `subject`, at most one job is queued and at most one leased. `due_at` is the earliest time
    of the next attempt, and of a leased job the end of its lease. `attempts` counts the current one. `error` says why
    the last attempt failed. Jobs with `every_s` are queued again that many seconds later. `owner` is the worker that
    has the lease; together with `attempts` it identifies the lease.
    """

    account: str
    id: str
    kind: str
    subject: str
    state: JobState
    priority: int
    due_at: str
    every_s: int | None
    attempts: int
    payload: bytes
    error: str
    owner: str
    created_at: str
    finished_at: str | None


Jobs = list[Job]


class JobQueue(msgspec.Struct, frozen=True):
    """The waiting jobs of one kind and priority, and when the first of them is due."""

    kind: str
    priority: int
    due_at: str
