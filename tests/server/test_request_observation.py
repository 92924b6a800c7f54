"""What an observer hears of requests: operation, account, status and bytes, by names that the code has."""

import threading
from collections.abc import Iterator, Mapping
from contextvars import copy_context

import httpx
import pytest

from tests.api.sample_dialect_fixtures import ACCOUNT, SampleHandlers, application, tokens
from tests.server.application_fixtures import serve_on_socket
from tests.server.large_response_fixtures import eventually
from tests.server.mount_fixtures import Pages
from tests.server.socket_fixtures import RawConnection, request
from triplicate.main import Installation
from triplicate.observe.request_record import CURRENT_REQUEST, RequestRecord
from triplicate.server import framing
from triplicate.server.mounts.mount import Mount, Public


class Observer:
    """Keeps the records of requests that have ended."""

    def __init__(self) -> None:
        self.begun = 0
        self.ended: list[RequestRecord] = []
        self.paths: list[bytes] = []
        self.known: list[RequestRecord | None] = []

    def begin(self, record: RequestRecord, headers: Mapping[bytes, bytes]) -> None:
        """Counts it."""
        self.begun += 1

    def end(self, record: RequestRecord, raw_path: bytes) -> None:
        """Keeps it."""
        self.ended.append(record)
        self.paths.append(raw_path)
        self.known.append(CURRENT_REQUEST.get())

    def record(self) -> RequestRecord:
        """The record of the last request, which may end a moment after its caller has the response."""
        assert eventually(lambda: 0 < self.begun == len(self.ended))
        return self.ended[-1]

    def last(self) -> tuple[str, str, str | None, int]:
        """What the last one was."""
        record = self.record()
        return record.dialect, record.operation, record.account, record.status


@pytest.fixture
def observer() -> Observer:
    return Observer()


@pytest.fixture
def handlers() -> SampleHandlers:
    return SampleHandlers()


@pytest.fixture
def client(installation: Installation, observer: Observer, handlers: SampleHandlers) -> Iterator[httpx.Client]:
    mounts = {"/console": Mount(application=Pages().application(), access=Public())}
    app = application(installation, handlers, mounts=mounts, observer=observer)
    with (
        serve_on_socket(app) as (host, port),
        httpx.Client(base_url=f"http://{host}:{port}", timeout=20, trust_env=False) as client,
    ):
        client.headers["Authorization"] = f"Bearer {tokens(installation)['ann']}"
        yield client
    assert observer.begun == len(observer.ended)


def test_a_request_to_an_operation(client: httpx.Client, observer: Observer) -> None:
    body = b'{"name": "cup", "count": 1}'
    reply = client.post("/things", content=body)
    assert observer.last() == ("workshop", "make", ACCOUNT, 201)
    assert (observer.record().received_bytes, observer.record().sent_bytes) == (len(body), len(reply.content))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/nowhere/at/all", ("none", "unmatched", None, 404)),
        ("/things/1/2/3", ("none", "unmatched", None, 404)),
        ("/console/greet", ("mounts", "/console", None, 200)),
        ("/console/nowhere", ("mounts", "/console", None, 404)),
        ("/console/stumble", ("mounts", "/console", None, 500)),
    ],
)
def test_paths_are_no_names(
    client: httpx.Client, observer: Observer, path: str, expected: tuple[str, str, str | None, int]
) -> None:
    client.get(path)
    assert observer.last() == expected


def test_a_request_without_a_token_has_no_account(client: httpx.Client, observer: Observer) -> None:
    client.get("/things", headers={"Authorization": "Bearer nonsense"})
    assert observer.last()[2:] == (None, 401)


@pytest.mark.parametrize("path", ["/things", "/nowhere", "/console/greet", "/console/stream?pieces=3"])
def test_a_body_that_head_does_not_send_is_not_counted(client: httpx.Client, observer: Observer, path: str) -> None:
    for method in ("GET", "HEAD"):
        reply = client.request(method, path)
        assert observer.record().sent_bytes == len(reply.content)
    assert observer.record().sent_bytes == 0


def test_a_page_streams_its_bytes(client: httpx.Client, observer: Observer) -> None:
    client.get("/console/stream", params={"pieces": "3"})
    assert observer.record().sent_bytes == 3000


def test_what_is_refused_while_it_is_read_counts_too(client: httpx.Client, observer: Observer) -> None:
    host, port = str(client.base_url.host), client.base_url.port
    assert port is not None
    with RawConnection((host, port)) as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")
        assert connection.response()[0] == 400
    assert observer.last() == ("none", "refused", None, 400)


def test_a_refusal_is_noted_as_itself_also_after_another_request(
    client: httpx.Client, handlers: SampleHandlers, observer: Observer
) -> None:
    """It waits for the answer to its predecessor, whose id, operation and account its log line must not have."""
    go_on = threading.Event()

    def making() -> None:
        assert go_on.wait(20)

    handlers.making = making
    body = b'{"name": "cup", "count": 1}'
    authorization = b"Authorization: " + client.headers["Authorization"].encode()
    with RawConnection((str(client.base_url.host), client.base_url.port or 0)) as connection:
        length = b"Content-Length: %d" % len(body)
        connection.send(request(b"/things", authorization, length, method=b"POST") + body)
        assert eventually(lambda: observer.begun == 1)
        connection.send(b"GET /things/7?signature=s3cret HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")
        go_on.set()
        assert connection.response()[0] == 201
        status, headers, _ = connection.response()
    assert eventually(lambda: observer.begun == len(observer.ended) == 2)
    assert observer.known == observer.ended
    (refusal,) = (record for record in observer.ended if record.operation == "refused")
    assert (refusal.status, refusal.account, refusal.request_id.decode()) == (status, None, headers["x-request-id"])
    assert sorted(observer.paths) == [b"/things", b"/things/7"]


@pytest.mark.parametrize(
    ("opening", "path"),
    [
        (b"GET /things\xe9\x1b[2J HTTP/1.1\r\n", b"/things\xe9"),
        (b"GET /things\r\nAuthorization: s3cret\r\n", b"/things"),
        (b"GET\r\nAuthorization: s3cret\r\n", b""),
        (b"GET http://ann:s3cret@x/things?key=s3cret HTTP/1.1\r\n", b"/things"),
    ],
)
def test_what_is_logged_of_a_malformed_request_line_is_a_path(opening: bytes, path: bytes) -> None:
    assert framing.loggable_path(framing.target_path(opening)) == path


def test_threads_that_work_for_a_request_know_it(
    client: httpx.Client, handlers: SampleHandlers, observer: Observer
) -> None:
    known: list[RequestRecord | None] = []
    handlers.making = lambda: known.append(CURRENT_REQUEST.get())
    client.post("/things", json={"name": "cup", "count": 1})
    assert known == [observer.record()]


def test_outside_of_requests_there_is_none() -> None:
    assert copy_context().run(CURRENT_REQUEST.get) is None
