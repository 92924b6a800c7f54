"""Spans of requests, units of work and jobs: their names, their parents, and what they do not hold."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import msgspec
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, Tracer

from tests.api.sample_dialect_fixtures import ACCOUNT, SampleHandlers, application, tokens
from tests.server.application_fixtures import serve_on_socket
from tests.server.large_response_fixtures import eventually
from tests.workers.worker_fixtures import COUNT, Clock, count, enqueue, worker
from triplicate import config
from triplicate.app.jobs.handlers import handle
from triplicate.main import Installation
from triplicate.observe.observation import Observation
from triplicate.observe.traces import JobTraces, StoreTraces, otlp_tracer

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> Tracer:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider.get_tracer("tests")


@pytest.fixture
def handlers() -> SampleHandlers:
    return SampleHandlers()


@pytest.fixture
def client(installation: Installation, tracer: Tracer, handlers: SampleHandlers) -> Iterator[httpx.Client]:
    observation = Observation(None, tracer, access_log=False)
    store = observation.store(installation.store)
    app = application(installation, handlers, observer=observation.requests(), store=store)
    with (
        serve_on_socket(app) as (host, port),
        httpx.Client(base_url=f"http://{host}:{port}", timeout=20, trust_env=False) as client,
    ):
        client.headers["Authorization"] = f"Bearer {tokens(installation)['ann']}"
        yield client


def spans(exporter: InMemorySpanExporter, number: int) -> Sequence[ReadableSpan]:
    """The spans once there are as many."""
    assert eventually(lambda: len(exporter.get_finished_spans()) == number)
    return exporter.get_finished_spans()


def test_a_request_is_a_span_below_its_callers_and_its_unit_of_work_one_below_it(
    client: httpx.Client, exporter: InMemorySpanExporter
) -> None:
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-Id": "mine"}
    assert client.post("/things?word=secret", json={"name": "cup", "count": 1}, headers=headers).status_code == 201
    unit, request = spans(exporter, 2)
    assert (request.name, request.kind) == ("POST /things", SpanKind.SERVER)
    assert request.parent is not None
    assert request.context is not None
    assert (f"{request.parent.trace_id:032x}", f"{request.parent.span_id:016x}") == (TRACE, PARENT)
    assert (unit.name, unit.parent) == ("unit of work make", request.context)
    assert unit.attributes == {"triplicate.outcome": "committed"}
    assert request.attributes is not None
    assert dict(request.attributes) == {
        "http.request.method": "POST",
        "http.route": "/things",
        "http.response.status_code": 201,
        "http.request.body.size": 24,
        "http.response.body.size": request.attributes["http.response.body.size"],
        "url.path": "/things",
        "triplicate.request_id": "mine",
        "triplicate.dialect": "workshop",
        "triplicate.operation": "make",
        "triplicate.account": ACCOUNT,
    }


def test_a_request_without_a_parent_begins_a_trace(client: httpx.Client, exporter: InMemorySpanExporter) -> None:
    for header in ({}, {"traceparent": "nonsense"}):
        client.get("/things", headers=header)
    assert [span.parent for span in spans(exporter, 2)] == [None, None]


def test_a_failure_is_an_error_and_a_refusal_is_none(
    client: httpx.Client, handlers: SampleHandlers, exporter: InMemorySpanExporter
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("hunter2")

    handlers.making = fail
    assert client.post("/things", json={"name": "cup", "count": 1}).status_code == 500
    assert client.get("/nowhere/secret").status_code == 404
    unit, failure, refusal = spans(exporter, 3)
    assert [span.status.status_code for span in (unit, failure, refusal)] == [
        StatusCode.ERROR,
        StatusCode.ERROR,
        StatusCode.UNSET,
    ]
    assert refusal.name == "GET"
    assert "hunter2" not in "".join(span.to_json() for span in (unit, failure, refusal))


def test_a_job_is_a_span_with_its_units_of_work(
    installation: Installation, tracer: Tracer, exporter: InMemorySpanExporter
) -> None:
    enqueue(installation)
    store = StoreTraces(installation.store, tracer)
    made = worker(installation, Clock(installation), handle(COUNT, count), observer=JobTraces(tracer), store=store)
    assert made.run_due() == 1
    finished = exporter.get_finished_spans()
    (job,) = [span for span in finished if span.name == "job count"]
    (unit,) = [span for span in finished if span.name == "unit of work job count"]
    assert (unit.parent, job.parent) == (job.context, None)
    assert job.attributes == {"triplicate.outcome": "done"}


class Receiver:
    """An OTLP receiver on this machine."""

    def __init__(self) -> None:
        self.requests: list[ExportTraceServiceRequest] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            """Keeps what is posted."""

            def do_POST(self) -> None:
                """Keeps the request."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append(ExportTraceServiceRequest.FromString(body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


def test_spans_are_sent_where_the_standard_variables_say(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{receiver.server.server_port}")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=tests")
    tracer = otlp_tracer()
    with tracer.start_as_current_span("a span") as span:
        pass
    assert isinstance(span, ReadableSpan)
    provider = tracer.span_processor  # type: ignore[attr-defined]
    assert provider.force_flush(20_000)
    provider.shutdown()
    (request,) = receiver.requests
    (resource_spans,) = request.resource_spans
    attributes = {each.key: each.value.string_value for each in resource_spans.resource.attributes}
    assert attributes["service.name"] == "triplicate"
    assert attributes["deployment.environment.name"] == "tests"
    assert [each.name for scope in resource_spans.scope_spans for each in scope.spans] == ["a span"]


VARIABLES = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_SDK_DISABLED",
    "OTEL_TRACES_EXPORTER",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
)


@pytest.mark.parametrize(
    ("variables", "sends"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://x", "OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_traces_are_sent_when_an_endpoint_is_set(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sends: bool
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert config.load().sends_traces is sends


@pytest.mark.parametrize(
    ("variable", "value"), [("OTEL_TRACES_EXPORTER", "zipkin"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]
)
def test_what_is_not_spoken_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://x")
    monkeypatch.setenv(variable, value)
    with pytest.raises(config.InvalidSetting, match=f"{variable} must be"):
        config.load()


def test_without_the_packages_a_configured_installation_says_what_to_install(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "triplicate.observe.traces")
    monkeypatch.delattr("triplicate.observe.traces")
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    configured = Installation(msgspec.structs.replace(installation.config, sends_traces=True))
    with pytest.raises(config.NotReady, match="install triplicate with the extra `otel`"):
        configured.application()


def test_nothing_of_it_is_loaded_unless_it_is_configured() -> None:
    script = "import sys, triplicate.main; print(any(name.startswith('opentelemetry') for name in sys.modules))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"
