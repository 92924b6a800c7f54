"""Hears of attempts at jobs, and counts them by kind and outcome."""

from typing import Literal, Protocol

from triplicate.observe.families import JOB_ATTEMPTS, JOB_LAG_SECONDS, JOB_SECONDS, JOBS_RUNNING
from triplicate.observe.tallies import Tallies

JobOutcome = Literal["done", "failed", "dead", "interrupted"]
"""`failed`: it is tried again. `interrupted`: it was given back or lost, or its end could not be written."""


class JobObserver(Protocol):
    """Hears of each attempt at a job, when it begins and when it has ended; of one at a time."""

    def waiting(self, kind: str, lag_s: float) -> None:
        """A worker has looked at the jobs of this kind: the first has been due for so long; 0 if none is due."""

    def begin(self, kind: str) -> None:
        """An attempt at a job of this kind begins."""

    def attempted(self, kind: str, outcome: JobOutcome, seconds: float) -> None:
        """An attempt at a job of this kind has ended."""


class JobMetrics:
    """Counts attempts; for one worker thread at a time."""

    def __init__(self, tallies: Tallies) -> None:
        self._tallies = tallies

    def waiting(self, kind: str, lag_s: float) -> None:
        """Notes it."""
        self._tallies.set(JOB_LAG_SECONDS, kind, value=lag_s)

    def begin(self, kind: str) -> None:
        """Counts it as running."""
        self._tallies.set(JOBS_RUNNING, kind, value=1)

    def attempted(self, kind: str, outcome: JobOutcome, seconds: float) -> None:
        """Counts one."""
        self._tallies.set(JOBS_RUNNING, kind, value=0)
        self._tallies.add(JOB_ATTEMPTS, kind, outcome)
        self._tallies.observe(JOB_SECONDS, kind, seconds=seconds)


class JobObserverList:
    """Tells several, the last one first at the end."""

    def __init__(self, observers: tuple[JobObserver, ...]) -> None:
        self._observers = observers

    def waiting(self, kind: str, lag_s: float) -> None:
        """Tells each."""
        for observer in self._observers:
            observer.waiting(kind, lag_s)

    def begin(self, kind: str) -> None:
        """Tells each."""
        for observer in self._observers:
            observer.begin(kind)

    def attempted(self, kind: str, outcome: JobOutcome, seconds: float) -> None:
        """Tells each, in reverse."""
        for observer in reversed(self._observers):
            observer.attempted(kind, outcome, seconds)
