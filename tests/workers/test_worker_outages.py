"""Workers whose database fails at the end of a job: no attempt counts, nothing shows twice, nothing stays leased."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from tests.workers.worker_fixtures import COUNT, Clock, Task, count, counted, enqueue, jobs, only_job, worker
from triplicate.app.jobs.handlers import Effect, JobRun, handle
from triplicate.core.failures import DomainError, Unavailable
from triplicate.core.jobs.job import JobState
from triplicate.main import Installation

Run = Callable[[str, Any], Any]


def unavailable() -> DomainError:
    error = DomainError(Unavailable())
    error.__cause__ = OSError("the connection is closed")
    return error


@pytest.fixture
def outage(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], None]:
    """Lets a function decide for each transaction: it gets the name and the work, and runs it by `store.run` or not."""
    return lambda decide: monkeypatch.setattr(installation.store, "run", decide)


def test_a_database_that_fails_at_each_end_costs_no_attempt(
    installation: Installation, outage: Callable[[Run], None], caplog: pytest.LogCaptureFixture
) -> None:
    run, failures = installation.store.run, list(range(2 * COUNT.max_attempts))

    def ailing(name: str, work: Any) -> Any:
        if name == "job count" and failures:
            failures.pop()
            raise unavailable()
        return run(name, work)

    enqueue(installation)
    outage(ailing)
    made = worker(installation, Clock(installation), handle(COUNT, count))
    with caplog.at_level(logging.WARNING):
        for _ in range(2 * COUNT.max_attempts):
            with pytest.raises(DomainError):
                made.run_due()
    assert (only_job(installation).state, only_job(installation).error) == (JobState.LEASED, "")
    assert caplog.text == "", "the job has not failed"
    assert made.run_due() == 1
    assert (only_job(installation).state, only_job(installation).attempts) == (JobState.DONE, 1)
    assert counted(installation) == 1


@pytest.mark.parametrize("is_stored", [True, False], ids=["stored", "rolled back"])
def test_of_an_end_that_may_be_stored_nothing_stays_leased(
    installation: Installation, outage: Callable[[Run], None], is_stored: bool
) -> None:
    """The database commits, or does not, and the reply is lost; the transaction has also leased the next job."""
    run, losses = installation.store.run, ["job count"]

    def roll_back(work: Any) -> Any:
        def failing(uow: Any) -> None:
            work(uow)
            raise ZeroDivisionError

        return failing

    def losing(name: str, work: Any) -> Any:
        if name not in losses:
            return run(name, work)
        losses.remove(name)
        with suppress(ZeroDivisionError):
            run(name, work if is_stored else roll_back(work))
        raise unavailable()

    for number in range(2):
        enqueue(installation, number)
    outage(losing)
    made = worker(installation, Clock(installation), handle(COUNT, count))
    with pytest.raises(DomainError):
        made.run_due()
    assert made.run_due() == (1 if is_stored else 2)
    assert [(job.state, job.attempts) for job in jobs(installation)] == [(JobState.DONE, 1)] * 2
    assert [counted(installation, number) for number in range(2)] == [1, 1]


def test_what_an_outage_left_leased_is_given_back_by_a_worker_that_ends(
    installation: Installation, outage: Callable[[Run], None]
) -> None:
    run = installation.store.run
    made = worker(installation, Clock(installation), handle(COUNT, count))

    def ailing(name: str, work: Any) -> Any:
        if name != "job count":
            return run(name, work)
        made._stopping.set()
        raise unavailable()

    enqueue(installation)
    outage(ailing)
    made.start()
    made._thread.join(30)
    made.stop()
    assert (only_job(installation).state, only_job(installation).attempts) == (JobState.QUEUED, 0)


def test_an_effect_in_conflict_with_what_is_stored_says_so(installation: Installation) -> None:
    def handler(_: JobRun[Task]) -> Effect:
        def effect(uow: Any, context: Any) -> None:
            raise IntegrityError("INSERT", {}, ValueError("UNIQUE"))

        return effect

    enqueue(installation)
    worker(installation, Clock(installation), handle(COUNT, handler)).run_due()
    job = only_job(installation)
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert job.error == "what it writes is in conflict with what is stored"


def test_an_effect_that_is_unavailable_itself_has_failed(installation: Installation) -> None:
    def handler(_: JobRun[Task]) -> Effect:
        def effect(uow: Any, context: Any) -> None:
            raise DomainError(Unavailable())

        return effect

    enqueue(installation)
    assert worker(installation, Clock(installation), handle(COUNT, handler)).run_due() == 1
    job = only_job(installation)
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert job.error
