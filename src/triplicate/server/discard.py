"""The rest of a request that is read and thrown away: bounded in bytes, in time, and by a least rate."""

from triplicate.server import limits


class Discard:
    """What is left of a budget; `time` is any clock that does not go backwards."""

    __slots__ = ("_ends_at", "_left", "_window_bytes")

    def __init__(self, most: int, time: float) -> None:
        self._left = most
        self._ends_at = time + limits.DISCARD_TIMEOUT_S
        self._window_bytes = 0

    def take(self, size: int) -> bool:
        """Whether so many bytes more may be thrown away."""
        self._left -= size
        self._window_bytes += size
        return self._left >= 0

    def next_window(self, time: float) -> float | None:
        """How many seconds until the rate is looked at again, or None when too little has come or time is up."""
        slow = self._window_bytes < limits.LEAST_RATE * limits.DISCARD_WINDOW_S
        if slow or time >= self._ends_at:
            return None
        self._window_bytes = 0
        return min(limits.DISCARD_WINDOW_S, self._ends_at - time)
