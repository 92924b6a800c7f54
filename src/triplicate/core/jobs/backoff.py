"""Backoff: how long a failed job waits before its next attempt."""

from datetime import timedelta

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
