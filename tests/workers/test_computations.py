"""Jobs that compute in a child process: hostile input ends as a dead letter with a plain reason, and nothing else."""

import os
from collections.abc import Callable

import pytest

from tests.workers import computation_fixtures as functions
from tests.workers.computation_fixtures import Sum
from tests.workers.test_worker_thread import eventually
from tests.workers.worker_fixtures import Clock, Task, count, counted, enqueue, only_job, running, worker
from triplicate.app.jobs.handlers import Effect, JobRun, handle
from triplicate.core.jobs.backoff import Backoff
from triplicate.core.jobs.job import JobState
from triplicate.core.jobs.kind import JobKind
from triplicate.core.jobs.limits import MIB, Limits
from triplicate.main import Installation

LIMITS = Limits(memory=256 * MIB, cpu=1, wall=20.0)
COMPUTE = JobKind(name="compute", payload=Task, max_attempts=2, backoff=Backoff(10.0, 10.0), limits=LIMITS)
UNLIMITED = JobKind(name="unlimited", payload=Task, max_attempts=1)


def computing(function: Callable[[Sum], int]) -> Callable[[JobRun[Task]], Effect]:
    """A handler that computes in a child process, and counts by the result."""

    def handler(run: JobRun[Task]) -> Effect:
        result = run.control.compute(function, Sum(run.payload.number, 1))
        return count(run._replace(payload=Task(result)))

    return handler


def test_the_result_of_a_child_is_what_the_effect_gets(installation: Installation) -> None:
    made = worker(installation, Clock(installation), handle(COMPUTE, computing(functions.add)))
    for number in (1, 2):
        enqueue(installation, number, kind=COMPUTE)
    assert made.run_due() == 2
    (process,) = made._tools.computations.process_ids()
    assert process != os.getpid()
    assert [counted(installation, number) for number in (1, 2, 3)] == [0, 1, 1]
    made._tools.computations.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "attempts", "reason"),
    [
        (functions.eat_memory, 1, "needed more than 256 MiB of memory"),
        (functions.spin, 1, "took more than 1 s of processor time, or 20 s in all"),
        (functions.crash, 2, "its child process ended: the process died: signal 11"),
        (functions.stumble, 2, "failed in its child process: see the log"),
    ],
    ids=["memory", "time", "segmentation fault", "exception"],
)
def test_hostile_input_is_a_dead_letter_with_a_plain_reason(
    installation: Installation, function: Callable[[Sum], int], attempts: int, reason: str
) -> None:
    clock = Clock(installation)
    enqueue(installation, kind=COMPUTE)
    made = worker(installation, clock, handle(COMPUTE, computing(function)))
    for _ in range(attempts):
        assert made.run_due() == 1
        clock.forward(11)
    assert made.run_due() == 0
    job = only_job(installation)
    assert (job.state, job.attempts, job.error) == (JobState.DEAD, attempts, reason)
    installation.store.run("drop", lambda uow: uow.jobs.drop(job))
    enqueue(installation, 1, kind=COMPUTE)
    assert worker(installation, clock, handle(COMPUTE, computing(functions.add))).run_due() == 1
    assert counted(installation, 2) == 1


def test_a_kind_without_limits_computes_nothing(installation: Installation) -> None:
    enqueue(installation, kind=UNLIMITED)
    worker(installation, Clock(installation), handle(UNLIMITED, computing(functions.add))).run_due()
    assert only_job(installation).state is JobState.DEAD
    assert only_job(installation).error.startswith("TypeError")


def test_a_worker_that_ends_kills_its_children_and_gives_the_job_back(installation: Installation) -> None:
    made = worker(installation, Clock(installation), handle(COMPUTE, computing(functions.sleep)))
    with running(made, grace_s=0.1):
        enqueue(installation, kind=COMPUTE)
        eventually(lambda: made._tools.computations.process_ids() != ())
    assert made._tools.computations.process_ids() == ()
    made._thread.join(30)
    assert (only_job(installation).state, only_job(installation).attempts) == (JobState.QUEUED, 0)
