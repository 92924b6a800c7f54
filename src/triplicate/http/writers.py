"""Writers: the threads in which changes run, and the idempotency keys under which one is running."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from triplicate.core.failures import KeyInFlight, Refused
from triplicate.http.answer import Receive
from triplicate.http.refusals import Gone

T = TypeVar("T")
Claim = tuple[str, str]
"""A caller and the key it gave."""


class Writers:
    """As many threads as the database takes writers at a time, for one event loop."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="writer")
        self._in_flight: set[Claim] = set()

    async def run(self, receive: Receive, claim: Claim | None, work: Callable[[], T]) -> T:
        """Does `work` in a thread. What has begun is finished, even when nobody waits for it any more.

        Raises Refused(KeyInFlight) when the key is at work already, and Gone, without having begun, when the caller
        disconnects before a thread is free.
        """
        if claim is not None:
            self._claim(claim)
        caller = _Caller(receive)
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._threads, caller.unless_gone, work)
        running.add_done_callback(lambda _: self._in_flight.discard(claim) if claim is not None else None)
        try:
            return await asyncio.shield(running)
        finally:
            caller.forget()

    def _claim(self, claim: Claim) -> None:
        if claim in self._in_flight:
            raise Refused(KeyInFlight())
        self._in_flight.add(claim)

    async def close(self) -> None:
        """Waits until everything that has begun is finished."""
        await asyncio.to_thread(self._threads.shutdown)


class _Caller:
    """Listens whether the caller of a request that is whole is still there."""

    def __init__(self, receive: Receive) -> None:
        self._gone = False
        self._listening: asyncio.Future[Any] = asyncio.ensure_future(receive())
        self._listening.add_done_callback(self._heard)

    def _heard(self, listening: "asyncio.Future[Any]") -> None:
        if not listening.cancelled() and not listening.exception():
            self._gone = self._gone or listening.result()["type"] == "http.disconnect"

    def unless_gone(self, work: Callable[[], T]) -> T:
        """Does `work`, in whichever thread; raises Gone when nobody is there to have it done."""
        if self._gone:
            raise Gone
        return work()

    def forget(self) -> None:
        """Stops listening: nobody waits any more, so what has not begun does not begin."""
        self._gone = True
        self._listening.cancel()
