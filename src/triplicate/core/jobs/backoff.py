"""Backoff: how long a failed job waits before its next attempt, and when a recurring one is due again."""

from datetime import datetime, timedelta

import msgspec


class Backoff(msgspec.Struct, frozen=True):
    """Exponential backoff with jitter, in seconds: `first`, twice that, four times that, but at most `longest`."""

    first: float = 10.0
    longest: float = 3600.0

    def delay(self, attempt: int, chance: float) -> timedelta:
        """The wait after a failed attempt, which is counted from 1: between half of it and all of it, by `chance`.

        `chance` is a random number from 0 to 1: jobs that failed together do not return together.
        """
        full = min(self.longest, self.first * 2.0 ** min(attempt - 1, 32))
        return timedelta(seconds=full * (0.5 + chance / 2))


def next_run(due: datetime, every: timedelta, now: datetime) -> datetime:
    """When a job that was due at `due` and recurs is due again: the first multiple of the interval after now.

    Intervals that have passed meanwhile are left out, so that they do not pile up.
    """
    missed = max(0, (now - due) // every)
    return due + every * (missed + 1)
