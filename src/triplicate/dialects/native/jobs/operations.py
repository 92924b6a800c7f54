"""The operations on jobs as data: list, get, retry and drop."""

from triplicate.api.bodies import NO_BODY
from triplicate.api.operation import Operation, ScopeCheck
from triplicate.api.parameters import QueryRule
from triplicate.api.replies import JsonReply
from triplicate.core.access import ADMIN
from triplicate.dialects.native.jobs import responses
from triplicate.dialects.native.jobs.parameters import JobParameters, JobsParameters
from triplicate.dialects.native.paths import READ_STATUSES, WRITE_STATUSES

_JOB_PATH = "/v1/jobs/{jobId}"
_OPERATORS = ScopeCheck(ADMIN)
_SUMMARY: dict[str, object] = {
    "id": "01930f5c2a7b3f9c1d2e4a5b",
    "account": None,
    "kind": "delete-expired-responses",
    "subject": "delete-expired-responses",
    "state": "queued",
    "priority": "bulk",
    "due_at": "2024-07-01T09:36:55.737Z",
    "every": 600,
    "attempts": 0,
    "error": None,
    "worker": None,
    "created_at": "2024-07-01T09:26:55.737Z",
    "finished_at": None,
}
_EXAMPLE = {**_SUMMARY, "payload": {}}

LIST_JOBS = Operation(
    name="listJobs",
    method="GET",
    paths=("/v1/jobs",),
    summary="List jobs",
    description="Newest first, those of the credential's account; of all accounts and of the installation itself for a "
    "credential of all accounts.",
    parameters=JobsParameters,
    body=NO_BODY,
    reply=JsonReply(responses.JobPage),
    statuses=(200, *READ_STATUSES),
    access=_OPERATORS,
    query=QueryRule.STRICT,
    tags=("Jobs",),
    reply_example={"jobs": [_SUMMARY], "next": None},
)
GET_JOB = Operation(
    name="getJob",
    method="GET",
    paths=(_JOB_PATH,),
    summary="Get a job",
    description="With its payload.",
    parameters=JobParameters,
    body=NO_BODY,
    reply=JsonReply(responses.Job),
    statuses=(200, *READ_STATUSES),
    access=_OPERATORS,
    tags=("Jobs",),
    reply_example=_EXAMPLE,
)
RETRY_JOB = Operation(
    name="retryJob",
    method="POST",
    paths=(f"{_JOB_PATH}/retry",),
    summary="Retry a job now",
    description="A dead job is queued again with all its attempts, and a queued one need not wait any longer. A job "
    "that is running or done stays as it is.",
    parameters=JobParameters,
    body=NO_BODY,
    reply=JsonReply(responses.Job),
    statuses=(200, *WRITE_STATUSES),
    access=_OPERATORS,
    tags=("Jobs",),
    reply_example=_EXAMPLE,
)
DROP_JOB = Operation(
    name="dropJob",
    method="DELETE",
    paths=(_JOB_PATH,),
    summary="Drop a job",
    description="Deletes it, and answers with it as it was. What a running one has not written by now, it never "
    "writes.",
    parameters=JobParameters,
    body=NO_BODY,
    reply=JsonReply(responses.Job),
    statuses=(200, *WRITE_STATUSES),
    access=_OPERATORS,
    tags=("Jobs",),
    reply_example=_EXAMPLE,
)
