"""A deadline that moves with every request and yet hardly ever touches the event loop."""

import asyncio
import math
from collections.abc import Callable


class Deadline:
    """Calls `expired` when the time that was set last has passed.

    Its timer is moved only to ring earlier. One that rings too early is wound again, so that a connection that is busy
    all the time costs one timer in each of its timeouts and not one for each request.
    """

    __slots__ = ("_at", "_expired", "_loop", "_rings_at", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, expired: Callable[[], None]) -> None:
        self._loop = loop
        self._expired = expired
        self._timer: asyncio.TimerHandle | None = None
        self._at = self._rings_at = math.inf

    def set(self, seconds: float) -> None:
        """Expires in so many seconds, and at no other time."""
        self._at = self._loop.time() + seconds
        if self._at < self._rings_at:
            self._wind()

    def clear(self) -> None:
        """Does not expire; the timer may stay for the next time."""
        self._at = math.inf

    def cancel(self) -> None:
        """Does not expire, and leaves no timer in the loop."""
        self._at = self._rings_at = math.inf
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wind(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = self._at
        self._timer = self._loop.call_later(max(self._at - self._loop.time(), 0), self._ring)

    def _ring(self) -> None:
        self._timer, self._rings_at = None, math.inf
        if self._at == math.inf:
            return
        if self._loop.time() < self._at - 0.001:
            self._wind()
        else:
            self._at = math.inf
            self._expired()
