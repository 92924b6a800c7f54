"""A fair lock: whoever has waited longest gets it next.

Python's own locks, and the pool's queue, go to whoever asks at the right moment: a thread that gives one back and asks
again at once, as the writer of a busy server does, can keep others waiting without end.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from triplicate.core.failures import DomainError, Unavailable


class FairLock:
    """A lock that is handed over in the order in which it was asked for; nobody waits longer than `timeout_s`."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._guard = threading.Lock()
        self._is_held = False
        self._waiters: deque[threading.Lock] = deque()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Holds the lock. Raises DomainError(Unavailable) when it has not been free in time."""
        if not self._acquire():
            raise DomainError(Unavailable())
        try:
            yield
        finally:
            self._release()

    def _acquire(self) -> bool:
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return True
            waiter = threading.Lock()
            waiter.acquire()
            self._waiters.append(waiter)
        return waiter.acquire(timeout=self._timeout_s) or not self._give_up(waiter)

    def _give_up(self, waiter: threading.Lock) -> bool:
        """Stops waiting; False when the lock has just been handed over."""
        with self._guard:
            if waiter not in self._waiters:
                return False
            self._waiters.remove(waiter)
            return True

    def _release(self) -> None:
        with self._guard:
            if self._waiters:
                self._waiters.popleft().release()
            else:
                self._is_held = False
