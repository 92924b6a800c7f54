"""Workers in their thread: they wake for new jobs, give back what they cannot finish, and outlive an outage."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.store.database_fixtures import Database
from tests.workers.worker_fixtures import (
    COUNT,
    Clock,
    count,
    counted,
    enqueue,
    handler_that,
    jobs,
    only_job,
    running,
    worker,
)
from triplicate.app.jobs.handlers import JobRun, handle
from triplicate.core.failures import DomainError, Unavailable
from triplicate.core.jobs.job import Job, JobState
from triplicate.main import Installation
from triplicate.workers import job_source

PATIENCE_S = 30.0


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.01)


@pytest.fixture
def no_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers look for jobs when a signal comes, and otherwise much later."""
    monkeypatch.setattr(job_source, "POLL_S", 3600.0)


@pytest.mark.usefixtures("no_polling")
def test_an_idle_worker_wakes_for_a_new_job(installation: Installation) -> None:
    with running(worker(installation, Clock(installation), handle(COUNT, count))):
        for number in range(3):
            time.sleep(0.2)  # so that it waits
            enqueue(installation, number)
            eventually(lambda number=number: counted(installation, number) == 1)  # type: ignore[misc]


@pytest.mark.usefixtures("no_polling")
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_on_postgresql_it_wakes_for_jobs_of_other_processes_and_after_its_connection_broke(
    installation: Installation, database: Database, databases: Any
) -> None:
    other = Installation(database.config())
    with running(worker(installation, Clock(installation), handle(COUNT, count))):
        for number in range(2):
            time.sleep(0.2)
            enqueue(other, number)
            eventually(lambda number=number: counted(installation, number) == 1)  # type: ignore[misc]
            assert databases.postgres.terminate(installation.engine.parameters["dbname"])  # type: ignore[union-attr]
    other.store.close()


def test_a_job_that_does_not_end_in_time_is_given_back(installation: Installation) -> None:
    started, go_on = threading.Event(), threading.Event()

    def dawdle(_: Any) -> None:
        started.set()
        assert go_on.wait(PATIENCE_S)

    made = worker(installation, Clock(installation), handle(COUNT, handler_that(dawdle)))
    made.start()
    enqueue(installation)
    assert started.wait(PATIENCE_S)
    made.stop(grace_s=0.1)
    job = only_job(installation)
    assert (job.state, job.attempts, job.owner) == (JobState.QUEUED, 0, "")
    go_on.set()
    assert worker(installation, Clock(installation), handle(COUNT, count)).run_due() == 1
    made._thread.join(PATIENCE_S)
    assert counted(installation) == 1


def test_a_worker_that_waits_for_the_database_holds_nobody_up(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, go_on = threading.Event(), threading.Event()
    run = installation.store.run

    def hanging(name: str, work: Any) -> Any:
        hangs.set()
        assert go_on.wait(PATIENCE_S)
        return run(name, work)

    monkeypatch.setattr(installation.store, "run", hanging)
    made = worker(installation, Clock(installation), handle(COUNT, count))
    made.start()
    assert hangs.wait(PATIENCE_S)
    made.stop(grace_s=0.1)
    assert made._thread.is_alive(), "it was not waited for"
    go_on.set()
    made._thread.join(PATIENCE_S)
    assert not made._thread.is_alive()


def test_a_job_whose_end_waits_for_the_database_holds_nobody_up(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its worker can write, nor can the job be given back, until the worker has been stopped."""
    ends, go_on = threading.Event(), threading.Event()
    run = installation.store.run

    def hanging(name: str, work: Any) -> Any:
        if name == "job count":
            ends.set()
        if ends.is_set():
            assert go_on.wait(PATIENCE_S)
        return run(name, work)

    enqueue(installation)
    monkeypatch.setattr(installation.store, "run", hanging)
    monkeypatch.setattr("triplicate.workers.worker._GIVE_BACK_S", 0.1)
    made = worker(installation, Clock(installation), handle(COUNT, count))
    made.start()
    assert ends.wait(PATIENCE_S)
    made.stop(grace_s=0.1)
    waiting = [thread for thread in threading.enumerate() if thread.name == "give job back"]
    assert made._thread.is_alive(), "it was not waited for"
    assert len(waiting) == 1
    go_on.set()
    for thread in (made._thread, *waiting):
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
    job = only_job(installation)
    assert (job.state, counted(installation)) in ((JobState.DONE, 1), (JobState.QUEUED, 0))


def test_a_handler_that_renews_notices_that_the_worker_ends(installation: Installation) -> None:
    started = threading.Event()

    def loop(run: JobRun[Any]) -> None:
        while True:
            run.control.renew()
            started.set()
            time.sleep(0.01)

    with running(worker(installation, Clock(installation), handle(COUNT, handler_that(loop)))):
        enqueue(installation)
        assert started.wait(PATIENCE_S)
    assert (only_job(installation).state, only_job(installation).attempts) == (JobState.QUEUED, 0)


@pytest.mark.parametrize("charges", [1, 2], ids=["leased alone", "leased with the end of another"])
def test_a_job_that_was_leased_when_the_worker_ended_is_given_back(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, charges: int
) -> None:
    for number in range(2):
        enqueue(installation, number)
    made = worker(installation, Clock(installation), handle(COUNT, count))
    charged, leased = made._source.charged, list[Job]()

    def noting(job: Job | job_source.Idle) -> Job | job_source.Idle:
        if isinstance(job, Job):
            leased.append(job)
        if len(leased) == charges:
            made._stopping.set()
        return charged(job)

    monkeypatch.setattr(made._source, "charged", noting)
    made.start()
    made._thread.join(PATIENCE_S)
    made.stop()
    assert len(leased) == charges
    assert sorted((job.state, job.attempts) for job in jobs(installation)) == [
        *[(JobState.DONE, 1)] * (charges - 1),
        *[(JobState.QUEUED, 0)] * (3 - charges),
    ]


def test_a_job_that_ends_in_time_is_done(installation: Installation) -> None:
    started = threading.Event()

    def dawdle(_: Any) -> None:
        started.set()
        time.sleep(0.5)

    with running(worker(installation, Clock(installation), handle(COUNT, handler_that(dawdle)))):
        enqueue(installation)
        assert started.wait(PATIENCE_S)
    assert only_job(installation).state is JobState.DONE


def test_a_worker_goes_on_after_an_outage(
    installation: Installation, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Exception] = [DomainError(Unavailable()), ZeroDivisionError("an accident")]
    run = installation.store.run

    def ailing(name: str, work: Any) -> Any:
        if name == "lease job" and failures:
            raise failures.pop()
        return run(name, work)

    monkeypatch.setattr(installation.store, "run", ailing)
    monkeypatch.setattr("triplicate.workers.worker._TROUBLE_S", 0.01)
    enqueue(installation)
    with caplog.at_level(logging.WARNING), running(worker(installation, Clock(installation), handle(COUNT, count))):
        eventually(lambda: counted(installation) == 1)
    assert "jobs wait for the database" in caplog.text
    assert "an accident" in caplog.text


def test_an_idle_worker_asks_the_database_next_to_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    run = installation.store.run

    def noting(name: str, work: Any) -> Any:
        names.append(name)
        return run(name, work)

    monkeypatch.setattr(installation.store, "run", noting)
    with running(worker(installation, Clock(installation), handle(COUNT, count))):
        time.sleep(2.0)
    assert names[0] == "schedule jobs"
    assert 1 <= names.count("lease job") <= 3
