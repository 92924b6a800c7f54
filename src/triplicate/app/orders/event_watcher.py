"""Wakes callers who wait for events: one query at an interval for all of them, and none while nobody waits."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from triplicate.app.ports import Reader
from triplicate.core.access import OPERATOR

INTERVAL_S = 0.25


class EventWatcher:
    """Polls for new events of any account while somebody waits. Belongs to one event loop."""

    def __init__(self, reader: Reader, interval_s: float = INTERVAL_S) -> None:
        self._reader = reader
        self._interval_s = interval_s
        self._waiters: set[asyncio.Future[None]] = set()
        self._poller: asyncio.Task[None] | None = None
        self.is_closed = False

    def close(self) -> None:
        """Wakes all callers, since the server ends: they get what there is, and nobody waits any more."""
        self.is_closed = True
        self._wake(None)

    @contextmanager
    def news(self) -> Iterator[asyncio.Future[None]]:
        """A future that is done when there are events that were not there before it was made, or soon after.

        Make it before looking for events, so that none comes in between unnoticed. It is also done once for no reason
        if nobody waited before, and fails as the poll fails: with DomainError(Unavailable).
        """
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        if self.is_closed:
            self._wake(None)
        elif self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        try:
            yield waiter
        finally:
            self._waiters.discard(waiter)
            if not waiter.cancel() and not waiter.cancelled():
                waiter.exception()  # so that a failure that nobody reads is not logged as forgotten

    async def _poll(self) -> None:
        """Ends when nobody has waited for an interval, so that callers who look again after news find it running."""
        previous_end: str | None = None
        while True:
            await asyncio.sleep(self._interval_s)
            if not self._waiters:
                return
            try:
                end = await self._reader.last_event(OPERATOR)
            except Exception as error:
                self._wake(error)
                return
            if end != previous_end:
                previous_end = end
                self._wake(None)

    def _wake(self, error: Exception | None) -> None:
        for waiter in self._waiters:
            if waiter.done():
                continue
            if error is None:
                waiter.set_result(None)
            else:
                waiter.set_exception(error)
        self._waiters.clear()
