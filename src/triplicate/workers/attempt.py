"""One attempt at a leased job: its handler, the transaction of its effect, and what becomes of it when it fails."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import NamedTuple, TypeVar

from triplicate.api.messages import describe
from triplicate.app.context import Context
from triplicate.app.jobs.failures import JobError, PermanentJobError, WorkerStopping
from triplicate.app.jobs.handlers import AnyJobHandler, Effect, JobRun, RunAgain
from triplicate.app.ports import Store, UnitOfWork
from triplicate.app.ports.jobs import Settlement
from triplicate.core import times
from triplicate.core.access import WORKER, Principal
from triplicate.core.failures import DomainError, Unavailable
from triplicate.core.jobs.job import Job, JobState, LeaseLost
from triplicate.core.jobs.kind import UnreadablePayload
from triplicate.limited_child.computations import Computations
from triplicate.observe.job_observer import JobObserver, JobOutcome
from triplicate.observe.request_record import CURRENT_REQUEST, RequestRecord
from triplicate.workers.job_source import Idle

Q = TypeVar("Q")
R = TypeVar("R")
log = logging.getLogger("triplicate")


class _HandlerError(Exception):
    """What a handler wants to write has failed by itself, and not because of the database."""

    def __init__(self, error: DomainError) -> None:
        super().__init__()
        self.error = error


class WorkerTools(NamedTuple):
    """What attempts work with: `context` makes one for a principal and a request id; `random` gives backoff its jitter.

    `is_stopping` says whether the worker is about to end; `observer` hears of each attempt.
    """

    store: Store
    context: Callable[[Principal, str], Context]
    now: Callable[[], datetime]
    computations: Computations
    random: Random
    is_stopping: Callable[[], bool]
    observer: JobObserver | None = None


class Attempt:
    """An attempt at a job; also what the job's handler may ask of its worker (`app.jobs.handlers.JobControl`).

    The transaction that ends the job leases the next one, so that a job costs one commit while others wait. `next` is
    what `lease_next` then said; None if the job ended otherwise, or `is_stopping`. `candidate` is the same before the
    transaction has committed.
    """

    def __init__(
        self, job: Job, handler: AnyJobHandler, tools: WorkerTools, lease_next: Callable[[UnitOfWork], Job | Idle]
    ) -> None:
        self.next: Job | Idle | None = None
        self.candidate: Job | Idle | None = None
        self._lease_next = lease_next
        self._job = job
        self._handler = handler
        self._kind = handler.kind
        self._tools = tools

    def run(self) -> None:
        """Runs the job and settles it.

        Raises DomainError(Unavailable) if the database fails at that. Then the job may be settled or not, and its
        `candidate` leased or not: `give_back` is right for both.
        """
        started_at = perf_counter()
        outcome: JobOutcome = "interrupted"
        CURRENT_REQUEST.set(self._record())
        if self._tools.observer is not None:
            self._tools.observer.begin(self._kind.name)
        try:
            outcome = self._run()
        except LeaseLost:
            log.warning("%s: its lease was lost, and its effect was not written", self._request_id)
        finally:
            CURRENT_REQUEST.set(None)
            if self._tools.observer is not None:
                self._tools.observer.attempted(self._kind.name, outcome, perf_counter() - started_at)

    def give_back(self) -> None:
        """Queues the job again, as if this attempt had not begun. Raises DomainError(Unavailable)."""
        settlement = Settlement(JobState.QUEUED, self._now(), self._job.attempts - 1, self._job.error)
        try:
            self._tools.store.run("give job back", lambda uow: uow.jobs.settle(self._job, settlement, self._now()))
        except LeaseLost:
            log.info("%s: it was settled meanwhile", self._request_id)

    def renew(self) -> None:
        """Renews the lease; raises LeaseLost, WorkerStopping."""
        self._renew(self._kind.lease_s)

    def compute(self, function: Callable[[Q], R], request: Q) -> R:
        """The function's result, in a child process within the limits of the kind; a child that dies gets a second."""
        limits = self._kind.limits
        if limits is None:
            raise TypeError(f"jobs of kind {self._kind.name} have no limits to compute within")
        self._renew(self._kind.lease_s + 2 * (limits.start + limits.wall))
        try:
            return self._tools.computations.run(function, limits, request)
        except JobError as error:
            if self._tools.is_stopping():
                raise WorkerStopping from error
            raise

    def _record(self) -> RequestRecord:
        """What log lines of this attempt say of it."""
        record = RequestRecord(self._request_id.encode(), "JOB")
        record.dialect, record.operation, record.account = "jobs", self._kind.name, self._job.account or None
        return record

    def _run(self) -> JobOutcome:
        try:
            effect = self._effect()
        except LeaseLost:
            raise
        except WorkerStopping:
            self.give_back()
            return "interrupted"
        except Exception as error:
            return self._fail(error)
        return self._end(effect)

    def _end(self, effect: Effect) -> JobOutcome:
        """Writes the effect and the end of the job. Raises LeaseLost, and DomainError(Unavailable)."""
        try:
            self.next = self._tools.store.run(f"job {self._kind.name}", lambda uow: self._finish(uow, effect))
        except LeaseLost:
            raise
        except _HandlerError as end:
            return self._fail(end.error)
        except DomainError as error:
            if isinstance(error.failure, Unavailable):
                raise
            return self._fail(JobError("what it writes is in conflict with what is stored"))
        except Exception as error:
            return self._fail(error)
        return "done"

    def _effect(self) -> Effect:
        if self._job.attempts > self._kind.max_attempts:
            raise PermanentJobError("its worker ended, or took longer than its lease, at every attempt")
        try:
            payload = self._kind.decode(self._job.payload)
        except UnreadablePayload as error:
            raise PermanentJobError(f"its payload cannot be read: {error}") from error
        run = JobRun(payload, self._job.account, self._job.attempts, self._context(), self)
        return self._handler.handler(run)

    def _finish(self, uow: UnitOfWork, effect: Effect) -> Job | Idle | None:
        """Applies the effect, settles the job and leases the next one; raises LeaseLost, which rolls all of it back."""
        self.candidate = None
        try:
            again = effect(uow, self._context())
        except DomainError as error:
            raise _HandlerError(error) from error
        uow.jobs.settle(self._job, self._after_success(again), self._now())
        self.candidate = None if self._tools.is_stopping() else self._lease_next(uow)
        return self.candidate

    def _after_success(self, again: RunAgain | None) -> Settlement:
        every_s = self._job.every_s
        if again is not None:
            return Settlement(JobState.QUEUED, self._now(again.after), 0)
        if every_s is not None:
            return Settlement(JobState.QUEUED, self._now(timedelta(seconds=every_s)), 0)
        return Settlement(JobState.DONE, self._now(), self._job.attempts)

    def _fail(self, error: Exception) -> JobOutcome:
        sentence = self._sentence(error)
        is_dead = isinstance(error, PermanentJobError) or self._job.attempts >= self._kind.max_attempts
        state = "is dead" if is_dead else "is tried again"
        log.warning("%s: attempt %d of kind %s failed and %s: %s", *self._names(), state, sentence)
        self._tools.store.run("job failed", self._bury(sentence) if is_dead else self._try_again(sentence))
        return "dead" if is_dead else "failed"

    def _bury(self, sentence: str) -> Callable[[UnitOfWork], None]:
        """Makes the job a dead letter; one that recurs is followed by a new one."""
        job, settlement = self._job, Settlement(JobState.DEAD, self._now(), self._job.attempts, sentence)

        def work(uow: UnitOfWork) -> None:
            uow.jobs.settle(job, settlement, self._now())
            if job.every_s is not None:
                uow.jobs.repeat(job, self._now(timedelta(seconds=job.every_s)))

        return work

    def _try_again(self, sentence: str) -> Callable[[UnitOfWork], None]:
        job = self._job
        due_at = self._now(self._kind.backoff.delay(job.attempts, self._tools.random.random()))
        settlement = Settlement(JobState.QUEUED, due_at, job.attempts, sentence)
        return lambda uow: uow.jobs.settle(job, settlement, self._now())

    def _sentence(self, error: Exception) -> str:
        """What the operator reads of a failure. Of what was not foreseen, only the log has the message."""
        match error:
            case JobError():
                return str(error)
            case DomainError():
                return describe(error.failure).sentence
            case _:
                log.error("%s: attempt %d of kind %s", *self._names(), exc_info=error)
                return f"{type(error).__name__}: the log has it under {self._request_id}"

    def _renew(self, seconds: float) -> None:
        if self._tools.is_stopping():
            raise WorkerStopping
        until = self._now(timedelta(seconds=seconds))
        self._tools.store.run("renew lease", lambda uow: uow.jobs.renew(self._job, until))

    def _context(self) -> Context:
        account = self._job.account
        principal = WORKER.bound_to_account(account) if account else WORKER
        return self._tools.context(principal, self._request_id)

    @property
    def _request_id(self) -> str:
        return f"job-{self._job.id}"

    def _names(self) -> tuple[str, int, str]:
        return self._request_id, self._job.attempts, self._kind.name

    def _now(self, later: timedelta = timedelta(0)) -> str:
        return times.from_datetime(self._tools.now() + later)
