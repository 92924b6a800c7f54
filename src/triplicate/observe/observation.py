"""Who hears of what in a process: metrics, traces and the access log, as far as they are configured."""

from typing import TYPE_CHECKING

from triplicate.observe.access_log import AccessLog
from triplicate.observe.job_observer import JobMetrics, JobObserver, JobObserverList
from triplicate.observe.metrics import Metrics
from triplicate.observe.request_metrics import RequestMetrics
from triplicate.observe.request_observer import MetricsObserver, RequestObserver, combine
from triplicate.observe.unit_metrics import StoreMetrics, WriteStore

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer


class MissingPackages(Exception):
    """Traces are configured, and the packages that send them are missing."""


class Observation:
    """Wraps the store, and makes the observers of requests and jobs; what is not configured costs nothing."""

    def __init__(self, metrics: Metrics | None, tracer: "Tracer | None", access_log: bool) -> None:
        self._metrics = metrics
        self._tracer = tracer
        self._access_log = access_log

    def store(self, store: WriteStore) -> WriteStore:
        """The same store, whose units of work are counted and traced."""
        if self._metrics is not None:
            store = StoreMetrics(store, self._metrics.tallies)
        if self._tracer is not None:
            from triplicate.observe.traces import StoreTraces  # loaded only if they are configured

            store = StoreTraces(store, self._tracer)
        return store

    def requests(self) -> RequestObserver | None:
        """Who hears of requests; None if nobody does."""
        observers: list[RequestObserver] = []
        if self._tracer is not None:
            from triplicate.observe.traces import RequestTraces

            observers.append(RequestTraces(self._tracer))
        if self._metrics is not None:
            observers.append(MetricsObserver(RequestMetrics(self._metrics.tallies)))
        if self._access_log:
            observers.append(AccessLog())
        return combine(*observers)

    def jobs(self) -> JobObserver | None:
        """Who hears of a worker's attempts at jobs; None if nobody does."""
        observers: list[JobObserver] = []
        if self._tracer is not None:
            from triplicate.observe.traces import JobTraces

            observers.append(JobTraces(self._tracer))
        if self._metrics is not None:
            observers.append(JobMetrics(self._metrics.tallies))
        return JobObserverList(tuple(observers)) if observers else None


def tracer() -> "Tracer":
    """What makes spans and sends them as OpenTelemetry's variables say. Raises MissingPackages."""
    try:
        from triplicate.observe import traces
    except ModuleNotFoundError:
        raise MissingPackages from None
    return traces.otlp_tracer()
