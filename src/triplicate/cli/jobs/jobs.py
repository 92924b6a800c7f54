"""`triplicate jobs list | show | retry | drop`: jobs of a server or of the local database."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

import msgspec
import typer

from triplicate.cli.connection import open_client, remote_server
from triplicate.cli.options import Data, Json, Token, Url
from triplicate.cli.terminal.tables import show as show_rows
from triplicate.cli.terminal.tables import show_json
from triplicate.client import Job, JobState

Id = Annotated[str, typer.Argument(help="The job's id, as `jobs list` shows it.")]


def list_(
    state: Annotated[JobState | None, typer.Option(help="Only jobs in this state.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only jobs of this kind.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="The maximum number of jobs; 0 for all.")] = 50,
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Lists jobs, newest first. Both filters must match."""
    with open_client(remote_server(url, token, data), data) as client:
        jobs = islice(client.iter_jobs(state=state, kind=kind), limit or None)
        if json:
            for job in jobs:
                show_json(job)
            return
        rows = [
            (job.id, job.kind, job.subject, job.state, str(job.attempts), job.due_at, job.error or "") for job in jobs
        ]
    show_rows(("id", "kind", "subject", "state", "attempts", "due", "error"), rows)


def show(id: Id, json: Json = False, url: Url = None, token: Token = None, data: Data = None) -> None:
    """Shows a job and its payload."""
    with open_client(remote_server(url, token, data), data) as client:
        job = client.get_job(id)
    _print(job, json)


def retry(id: Id, json: Json = False, url: Url = None, token: Token = None, data: Data = None) -> None:
    """Queues a dead or queued job for now, and shows it. One that is running or done stays as it is."""
    with open_client(remote_server(url, token, data), data) as client:
        job = client.retry_job(id)
    _print(job, json)


def drop(id: Id, json: Json = False, url: Url = None, token: Token = None, data: Data = None) -> None:
    """Deletes a job, and shows it as it was. What a running one has not written by now, it never writes."""
    with open_client(remote_server(url, token, data), data) as client:
        job = client.drop_job(id)
    _print(job, json)


def _print(job: Job, json: bool) -> None:
    show_json(job) if json else show_rows(("what", "is"), _rows(job))


def _rows(job: Job) -> Iterator[tuple[str, str]]:
    for name, value in msgspec.structs.asdict(job).items():
        if value is not None:
            yield name.replace("_", " "), msgspec.json.encode(value).decode() if name == "payload" else str(value)
