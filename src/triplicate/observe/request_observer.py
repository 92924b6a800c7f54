"""Tells metrics, traces and the access log of each request; what is not configured is not called."""

from collections.abc import Mapping
from time import perf_counter
from typing import Protocol

from triplicate.observe.request_metrics import RequestMetrics
from triplicate.observe.request_record import RequestRecord


class RequestObserver(Protocol):
    """Hears of each request when it begins, and when its response has been sent."""

    def begin(self, record: RequestRecord, headers: Mapping[bytes, bytes]) -> None:
        """A request has begun."""

    def end(self, record: RequestRecord, raw_path: bytes) -> None:
        """It has ended: the record has all there is to know. `raw_path` has no query."""


class MetricsObserver:
    """Counts requests."""

    def __init__(self, metrics: RequestMetrics) -> None:
        self._metrics = metrics

    def begin(self, record: RequestRecord, headers: Mapping[bytes, bytes]) -> None:
        """Nothing is counted before the end."""

    def end(self, record: RequestRecord, raw_path: bytes) -> None:
        """Counts it."""
        seconds = perf_counter() - record.started_at
        self._metrics.count(
            record.dialect, record.operation, record.status, seconds, record.sent_bytes, record.received_bytes
        )


class ObserverList:
    """Tells several, the last one first at the end."""

    def __init__(self, observers: tuple[RequestObserver, ...]) -> None:
        self._observers = observers

    def begin(self, record: RequestRecord, headers: Mapping[bytes, bytes]) -> None:
        """Tells each."""
        for observer in self._observers:
            observer.begin(record, headers)

    def end(self, record: RequestRecord, raw_path: bytes) -> None:
        """Tells each, in reverse."""
        for observer in reversed(self._observers):
            observer.end(record, raw_path)


def combine(*observers: RequestObserver | None) -> RequestObserver | None:
    """One observer for those that there are; None for none."""
    present = tuple(observer for observer in observers if observer is not None)
    return ObserverList(present) if len(present) > 1 else present[0] if present else None
