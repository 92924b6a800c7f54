"""Several workers share thousands of jobs: each effect shows once, and each subject is run by one at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.store.database_fixtures import Database
from tests.workers.test_worker_thread import eventually
from tests.workers.worker_fixtures import COUNT, Clock, Task, count, jobs, worker
from triplicate.app.jobs.handlers import Effect, JobRun, handle
from triplicate.app.ports import UnitOfWork
from triplicate.core.jobs.job import JobState
from triplicate.main import Installation

_JOBS = {"sqlite": 600, "postgresql": 3000}


def _counts(installation: Installation) -> dict[str, int]:
    with installation.store.sql.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, value FROM settings WHERE name LIKE 'count%%'").all()
    return {str(row[0]): int(row[1]) for row in rows}


@pytest.mark.slow
def test_each_effect_shows_once(installation: Installation, database: Database) -> None:
    number_of_jobs = _JOBS[database.kind]

    def enqueue_all(uow: UnitOfWork) -> None:
        for number in range(number_of_jobs):
            uow.jobs.enqueue(COUNT, Task(number))

    installation.store.run("enqueue", enqueue_all)
    others = [Installation(database.config()) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        workers = [worker(each, Clock(each), handle(COUNT, count)) for each in others]
        runs = list(threads.map(lambda each: each.run_due(), workers))
    for each in others:
        each.store.close()
    assert sum(runs) == number_of_jobs
    assert min(runs) > 0
    assert _counts(installation) == {f"count {number}": 1 for number in range(number_of_jobs)}
    assert {job.state for job in jobs(installation)} == {JobState.DONE}


@pytest.mark.slow
def test_a_subject_is_run_by_one_worker_at_a_time(installation: Installation, database: Database) -> None:
    """While two workers run jobs of three subjects, others are queued all the time."""
    running: set[str] = set()
    lock, overlaps = threading.Lock(), []

    def handler(run: JobRun[Task]) -> Effect:
        subject = f"subject {run.payload.number}"
        with lock:
            overlaps.extend([subject] if subject in running else [])
            running.add(subject)
        threading.Event().wait(0.005)
        with lock:
            running.discard(subject)
        return lambda uow, context: None

    def enqueue(number: int) -> None:
        subject = f"subject {number % 3}"
        installation.store.run("enqueue", lambda uow: uow.jobs.enqueue(COUNT, Task(number % 3), subject=subject))

    others = [Installation(database.config()) for _ in range(2)]
    workers = [worker(each, Clock(each), handle(COUNT, handler)) for each in others]
    for each in workers:
        each.start()
    for number in range(150):
        enqueue(number)
    eventually(lambda: {job.state for job in jobs(installation)} == {JobState.DONE})
    for each in workers:
        each.stop(30)
    for other in others:
        other.store.close()
    assert overlaps == []
    assert 3 <= len(jobs(installation)) <= 150
