"""Write executor: hands the units of work that wait to threads, which commit them in groups (`store.group_commit`).

Units of one account wait in one queue, which one thread at a time serves: apart they would wait for each other's locks.
Units of callers without an account wait in another, where each runs alone. At most half the threads serve it, so that
units that wait for an account's lock leave threads to the other accounts. A database with one writer has one queue.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from time import monotonic
from typing import Any, TypeVar, assert_never

from triplicate.api.response import Receive
from triplicate.api.unit_queue import DisconnectWatcher, PendingUnit, UnitQueue
from triplicate.app.ports import UnitOfWork
from triplicate.app.units import Conflict, GroupStore, Interruption, Outcome, ResponseKey, Success, UnitFailure
from triplicate.core.failures import DomainError, IdempotencyKeyInUse

MAX_UNITS = 48
"""Units in a group: below the 64 subtransactions of which PostgreSQL keeps track in memory."""
BUDGET_S = 0.05
"""A group takes another unit only if it will then probably have run for no longer than this."""
T = TypeVar("T")
Claim = tuple[str, str]
"""The owner of an idempotency key, and the key."""


class WriteExecutor:
    """The units of work that wait, and as many threads as the database has concurrent writers; for one event loop."""

    def __init__(self, store: GroupStore, threads: int) -> None:
        self._store = store
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="writer")
        self._thread_count = threads
        self._queues: dict[str | None, UnitQueue] = {}
        self._lock = threading.Lock()
        self._durations: dict[str, float] = {}
        self._in_flight: set[Claim] = set()
        self._futures: set[asyncio.Future[Any]] = set()

    async def run(
        self, receive: Receive, account: str | None, claim: Claim | None, name: str, work: Callable[[UnitOfWork], T]
    ) -> T:
        """Runs `work` in a transaction of the account. A transaction that has started is finished, even if the request
        is cancelled.

        Raises DomainError(IdempotencyKeyInUse) if the key is already in use, and ClientDisconnected, without starting,
        if the client disconnects before a thread is free.
        """
        if claim is not None:
            self._acquire(claim)
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda _: self._in_flight.discard(claim) if claim is not None else None)
        future.add_done_callback(self._futures.discard)
        self._futures.add(future)
        watcher = DisconnectWatcher(receive)
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

    def _enqueue(self, account: str | None, unit: PendingUnit[T]) -> None:
        """Appends a unit to its account's queue, and has it served if no thread does."""
        name = "" if self._thread_count == 1 else account
        with self._lock:
            queue = self._queues.get(name)
            if queue is None:
                queue = self._queues[name] = self._new_queue(name)
            queue.units.append(unit)
            if queue.turns < queue.max_turns:
                queue.turns += 1
                self._threads.submit(self._run_turn, name, queue)

    def _new_queue(self, name: str | None) -> UnitQueue:
        """An account's queue, or that of the units without an account."""
        return UnitQueue(MAX_UNITS, 1) if name is not None else UnitQueue(1, self._thread_count // 2)

    # ---- in a thread ----

    def _run_turn(self, name: str | None, queue: UnitQueue) -> None:
        """Runs a unit that must run again, or else a group; the queue then waits for its next turn."""
        with self._lock:
            rerun = queue.reruns.popleft() if queue.reruns else None
        if rerun is not None:
            self._run_again(queue, *rerun)
        elif (first := self._next(queue)) is not None:
            self._run_group(queue, first)
        with self._lock:
            if queue.units or queue.reruns:
                self._threads.submit(self._run_turn, name, queue)
                return
            queue.turns -= 1
            if not queue.turns:
                del self._queues[name]

    def _run_group(self, queue: UnitQueue, first: PendingUnit[Any]) -> None:
        taken: list[PendingUnit[Any]] = []
        try:
            outcomes = self._store.run_group(self._take(queue, first, taken), partial(self._keys_ahead, queue))
        except BaseException as error:  # no transaction could begin, which concerns all that wait
            taken = [*(taken or [first]), *self._take_all(queue)]
            outcomes = [UnitFailure(error) for _ in taken]
        self._settle(queue, taken, outcomes)

    def _run_again(self, queue: UnitQueue, unit: PendingUnit[Any], outcome: Conflict | Interruption) -> None:
        """Runs a unit alone, unless it is too late for it by now."""
        answers: list[Answer]
        try:
            answers = [(unit, unit.too_late(monotonic()) or self._store.run_again(unit, outcome))]
        except BaseException as error:  # no transaction could begin, which concerns all that wait
            answers = [(other, UnitFailure(error)) for other in (unit, *self._take_all(queue))]
        _deliver(answers)

    def _take(
        self, queue: UnitQueue, first: PendingUnit[Any], taken: list[PendingUnit[Any]]
    ) -> Iterator[PendingUnit[Any]]:
        """Takes the units of a group from a queue, each when the one before it has run."""
        start = last = monotonic()
        unit: PendingUnit[Any] | None = first
        while unit is not None:
            taken.append(unit)
            yield unit
            last, before = monotonic(), last
            self._durations[unit.name] = last - before
            unit = self._next(queue, BUDGET_S - (last - start)) if len(taken) < queue.max_units else None

    def _next(self, queue: UnitQueue, budget_s: float | None = None) -> PendingUnit[Any] | None:
        """Takes the next unit for which it is not too late, if it will probably run for no longer."""
        while (unit := self._pop(queue, budget_s)) is not None:
            if (failure := unit.too_late(monotonic())) is None:
                return unit
            _deliver([(unit, failure)])
        return None

    def _pop(self, queue: UnitQueue, budget_s: float | None) -> PendingUnit[Any] | None:
        with self._lock:
            if not queue.units:
                return None
            if budget_s is not None and self._durations.get(queue.units[0].name, 0.0) > budget_s:
                return None
            return queue.units.popleft()

    def _keys_ahead(self, queue: UnitQueue) -> list[ResponseKey]:
        """The idempotency keys of the units that may join a queue's group."""
        with self._lock:
            return [unit.key for unit in islice(queue.units, queue.max_units - 1) if unit.key is not None]

    def _take_all(self, queue: UnitQueue) -> list[PendingUnit[Any]]:
        """Takes all that wait in a queue."""
        with self._lock:
            waiting = [*(unit for unit, _ in queue.reruns), *queue.units]
            queue.reruns.clear()
            queue.units.clear()
        return waiting

    def _settle(self, queue: UnitQueue, units: Sequence[PendingUnit[Any]], outcomes: Sequence[Outcome]) -> None:
        """Answers the callers of a group; those whose units must run again wait on, before those that came later."""
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
        with self._lock:
            queue.reruns.extend(again)
        _deliver(final)


Answer = tuple[PendingUnit[Any], Success | UnitFailure]


def _deliver(answers: Sequence[Answer]) -> None:
    """Gives the callers of a group their answers with one wake-up of the event loop, unless it has ended."""
    if answers and not (loop := answers[0][0].future.get_loop()).is_closed():
        loop.call_soon_threadsafe(_settle_all, answers)


def _settle_all(answers: Sequence[Answer]) -> None:
    for unit, outcome in answers:
        unit.settle(outcome)
