"""Traces by OpenTelemetry: a span for each request, unit of work and attempt at a job. Loaded only when configured.

Spans follow the semantic conventions for HTTP servers. Like log lines they hold no query, header or body.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextvars import Token
from time import time_ns
from typing import TypeVar

from opentelemetry import context as otel_context
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from triplicate import __version__
from triplicate.app.ports import UnitOfWork
from triplicate.app.units import Conflict, Interruption, Outcome, ResponseKey, Success, Unit, UnitFailure
from triplicate.observe.job_observer import JobOutcome
from triplicate.observe.outcomes import outcome_word
from triplicate.observe.request_record import RequestRecord
from triplicate.observe.unit_metrics import WriteStore

T = TypeVar("T")
_PROPAGATOR = TraceContextTextMapPropagator()


def otlp_tracer() -> Tracer:
    """A tracer whose spans are sent as the standard variables (`OTEL_…`) say, in batches; the rest when it exits."""
    resource = Resource({"service.name": "triplicate", "service.version": __version__})
    provider = TracerProvider(resource=resource.merge(OTELResourceDetector().detect()))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("triplicate", __version__)


class RequestTraces:
    """A server span for each request, below the caller's span if it names one (`traceparent`)."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def begin(self, record: RequestRecord, headers: Mapping[bytes, bytes]) -> None:
        """Starts the span, which is the current one until the request ends."""
        span = self._tracer.start_span(record.method, _parent(headers), SpanKind.SERVER)
        record.span = span, otel_context.attach(set_span_in_context(span))

    def end(self, record: RequestRecord, raw_path: bytes) -> None:
        """Ends it, with what is known by now."""
        span, token = _started(record)
        if record.route:
            span.update_name(f"{record.method} {record.route}")
            span.set_attribute("http.route", record.route)
        span.set_attribute("http.request.method", record.method)
        span.set_attribute("http.response.status_code", record.status)
        span.set_attribute("http.request.body.size", record.received_bytes)
        span.set_attribute("http.response.body.size", record.sent_bytes)
        span.set_attribute("url.path", raw_path.decode("ascii", "backslashreplace"))
        span.set_attribute("triplicate.request_id", record.request_id.decode())
        span.set_attribute("triplicate.dialect", record.dialect)
        span.set_attribute("triplicate.operation", record.operation)
        if record.account is not None:
            span.set_attribute("triplicate.account", record.account)
        if record.status >= 500:
            span.set_attribute("error.type", str(record.status))
            span.set_status(StatusCode.ERROR)
        otel_context.detach(token)
        record.span = None
        span.end()


def _started(record: RequestRecord) -> tuple[Span, Token[Context]]:
    started: tuple[Span, Token[Context]] = record.span
    return started


def _parent(headers: Mapping[bytes, bytes]) -> Context:
    """The context that the caller's headers name; an empty one without them."""
    names = ("traceparent", "tracestate")
    carrier = {name: headers[name.encode()].decode("latin-1") for name in names if name.encode() in headers}
    return _PROPAGATOR.extract(carrier, Context())


class StoreTraces:
    """A store with a span for each unit of work, below that of the request or job that it is for."""

    def __init__(self, store: WriteStore, tracer: Tracer) -> None:
        self._store = store
        self._tracer = tracer

    def run(self, name: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs `work` in one transaction; see `Store.run`."""
        span = self._tracer.start_span(_unit_name(name))
        try:
            result = self._store.run(name, work)
        except BaseException as error:
            _end(span, UnitFailure(error))
            raise
        _end(span, Success())
        return result

    def run_group(
        self, units: Iterable[Unit], keys_ahead: Callable[[], Collection[ResponseKey]] = tuple
    ) -> list[Outcome]:
        """Runs units in one transaction; see `GroupStore.run_group`. The spans of all end with it."""
        traced: list[_UnitTrace] = []

        def tracing() -> Iterator[Unit]:
            for unit in units:
                traced.append(_UnitTrace(unit, self._tracer))
                yield traced[-1]

        outcomes = self._store.run_group(tracing(), keys_ahead)
        ended_at = time_ns()
        for unit, outcome in zip(traced, outcomes, strict=True):
            if unit.span is not None:
                _end(unit.span, outcome, ended_at)
        return outcomes

    def run_again(self, unit: Unit, outcome: Conflict | Interruption) -> Success | UnitFailure:
        """Runs a unit in a transaction of its own; see `GroupStore.run_again`."""
        traced = _UnitTrace(unit, self._tracer)
        final = self._store.run_again(traced, outcome)
        if traced.span is not None:
            _end(traced.span, final)
        return final


class _UnitTrace:
    """A unit whose span begins when it first runs."""

    def __init__(self, unit: Unit, tracer: Tracer) -> None:
        self.name = unit.name
        self.context = unit.context
        self.span: Span | None = None
        self._unit = unit
        self._tracer = tracer

    def run(self, uow: UnitOfWork) -> None:
        """Does the work."""
        if self.span is None:
            parent = None if self.context is None else self.context.run(otel_context.get_current)
            self.span = self._tracer.start_span(_unit_name(self.name), parent)
        self._unit.run(uow)


def _unit_name(name: str) -> str:
    return f"unit of work {name}"


def _end(span: Span, outcome: Outcome, end_ns: int | None = None) -> None:
    word = outcome_word(outcome)
    span.set_attribute("triplicate.outcome", word)
    if word in ("unavailable", "error"):
        span.set_status(StatusCode.ERROR)
    span.end(end_ns)


class JobTraces:
    """A span for each attempt at a job; for one worker thread at a time."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._started: tuple[Span, Token[Context]] | None = None

    def waiting(self, kind: str, lag_s: float) -> None:
        """No span."""

    def begin(self, kind: str) -> None:
        """Starts a span, which is the current one until the attempt ends."""
        span = self._tracer.start_span(f"job {kind}", Context(), SpanKind.CONSUMER)
        self._started = span, otel_context.attach(set_span_in_context(span))

    def attempted(self, kind: str, outcome: JobOutcome, seconds: float) -> None:
        """Ends it."""
        if self._started is None:
            return
        span, token = self._started
        span.set_attribute("triplicate.outcome", outcome)
        if outcome in ("failed", "dead"):
            span.set_status(StatusCode.ERROR)
        otel_context.detach(token)
        span.end()
        self._started = None
