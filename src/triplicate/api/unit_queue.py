"""Unit queue: the units of work that wait for a thread of the write executor, each with its caller."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from time import monotonic
from typing import Any, Generic, TypeVar

from triplicate.api.http_errors import ClientDisconnected
from triplicate.api.response import Receive
from triplicate.app.ports import UnitOfWork
from triplicate.app.units import Conflict, Interruption, ResponseKey, Success, UnitFailure
from triplicate.core.failures import DomainError, Unavailable

MAX_WAIT_S = 30.0
"""Who has waited longer than this gets Unavailable instead of a turn: each unit before it may be waiting for a lock."""
T = TypeVar("T")


class DisconnectWatcher:
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


class PendingUnit(Generic[T]):
    """A unit of work whose caller waits for its future."""

    def __init__(
        self,
        name: str,
        key: ResponseKey | None,
        work: Callable[[UnitOfWork], T],
        future: "asyncio.Future[T]",
        watcher: DisconnectWatcher,
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


class UnitQueue:
    """The units that wait for a turn, in their order; those that must run again go first, each in a turn of its own."""

    def __init__(self, max_units: int, max_turns: int) -> None:
        self.max_units = max_units
        """How many may share a transaction."""
        self.max_turns = max_turns
        """How many threads may serve it."""
        self.turns = 0
        """How many threads serve it, or will as soon as they are free."""
        self.units: deque[PendingUnit[Any]] = deque()
        self.reruns: deque[tuple[PendingUnit[Any], Conflict | Interruption]] = deque()
