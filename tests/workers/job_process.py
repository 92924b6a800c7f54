"""A process that queues jobs of the tests, or runs them: `python -m tests.workers.job_process queue FIRST | run`.

Each effect is counted in a setting, and each job that was queued is noted in the same transaction as it is.
"""

import signal
import sys
import threading
from itertools import count
from pathlib import Path

from tests.workers.worker_fixtures import Task, increment
from triplicate import config
from triplicate.app.context import Context
from triplicate.app.jobs.failures import JobError
from triplicate.app.jobs.handlers import Effect, JobRun, RunAgain, handle
from triplicate.app.ports import UnitOfWork
from triplicate.core.jobs.backoff import Backoff
from triplicate.core.jobs.kind import JobKind
from triplicate.main import Installation

PLAIN = JobKind(name="plain", payload=Task, max_attempts=1000, backoff=Backoff(0.05, 0.05), lease_s=2.0)
STEPS = JobKind(name="steps", payload=Task, max_attempts=1000, backoff=Backoff(0.05, 0.05), lease_s=2.0)
SLOW = JobKind(name="slow", payload=Task, max_attempts=1000, backoff=Backoff(0.05, 0.05), lease_s=2.0)
KINDS = (PLAIN, STEPS, SLOW)
STEP_COUNT = 3


def kind_of(number: int) -> JobKind[Task]:
    """The kind of the job of a number."""
    return KINDS[number % len(KINDS)]


def expected_count(number: int) -> int:
    """How often the effect of a number is to be written."""
    return STEP_COUNT if kind_of(number) is STEPS else 1


def plain(run: JobRun[Task]) -> Effect:
    """Fails at its first attempt, and writes its effect at another."""
    if run.attempt == 1:
        raise JobError("not yet")
    return increment(f"count {run.payload.number}")


def steps(run: JobRun[Task]) -> Effect:
    """Writes its effect in several runs."""
    name = f"count {run.payload.number}"

    def effect(uow: UnitOfWork, context: Context) -> RunAgain | None:
        increment(name)(uow, context)
        return RunAgain() if int(uow.ensure_setting(name, "0")) < STEP_COUNT else None

    return effect


def slow(run: JobRun[Task]) -> Effect:
    """Takes a while, and renews its lease."""
    for _ in range(3):
        threading.Event().wait(0.02)
        run.control.renew()
    return increment(f"count {run.payload.number}")


HANDLERS = (handle(PLAIN, plain), handle(STEPS, steps), handle(SLOW, slow))


def queue(installation: Installation, number: int) -> None:
    """Queues the job of a number, and notes that, in one transaction."""

    def work(uow: UnitOfWork) -> None:
        uow.store_setting(f"queued {number}", "1")
        uow.jobs.enqueue(kind_of(number), Task(number))

    installation.store.run("queue", work)


def main() -> None:
    """Works until it is killed or terminated."""
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    installation = Installation(config.load())
    installation.ensure_ready()
    ready = Path(sys.argv[-1])
    if sys.argv[1] == "run":
        worker = installation.worker(HANDLERS)
        worker.start()
        ready.touch()
        stopping.wait()
        worker.stop()
        return
    ready.touch()
    for number in count(int(sys.argv[2])):
        queue(installation, number)
        if stopping.wait(0.05):
            return


if __name__ == "__main__":
    main()
