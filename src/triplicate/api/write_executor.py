"""Write executor: the threads that run write transactions, and the idempotency keys in use."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from triplicate.api.http_errors import ClientDisconnected
from triplicate.api.response import Receive
from triplicate.core.failures import DomainError, IdempotencyKeyInUse

T = TypeVar("T")
Claim = tuple[str, str]
"""The owner of an idempotency key, and the key."""


class WriteExecutor:
    """A thread pool with as many threads as the database allows concurrent writers, for one event loop."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="writer")
        self._in_flight: set[Claim] = set()

    async def run(self, receive: Receive, claim: Claim | None, work: Callable[[], T]) -> T:
        """Runs `work` in a thread. Work that has started is finished, even if the request is cancelled.

        Raises DomainError(IdempotencyKeyInUse) if the key is already in use, and ClientDisconnected, without starting,
        if the client disconnects before a thread is free.
        """
        if claim is not None:
            self._acquire(claim)
        watcher = _DisconnectWatcher(receive)
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, watcher.run_unless_disconnected, work)
        future.add_done_callback(lambda _: self._in_flight.discard(claim) if claim is not None else None)
        try:
            return await asyncio.shield(future)
        finally:
            watcher.cancel()

    def _acquire(self, claim: Claim) -> None:
        if claim in self._in_flight:
            raise DomainError(IdempotencyKeyInUse())
        self._in_flight.add(claim)

    async def close(self) -> None:
        """Waits until all started work is finished."""
        await asyncio.to_thread(self._threads.shutdown)


class _DisconnectWatcher:
    """Watches for a client disconnect, after the request has been read completely."""

    def __init__(self, receive: Receive) -> None:
        self._disconnected = False
        self._receive_task: asyncio.Future[Any] = asyncio.ensure_future(receive())
        self._receive_task.add_done_callback(self._on_message)

    def _on_message(self, task: "asyncio.Future[Any]") -> None:
        if not task.cancelled() and not task.exception():
            self._disconnected = self._disconnected or task.result()["type"] == "http.disconnect"

    def run_unless_disconnected(self, work: Callable[[], T]) -> T:
        """Runs `work` in the calling thread; raises ClientDisconnected if the client has disconnected."""
        if self._disconnected:
            raise ClientDisconnected
        return work()

    def cancel(self) -> None:
        """Stops watching; work that has not started yet will not start."""
        self._disconnected = True
        self._receive_task.cancel()
