"""A worker: leases jobs and runs them one after the other, until it is stopped."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random

from triplicate.app.context import Context
from triplicate.app.jobs.handlers import AnyJobHandler, schedule
from triplicate.app.ports import Store
from triplicate.app.ports.jobs import JobSignal
from triplicate.core.access import Principal
from triplicate.core.failures import DomainError
from triplicate.core.jobs.job import Job
from triplicate.limited_child.computations import Computations
from triplicate.observe.job_observer import JobObserver
from triplicate.workers.attempt import Attempt, WorkerTools
from triplicate.workers.job_source import Idle, JobSource

GRACE_S = 3.0
"""How long a worker that is stopped lets its job go on, before it gives the job back."""
_GIVE_BACK_S = 2.0
"""How long a worker that is stopped waits for the database to take its job back, before it lets the lease expire."""
_TROUBLE_S = 5.0
"""How long a worker waits when the database cannot be used."""
log = logging.getLogger("triplicate")


class Worker:
    """Runs jobs of these kinds in a thread of its own. Any number of workers may share a database."""

    def __init__(
        self,
        store: Store,
        handlers: tuple[AnyJobHandler, ...],
        context: Callable[[Principal, str], Context],
        now: Callable[[], datetime],
        signal: JobSignal,
        child_environment: Mapping[str, str],
        observer: JobObserver | None = None,
    ) -> None:
        random = Random()
        self._handlers = {each.kind.name: each for each in handlers}
        self._signal = signal
        self._stopping = threading.Event()
        computations = Computations(child_environment)
        self._tools = WorkerTools(store, context, now, computations, random, self._stopping.is_set, observer)
        name = f"{socket.gethostname()}:{os.getpid()}:{random.randbytes(4).hex()}"
        self._source = JobSource(store, self._handlers, now, name, observer)
        self._is_scheduled = False
        self._attempt: Attempt | None = None
        self._unsettled: list[Attempt] = []
        self._next: Job | Idle | None = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self, grace_s: float = GRACE_S) -> None:
        """Ends the thread. A job that does not end within `grace_s` seconds is given back, and its effect not written.

        Must be called once, after `start`. Threads that wait for a database that hangs are left to end by themselves.
        """
        self._stopping.set()
        self._signal.wake()
        self._thread.join(grace_s)
        attempt = self._attempt
        self._tools.computations.close()
        if not self._thread.is_alive():
            self._signal.close()
        elif attempt is not None:
            giving_back = threading.Thread(target=self._give_back, args=(attempt,), name="give job back", daemon=True)
            giving_back.start()
            giving_back.join(_GIVE_BACK_S)

    def run_due(self) -> int:
        """Runs jobs in the calling thread until none is due; how many attempts that were.

        Raises DomainError(Unavailable).
        """
        count = 0
        while self._run_next() is None:
            count += 1
        return count

    def _run(self) -> None:
        while not self._stopping.is_set():
            wait_s = self._guarded_step()
            if wait_s:
                self._wait(wait_s)
        if isinstance(self._next, Job):
            self._unsettled.append(self._new_attempt(self._next))
        for attempt in self._unsettled:
            self._give_back(attempt)

    def _wait(self, seconds: float) -> None:
        """Waits for a signal, or without one if that fails."""
        try:
            self._signal.wait(seconds)
        except Exception:
            log.exception("a worker cannot be told of new jobs")
            self._stopping.wait(seconds)

    def _guarded_step(self) -> float:
        """Runs the next job, whatever happens; how long there is nothing to do."""
        try:
            idle = self._run_next()
            return 0.0 if idle is None else idle.seconds
        except DomainError as error:
            log.warning("jobs wait for the database: %s: %r", error, error.__cause__)
        except Exception:
            log.exception("a worker failed between two jobs")
        return _TROUBLE_S

    def _run_next(self) -> Idle | None:
        self._give_back_unsettled()
        if not self._is_scheduled:
            self._tools.store.run("schedule jobs", lambda uow: schedule(uow, tuple(self._handlers.values())))
            self._is_scheduled = True
        job = self._source.next() if self._next is None else self._next
        self._next = None
        if isinstance(job, Idle):
            return job
        self._run_job(job)
        return None

    def _run_job(self, job: Job) -> None:
        attempt = self._new_attempt(job)
        if self._stopping.is_set():
            attempt.give_back()
            return
        self._attempt = attempt
        try:
            self._run_attempt(attempt)
            self._next = None if attempt.next is None else self._source.charged(attempt.next)
        finally:
            self._attempt = None

    def _run_attempt(self, attempt: Attempt) -> None:
        """Runs it; if the database fails at the end, it is given back later, and what it may have leased as well."""
        try:
            attempt.run()
        except DomainError:
            self._unsettled.append(attempt)
            if isinstance(attempt.candidate, Job):
                self._unsettled.append(self._new_attempt(attempt.candidate))
            raise

    def _give_back_unsettled(self) -> None:
        """Gives back what an outage has left leased, or perhaps so; raises DomainError(Unavailable)."""
        while self._unsettled:
            self._unsettled[0].give_back()
            del self._unsettled[0]

    def _new_attempt(self, job: Job) -> Attempt:
        return Attempt(job, self._handlers[job.kind], self._tools, self._source.lease)

    def _give_back(self, attempt: Attempt) -> None:
        try:
            attempt.give_back()
        except DomainError as error:
            log.warning("a job could not be given back; its lease expires: %r", error.__cause__)
