"""Write executor: hands the units of work that wait to threads, which commit them in groups (`store.group_commit`).

Units of one account wait in one queue, from which one thread at a time takes them: apart they would wait for each
other's locks. A database with one writer has one queue.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from functools import partial
from itertools import islice
from time import monotonic
from typing import Any, Generic, TypeVar, assert_never

from triplicate.api.http_errors import ClientDisconnected
from triplicate.api.response import Receive
from triplicate.app.ports import UnitOfWork
from triplicate.app.units import Conflict, GroupStore, Interruption, Outcome, ResponseKey, Success, UnitFailure
from triplicate.core.failures import DomainError, IdempotencyKeyInUse, Unavailable

MAX_UNITS = 48
"""Units in a group: below the 64 subtransactions of which PostgreSQL keeps track in memory."""
BUDGET_S = 0.05
"""A group takes another unit only if it will then probably have run for no longer than this."""
MAX_WAIT_S = 30.0
"""Who has waited longer than this for a turn gets Unavailable: each unit before it may be waiting for a lock."""
T = TypeVar("T")
Claim = tuple[str, str]
"""The owner of an idempotency key, and the key."""


class WriteExecutor:
    """The units of work that wait, and as many threads as the database has concurrent writers; for one event loop."""

    def __init__(self, store: GroupStore, threads: int) -> None:
        self._store = store
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="writer")
        self._has_one_writer = threads == 1
        self._queues: dict[Hashable, deque[PendingUnit[Any]]] = {}
        self._lock = threading.Lock()
        self._durations: dict[str, float] = {}
        self._in_flight: set[Claim] = set()
        self._futures: set[asyncio.Future[Any]] = set()

    async def run(
        self, receive: Receive, account: str | None, claim: Claim | None, name: str, work: Callable[[UnitOfWork], T]
    ) -> T:
        """Runs `work` in a transaction of the account. Work that has started is finished, even if the request is
        cancelled.

        Raises DomainError(IdempotencyKeyInUse) if the key is already in use, and ClientDisconnected, without starting,
        if the client disconnects before a thread is free.
        """
        if claim is not None:
            self._acquire(claim)
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda _: self._in_flight.discard(claim) if claim is not None else None)
        future.add_done_callback(self._futures.discard)
        self._futures.add(future)
        watcher = _DisconnectWatcher(receive)
        key = None if claim is None else (account or "", *claim)
        self._enqueue(account, PendingUnit(name, key, work, future, watcher))
        try:
            return await asyncio.shield(future)
        finally:
            watcher.cancel()

    @property
    def waiting(self) -> int:
        """How many units of work wait for a transaction, or for its end."""
        return len(self._futures)

    async def close(self) -> None:
        """Waits until all work is finished."""
        while self._futures:
            await asyncio.wait(self._futures)
        await asyncio.to_thread(self._threads.shutdown)

    def _acquire(self, claim: Claim) -> None:
        if claim in self._in_flight:
            raise DomainError(IdempotencyKeyInUse())
        self._in_flight.add(claim)

    def _enqueue(self, account: str | None, unit: "PendingUnit[T]") -> None:
        """Appends a unit to its account's queue; one of no account has a queue of its own."""
        key: Hashable = "" if self._has_one_writer else unit if account is None else account
        with self._lock:
            queue = self._queues.get(key)
            if queue is not None:
                queue.append(unit)
                return
            queue = self._queues[key] = deque((unit,))
        self._threads.submit(self._run_group, key, queue)

    # ---- in a thread ----

    def _run_group(self, key: Hashable, queue: "deque[PendingUnit[Any]]") -> None:
        """Runs a group of those that wait in a queue, which then waits for its next turn."""
        taken: list[PendingUnit[Any]] = []
        try:
            outcomes = self._store.run_group(self._take(queue, taken), partial(self._keys_ahead, queue))
        except BaseException as error:  # no transaction could begin, which concerns all that wait
            taken += self._take_all(queue)
            outcomes = [UnitFailure(error) for _ in taken]
        self._settle(taken, outcomes)
        with self._lock:
            if not queue:
                del self._queues[key]
                return
        self._threads.submit(self._run_group, key, queue)

    def _take(self, queue: "deque[PendingUnit[Any]]", taken: "list[PendingUnit[Any]]") -> "Iterator[PendingUnit[Any]]":
        """Takes the units of a group from a queue, each when the one before it has run."""
        start = last = monotonic()
        while queue and len(taken) < MAX_UNITS:
            expected = self._durations.get(queue[0].name, 0.0)
            if taken and last - start + expected > BUDGET_S:
                return
            unit = queue.popleft()
            if (failure := unit.too_late(last)) is not None:
                _deliver([(unit, failure)])
                continue
            taken.append(unit)
            yield unit
            last, before = monotonic(), last
            self._durations[unit.name] = last - before

    def _keys_ahead(self, queue: "deque[PendingUnit[Any]]") -> list[ResponseKey]:
        """The idempotency keys of the units that are first in a queue."""
        with self._lock:
            return [unit.key for unit in islice(queue, MAX_UNITS) if unit.key is not None]

    def _take_all(self, queue: "deque[PendingUnit[Any]]") -> "list[PendingUnit[Any]]":
        with self._lock:
            waiting = list(queue)
            queue.clear()
        return waiting

    def _settle(self, units: "Sequence[PendingUnit[Any]]", outcomes: Sequence[Outcome]) -> None:
        """Answers the callers of a group; those whose units must run again wait on."""
        final: list[Answer] = []
        again: list[tuple[PendingUnit[Any], Conflict | Interruption]] = []
        for unit, outcome in zip(units, outcomes, strict=True):
            match outcome:
                case Success() | UnitFailure():
                    final.append((unit, outcome))
                case Conflict() | Interruption():
                    again.append((unit, outcome))
                case _:
                    assert_never(outcome)
        _deliver(final)
        if again:
            self._threads.submit(self._run_again, again)

    def _run_again(self, units: "list[tuple[PendingUnit[Any], Conflict | Interruption]]") -> None:
        """Runs units one by one, until the database is gone."""
        for place, (unit, outcome) in enumerate(units):
            try:
                _deliver([(unit, self._store.run_again(unit, outcome))])
            except BaseException as error:  # no transaction could begin, which concerns the others too
                _deliver([(other, UnitFailure(error)) for other, _ in units[place:]])
                return


