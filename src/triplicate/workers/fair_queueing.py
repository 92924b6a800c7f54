"""Fair queueing: which queue a worker serves next, so that no kind of job starves another.

Stride scheduling: each queue has a position that moves on by its stride whenever it is served, and the queue that is
furthest behind comes next. A queue that was empty starts where the others are, and saves nothing up.
"""

from collections.abc import Sequence

from triplicate.core.jobs.job import JobQueue
from triplicate.core.jobs.kind import Priority

STRIDES = {Priority.URGENT: 1, Priority.NORMAL: 4, Priority.BULK: 16}
"""Of 21 jobs, while all wait: 16 urgent ones, 4 normal ones, and one of the rest."""


class FairQueueing:
    """The positions of the queues that one worker has served."""

    def __init__(self) -> None:
        self._positions: dict[tuple[str, int], int] = {}
        self._now = 0

    def order(self, queues: Sequence[JobQueue]) -> list[JobQueue]:
        """The queues, the one to be served next first; of equals, the one that has waited longest."""
        return sorted(queues, key=lambda queue: (self._position(queue.kind, queue.priority), queue.due_at))

    def charge(self, kind: str, priority: int) -> None:
        """Counts a job of a queue as served."""
        self._now = self._position(kind, priority)
        self._positions[kind, priority] = self._now + STRIDES[Priority(priority)]

    def _position(self, kind: str, priority: int) -> int:
        return max(self._now, self._positions.get((kind, priority), 0))
