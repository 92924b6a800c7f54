"""Plans of the statements on jobs: on either database a worker searches an index, however many jobs have ended."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import ClauseElement, insert

from triplicate.core.jobs.job import Job, JobState
from triplicate.main import Installation
from triplicate.store import job_statements, schema
from triplicate.store.cursor import compiled_sql
from triplicate.store.multi_row import RowStyle, row_sql

_ENDED, _WAITING = 3000, 300
_VALUES = {
    "of_account": "account 1",
    "account": "account 1",
    "of_kind": "kind 1",
    "of_subject": "subject 1",
    "of_id": f"{1:024x}",
    "value": f"{1:024x}",
    "of_priority": 1,
    "of_state": "done",
    "of_owner": "",
    "of_attempt": 1,
    "now": "2026-01-02T00:00:00.000Z",
    "before": "2026-01-02T00:00:00.000Z",
    "page_size": 50,
}
_DUE, _FINISHED, _SUBJECT = (
    "ix_jobs_kind_priority_due_at",
    "ix_jobs_state_finished_at",
    "uq_jobs_account_kind_subject_state",
)
INDEXES: dict[str, tuple[ClauseElement, str]] = {
    "OLDEST_DUE_JOB": (job_statements.OLDEST_DUE_JOB, _DUE),
    "TAKE_SUCCESSOR": (job_statements.TAKE_SUCCESSOR, _SUBJECT),
    "DELETE_FINISHED_JOBS": (job_statements.DELETE_FINISHED_JOBS, _FINISHED),
    "JOB everywhere": (job_statements.JOB[False], "ix_jobs_id"),
    "JOB_PAGE everywhere": (job_statements.JOB_PAGE[False], "ix_jobs_id"),
    "JOB": (job_statements.JOB[True], ""),
    "JOB_PAGE": (job_statements.JOB_PAGE[True], ""),
}
"""Each statement, and the index that it must search; where none is named, any."""


def job(number: int, state: JobState) -> Job:
    at = f"2026-01-01T00:{number // 60 % 60:02}:{number % 60:02}.000Z"
    return Job(
        account=f"account {number % 10}",
        id=f"{number:024x}",
        kind=f"kind {number % 3}",
        subject=f"subject {number}",
        state=state,
        priority=1,
        due_at=at,
        every_s=None,
        attempts=0,
        payload=b"{}",
        error="",
        owner="",
        created_at=at,
        finished_at=at if state is JobState.DONE else None,
    )


@pytest.fixture
def full_installation(installation: Installation) -> Installation:
    jobs = [job(number, JobState.DONE) for number in range(_ENDED)]
    jobs += [job(number, JobState.QUEUED) for number in range(_ENDED, _ENDED + _WAITING)]
    with installation.store.sql.begin() as connection:
        connection.execute(insert(schema.jobs), [msgspec.structs.asdict(each) for each in jobs])
        connection.exec_driver_sql("ANALYZE")
    return installation


def plan(installation: Installation, sql: str, values: Any) -> str:
    """What the database says about how it would run a statement."""
    explain = "EXPLAIN QUERY PLAN" if installation.engine.name == "sqlite" else "EXPLAIN"
    with installation.store.sql.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"{explain} {sql}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize("name", INDEXES)
def test_a_statement_searches_its_index(full_installation: Installation, name: str) -> None:
    statement, index = INDEXES[name]
    dialect: Any = type(full_installation.store.sql.dialect)
    sql = compiled_sql(statement, dialect)
    steps = plan(full_installation, sql, _VALUES)
    assert index in steps, steps
    assert "Seq Scan" not in steps or name == "DELETE_FINISHED_JOBS", steps  # PostgreSQL reads all to delete a third
    assert "SCAN jobs\n" not in f"{steps}\n", steps
    if name == "OLDEST_DUE_JOB":
        assert _SUBJECT in steps, steps
        assert "TEMP B-TREE" not in steps, steps
        assert "Sort" not in steps, steps


def test_the_first_due_time_of_a_queue_is_where_its_index_begins(full_installation: Installation) -> None:
    placeholder = "?" if full_installation.engine.name == "sqlite" else "%s"
    sql = row_sql(job_statements.FIRST_DUE_JOBS, 2, RowStyle("INSERT", placeholder, as_arrays=False))
    steps = plan(full_installation, sql, ["kind 1", 1, "kind 2", 1])
    assert steps.count(_DUE) == 2, steps
    assert "Seq Scan" not in steps
    assert "SCAN jobs" not in steps


def test_a_plan_that_scans_would_be_noticed(full_installation: Installation) -> None:
    steps = plan(full_installation, "SELECT id FROM jobs WHERE owner = 'me'", [])
    assert "Seq Scan" in steps or "SCAN jobs" in steps