class PendingUnit(Generic[T]):
    """A unit of work whose caller waits for its future."""

    def __init__(
        self,
        name: str,
        key: ResponseKey | None,
        work: Callable[[UnitOfWork], T],
        future: "asyncio.Future[T]",
        watcher: "_DisconnectWatcher",
    ) -> None:
        self.name = name
        self.key = key
        self.future = future
        self.context: Context | None = copy_context()
        self._work = work
        self._watcher = watcher
        self._enqueued_at = monotonic()
        self._result: T

    def too_late(self, now: float) -> UnitFailure | None:
        """Why it should not begin any more: nobody waits for it, or it has waited too long itself."""
        if self._watcher.is_disconnected:
            return UnitFailure(ClientDisconnected())
        return UnitFailure(DomainError(Unavailable())) if now - self._enqueued_at > MAX_WAIT_S else None

    def run(self, uow: UnitOfWork) -> None:
        """Does the work."""
        self._result = self._work(uow) if self.context is None else self.context.run(self._work, uow)

    def settle(self, outcome: Success | UnitFailure) -> None:
        """Gives the caller the result or the error; in the event loop."""
        if isinstance(outcome, UnitFailure):
            is_settable = not isinstance(outcome.error, StopIteration)  # which no future takes
            self.future.set_exception(outcome.error if is_settable else RuntimeError("StopIteration"))
        else:
            self.future.set_result(self._result)


Answer = tuple[PendingUnit[Any], Success | UnitFailure]


def _deliver(answers: Sequence[Answer]) -> None:
    """Gives the callers of a group their answers with one wake-up of the event loop, unless it has ended."""
    if answers and not (loop := answers[0][0].future.get_loop()).is_closed():
        loop.call_soon_threadsafe(_settle_all, answers)


def _settle_all(answers: Sequence[Answer]) -> None:
    for unit, outcome in answers:
        unit.settle(outcome)


class _DisconnectWatcher:
    """Watches for a client disconnect, after the request has been read completely."""

    def __init__(self, receive: Receive) -> None:
        self.is_disconnected = False
        self._receive_task: asyncio.Future[Any] = asyncio.ensure_future(receive())
        self._receive_task.add_done_callback(self._on_message)

    def _on_message(self, task: "asyncio.Future[Any]") -> None:
        if not task.cancelled() and not task.exception():
            self.is_disconnected = self.is_disconnected or task.result()["type"] == "http.disconnect"

    def cancel(self) -> None:
        """Stops watching; work that has not started yet will not start."""
        self.is_disconnected = True
        self._receive_task.cancel()
