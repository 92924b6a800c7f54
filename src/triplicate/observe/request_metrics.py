"""Metrics of requests, counted where every request passes: a few additions to numbers whose places are known."""

from triplicate.observe.families import REQUEST_BYTES, REQUEST_SECONDS, REQUESTS, RESPONSE_BYTES
from triplicate.observe.tallies import Tallies, observe

_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")


class OperationTally:
    """The tally of one operation of a dialect."""

    __slots__ = ("_classes", "_received", "_seconds", "_sent", "_values")

    def __init__(self, tallies: Tallies, dialect: str, operation: str) -> None:
        self._values = tallies.values
        self._classes = [tallies.place(REQUESTS, dialect, operation, name) for name in _CLASSES]
        self._seconds = tallies.place(REQUEST_SECONDS, dialect, operation)
        self._sent = tallies.place(RESPONSE_BYTES, dialect, operation)
        self._received = tallies.place(REQUEST_BYTES, dialect, operation)

    def count(self, status: int, seconds: float, sent_bytes: int, received_bytes: int) -> None:
        """Counts one request."""
        values = self._values
        values[self._classes[status // 100 - 1]] += 1
        values[self._sent] += sent_bytes
        if received_bytes:
            values[self._received] += received_bytes
        observe(values, self._seconds, REQUEST_SECONDS, seconds)


class RequestMetrics:
    """The tallies of all operations, made when they are first called."""

    def __init__(self, tallies: Tallies) -> None:
        self._tallies = tallies
        self._operations: dict[tuple[str, str], OperationTally] = {}

    def count(
        self, dialect: str, operation: str, status: int, seconds: float, sent_bytes: int, received_bytes: int
    ) -> None:
        """Counts one request; both names are ones that the code has."""
        tally = self._operations.get((dialect, operation))
        if tally is None:
            tally = self._operations[dialect, operation] = OperationTally(self._tallies, dialect, operation)
        tally.count(status, seconds, sent_bytes, received_bytes)
