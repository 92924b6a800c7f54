"""Signals that tell the workers of this process of new jobs, for SQLite.

A signal may come for no reason, and jobs of other processes give none: workers look by themselves too, now and then.
"""

import threading
import weakref

from triplicate.store.cursor import Cursor


class LocalSignals:
    """The signals of a database that one process writes at a time: jobs of other processes are not announced."""

    def __init__(self) -> None:
        self._signals: weakref.WeakSet[LocalSignal] = weakref.WeakSet()

    def announce(self, _: Cursor) -> None:
        """Wakes the workers of this process. They wait for this transaction to end, as for any other."""
        for signal in list(self._signals):
            signal.wake()

    def signal(self) -> "LocalSignal":
        """A new signal."""
        signal = LocalSignal()
        self._signals.add(signal)
        return signal


class LocalSignal:
    """A signal within the process."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def wait(self, timeout_s: float) -> None:
        """Returns when a job may have been enqueued in this process, or after `timeout_s` seconds."""
        self._event.wait(timeout_s)
        self._event.clear()

    def wake(self) -> None:
        """Ends the wait of another thread, or the next one."""
        self._event.set()

    def close(self) -> None:
        """Releases nothing."""
