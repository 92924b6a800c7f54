"""Hears of attempts at jobs, and counts them by kind and outcome."""

from typing import Literal, Protocol

from triplicate.observe.families import JOB_ATTEMPTS, JOB_SECONDS
from triplicate.observe.tallies import Tallies

JobOutcome = Literal["done", "failed", "dead", "interrupted"]
"""`failed`: it is tried again. `interrupted`: it was given back or lost, or its end could not be written."""


class JobObserver(Protocol):
    """Hears of each attempt at a job."""

    def attempted(self, kind: str, outcome: JobOutcome, seconds: float) -> None:
        """An attempt at a job of this kind has ended."""


class JobMetrics:
    """Counts attempts; for one worker thread at a time."""

    def __init__(self, tallies: Tallies) -> None:
        self._tallies = tallies

    def attempted(self, kind: str, outcome: JobOutcome, seconds: float) -> None:
        """Counts one."""
        self._tallies.add(JOB_ATTEMPTS, kind, outcome)
        self._tallies.observe(JOB_SECONDS, kind, seconds=seconds)
