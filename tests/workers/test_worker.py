"""Workers: an effect shows once, whatever fails in between; failures are tried again, and in the end dead letters."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from tests.workers.worker_fixtures import (
    BULK,
    COUNT,
    OTHER,
    URGENT,
    Clock,
    Task,
    count,
    counted,
    enqueue,
    handler_that,
    jobs,
    only_job,
    worker,
)
from triplicate.app.jobs.failures import JobError, PermanentJobError
from triplicate.app.jobs.handlers import Effect, JobRun, RunAgain, handle
from triplicate.core import times
from triplicate.core.failures import invalid
from triplicate.core.jobs.job import JobState
from triplicate.main import Installation
from triplicate.observe.logs import TextFormatter
from triplicate.observe.request_record import CURRENT_REQUEST

ACCOUNT = "123e4567-e89b-12d3-a456-426614174000"


def fail(error: Exception) -> Any:
    def action(_: Any) -> None:
        raise error

    return action


def test_a_job_is_done_in_the_transaction_of_its_effect(installation: Installation) -> None:
    clock, runs = Clock(installation), list[JobRun[Task]]()
    enqueue(installation, 7, account=ACCOUNT)
    enqueue(installation, 8)
    assert worker(installation, clock, handle(COUNT, handler_that(runs.append))).run_due() == 2
    assert [counted(installation, number) for number in (7, 8)] == [1, 1]
    assert {job.state for job in jobs(installation)} == {JobState.DONE}
    assert [(run.payload.number, run.account, run.attempt) for run in runs] == [(7, ACCOUNT, 1), (8, "", 1)]
    assert [run.context.principal.account for run in runs] == [ACCOUNT, None]
    assert {run.context.request_id for run in runs} == {f"job-{job.id}" for job in jobs(installation)}


def test_jobs_of_other_kinds_are_left_alone(installation: Installation) -> None:
    enqueue(installation, kind=OTHER)
    assert worker(installation, Clock(installation), handle(COUNT, count)).run_due() == 0
    assert only_job(installation).state is JobState.QUEUED


def test_a_job_waits_for_its_time(installation: Installation) -> None:
    clock = Clock(installation)
    enqueue(installation, at=times.from_datetime(clock() + timedelta(days=1)))
    made = worker(installation, clock, handle(COUNT, count))
    for later, runs in ((86_300, 0), (200, 1)):
        clock.forward(later)
        assert made.run_due() == runs


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (JobError("the other side is closed"), "the other side is closed"),
        (invalid("$.id", "must be a UUID"), "must be a UUID"),
        (RuntimeError("the password is hunter2"), "RuntimeError: the log has it under job-"),
        (JobError("x" * 10_000), "x" * 500),
    ],
)
def test_a_failure_is_tried_again_with_backoff_and_is_dead_in_the_end(
    installation: Installation, error: Exception, sentence: str
) -> None:
    clock = Clock(installation)
    enqueue(installation)
    made = worker(installation, clock, handle(COUNT, handler_that(fail(error))))
    for attempt, wait in ((1, 100), (2, 200)):
        assert made.run_due() == 1
        job = only_job(installation)
        assert (job.state, job.attempts, job.owner) == (JobState.QUEUED, attempt, "")
        clock.forward(wait / 2 - 2)
        assert made.run_due() == 0, "backoff is at least the half"
        clock.forward(wait / 2 + 4)
    assert made.run_due() == 1
    job = only_job(installation)
    assert (job.state, job.attempts) == (JobState.DEAD, 3)
    assert sentence in job.error
    assert "hunter2" not in job.error
    assert len(job.error) <= 500
    clock.forward(10_000)
    assert made.run_due() == 0
    assert counted(installation) == 0


def test_what_would_fail_again_is_dead_at_once(installation: Installation) -> None:
    enqueue(installation)
    worker(
        installation, Clock(installation), handle(COUNT, handler_that(fail(PermanentJobError("no such file"))))
    ).run_due()
    assert (only_job(installation).state, only_job(installation).error) == (JobState.DEAD, "no such file")


def test_a_payload_that_cannot_be_read_is_dead_at_once(installation: Installation) -> None:
    enqueue(installation, "seven")  # type: ignore[arg-type]
    assert worker(installation, Clock(installation), handle(COUNT, count)).run_due() == 1
    job = only_job(installation)
    assert job.state is JobState.DEAD
    assert job.error == "its payload cannot be read: Expected `int`, got `str` - at `$.number`"


def test_an_effect_that_fails_writes_nothing(installation: Installation) -> None:
    clock, failures = Clock(installation), [ZeroDivisionError("by accident")]

    def handler(run: JobRun[Task]) -> Effect:
        def effect(uow: Any, context: Any) -> None:
            count(run)(uow, context)
            if failures:
                raise failures.pop()

        return effect

    enqueue(installation)
    made = worker(installation, clock, handle(COUNT, handler))
    assert made.run_due() == 1
    assert counted(installation) == 0
    clock.forward(200)
    assert made.run_due() == 1
    assert counted(installation) == 1


def test_who_has_lost_the_lease_writes_nothing(installation: Installation, caplog: pytest.LogCaptureFixture) -> None:
    """The handler of the first takes longer than the lease; meanwhile another worker has the job, and is done."""
    clock = Clock(installation)
    other = worker(installation, clock, handle(COUNT, count))

    def dawdle(_: Any) -> None:
        clock.forward(61)
        assert other.run_due() == 1

    enqueue(installation)
    with caplog.at_level(logging.WARNING):
        worker(installation, clock, handle(COUNT, handler_that(dawdle))).run_due()
    assert counted(installation) == 1
    assert "its lease was lost" in caplog.text
    assert only_job(installation).attempts == 2


def test_a_failure_after_the_lease_was_lost_changes_nothing(installation: Installation) -> None:
    clock = Clock(installation)
    other = worker(installation, clock, handle(COUNT, count))

    def dawdle(_: Any) -> None:
        clock.forward(61)
        assert other.run_due() == 1
        raise ZeroDivisionError

    enqueue(installation)
    worker(installation, clock, handle(COUNT, handler_that(dawdle))).run_due()
    assert only_job(installation).state is JobState.DONE


def test_a_handler_that_takes_longer_renews_its_lease(installation: Installation) -> None:
    clock = Clock(installation)
    other = worker(installation, clock, handle(COUNT, count))

    def work(run: JobRun[Task]) -> None:
        for _ in range(5):
            clock.forward(50)
            run.control.renew()
            assert other.run_due() == 0

    enqueue(installation)
    assert worker(installation, clock, handle(COUNT, handler_that(work))).run_due() == 1
    assert counted(installation) == 1


def test_a_dropped_job_writes_nothing(installation: Installation) -> None:
    def drop(_: Any) -> None:
        job = only_job(installation)
        installation.store.run("drop", lambda uow: uow.jobs.drop(job))

    enqueue(installation)
    worker(installation, Clock(installation), handle(COUNT, handler_that(drop))).run_due()
    assert counted(installation) == 0
    assert jobs(installation) == []


def test_a_job_that_ends_its_worker_every_time_is_dead_in_the_end(installation: Installation) -> None:
    """A worker that is killed settles nothing: its lease expires."""

    class Killed(BaseException):
        pass

    clock = Clock(installation)
    enqueue(installation)
    for _ in range(3):
        made = worker(installation, clock, handle(COUNT, handler_that(fail(Killed()))))  # type: ignore[arg-type]
        with pytest.raises(Killed):
            made.run_due()
        clock.forward(61)
    made = worker(installation, clock, handle(COUNT, count))
    assert made.run_due() == 1
    job = only_job(installation)
    assert job.state is JobState.DEAD
    assert job.error == "its worker ended, or took longer than its lease, at every attempt"
    assert counted(installation) == 0


def test_there_may_be_more_to_do(installation: Installation) -> None:
    left = [1, 2, 3]

    def handler(run: JobRun[Task]) -> Effect:
        def effect(uow: Any, context: Any) -> RunAgain | None:
            count(run)(uow, context)
            left.pop()
            return RunAgain() if left else None

        return effect

    enqueue(installation)
    assert worker(installation, Clock(installation), handle(COUNT, handler)).run_due() == 3
    assert counted(installation) == 3
    assert only_job(installation).state is JobState.DONE


def test_a_recurring_job_is_one_job_and_missed_intervals_do_not_pile_up(installation: Installation) -> None:
    clock = Clock(installation)
    for _ in range(2):  # two processes start
        assert worker(installation, clock, handle(COUNT, count, every=timedelta(minutes=10))).run_due() == 1
    made = worker(installation, clock, handle(COUNT, count, every=timedelta(minutes=10)))
    assert made.run_due() == 1
    assert only_job(installation).state is JobState.QUEUED
    for wait, runs in ((590, 0), (20, 1), (100_000, 1)):
        clock.forward(wait)
        assert made.run_due() == runs
    assert counted(installation) == 5


def test_a_recurring_job_that_is_dead_is_followed_by_another(installation: Installation) -> None:
    clock = Clock(installation)
    failing = handle(COUNT, handler_that(fail(PermanentJobError("no"))), every=timedelta(minutes=10))
    made = worker(installation, clock, failing)
    assert made.run_due() == 1
    assert sorted(job.state for job in jobs(installation)) == [JobState.DEAD, JobState.QUEUED]
    clock.forward(610)
    assert made.run_due() == 1
    assert sorted(job.state for job in jobs(installation)) == [JobState.DEAD, JobState.DEAD, JobState.QUEUED]


def test_no_kind_and_no_priority_starves(installation: Installation) -> None:
    order: list[tuple[str, int]] = []

    def noted(kind: str) -> Any:
        return handler_that(lambda run: order.append((kind, run.payload.number)))

    for _ in range(40):
        enqueue(installation, URGENT, priority=URGENT)
    for _ in range(4):
        enqueue(installation, BULK, priority=BULK)
    for _ in range(8):
        enqueue(installation, 1, kind=OTHER)
    made = worker(installation, Clock(installation), handle(COUNT, noted("count")), handle(OTHER, noted("other")))
    assert made.run_due() == 52
    first = order[:42]
    assert 30 <= first.count(("count", URGENT)) <= 34
    assert 7 <= first.count(("other", 1)) <= 8
    assert 2 <= first.count(("count", BULK)) <= 3


class Attempts:
    """Keeps what an observer hears of attempts."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[str, str]] = []
        self.lags: list[float] = []

    def waiting(self, kind: str, lag_s: float) -> None:
        """Keeps how long the first job has been due."""
        assert kind == "count"
        self.lags.append(lag_s)

    def begin(self, kind: str) -> None:
        """Keeps it."""
        self.outcomes.append((kind, "begins"))

    def attempted(self, kind: str, outcome: str, seconds: float) -> None:
        """Keeps it."""
        assert seconds >= 0
        self.outcomes.append((kind, outcome))


def test_an_observer_hears_of_each_attempt_and_log_lines_say_of_which_job(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(TextFormatter())
    clock, observer = Clock(installation), Attempts()
    enqueue(installation, account=ACCOUNT)
    errors: list[Exception] = [JobError("closed"), PermanentJobError("gone")]

    def action(_: Any) -> None:
        if errors:
            raise errors.pop(0)

    made = worker(installation, clock, handle(COUNT, handler_that(action)), observer=observer)
    made.run_due()
    clock.forward(300)
    made.run_due()
    enqueue(installation, 1)
    made.run_due()
    outcomes = ("failed", "dead", "done")
    assert observer.outcomes == [("count", word) for outcome in outcomes for word in ("begins", outcome)]
    assert f" jobs count {ACCOUNT}] job-" in caplog.text
    assert CURRENT_REQUEST.get() is None


def test_an_observer_hears_how_long_jobs_have_been_due(installation: Installation) -> None:
    clock, observer = Clock(installation), Attempts()
    made = worker(installation, clock, handle(COUNT, count), observer=observer)
    made.run_due()
    assert observer.lags == [0]
    enqueue(installation)
    clock.forward(500)
    made.run_due()
    assert 500 <= observer.lags[1] < 600
    assert observer.lags[-1] == 0
