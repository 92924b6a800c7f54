"""A server that is loading what it serves: health is answered, other requests wait, and a failure ends it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.server.application_fixtures import serve_on_socket
from tests.server.large_response_fixtures import PATIENCE_S
from triplicate.api.http_errors import PathNotFound
from triplicate.cli.error_messages import describe
from triplicate.config import NotReady
from triplicate.server import limits
from triplicate.server.mounts.lifespan import StartupError
from triplicate.server.startup_application import StartupApplication


class Inner:
    """What is loaded: responds with a word, and knows whether it runs."""

    def __init__(self, starts: bool = True) -> None:
        self.lifespan: list[str] = []
        self._starts = starts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            if not self._starts:
                assert (await receive())["type"] == "lifespan.startup"
                raise ZeroDivisionError("broken")
            for event in ("startup", "shutdown"):
                assert (await receive())["type"] == f"lifespan.{event}"
                self.lifespan.append(event)
                await send({"type": f"lifespan.{event}.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"loaded"})

    def failure_response(self, path: str, failure: Any) -> Any:
        """A word in the place of a response."""
        return "its own"

    def new_request_id(self) -> bytes:
        """Always the same."""
        return b"inner"

    def note_refusal(self, request_id: bytes, raw_path: bytes, status: int, size: int) -> None:
        """Notes it."""
        self.lifespan.append(f"refused with {status}")

    def begin_shutdown(self) -> None:
        """Notes it."""
        self.lifespan.append("waits end")


class Server:
    """Runs the lifespan of an application that loads until it may go on, and asks it for things."""

    def __init__(self, outcome: Inner | Exception) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.has_loaded = False
        self.errors: list[Exception] = []
        self.application = StartupApplication(self._load, self.errors.append)
        self._outcome = outcome

    def _load(self) -> Inner:
        self.begun.set()
        assert self.go_on.wait(PATIENCE_S)
        self.has_loaded = True
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """The response at a path."""
        transport = httpx.ASGITransport(self.application)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers=headers)

    def run(self, visit: Callable[[], Awaitable[None]]) -> None:
        """Starts, runs `visit`, and ends."""
        asyncio.run(asyncio.wait_for(self._run(visit), PATIENCE_S))

    async def _run(self, visit: Callable[[], Awaitable[None]]) -> None:
        incoming: asyncio.Queue[Any] = asyncio.Queue()
        outgoing: asyncio.Queue[Any] = asyncio.Queue()
        lifespan = asyncio.ensure_future(self.application({"type": "lifespan"}, incoming.get, outgoing.put))
        for event, action in (("startup", visit), ("shutdown", None)):
            incoming.put_nowait({"type": f"lifespan.{event}"})
            assert (await outgoing.get())["type"] == f"lifespan.{event}.complete"
            if action is not None:
                await action()
        await lifespan


@pytest.fixture
def inner() -> Inner:
    return Inner()


@pytest.fixture
def server(inner: Inner) -> Iterator[Server]:
    server = Server(inner)
    yield server
    server.go_on.set()


def test_health_is_answered_while_it_loads_and_the_rest_waits(server: Server, inner: Inner) -> None:
    async def visit() -> None:
        server.application.begin()
        health = await server.get("/healthz", **{"X-Request-Id": "mine"})
        assert (health.json(), health.headers["x-request-id"]) == ({"status": "ok"}, "mine")
        waiting = asyncio.create_task(server.get("/v1/orders"))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        server.go_on.set()
        assert (await waiting).text == "loaded"
        assert (await server.get("/healthz")).text == "loaded"

    server.run(visit)
    assert inner.lifespan == ["startup", "shutdown"]


def test_a_request_begins_loading(server: Server) -> None:
    async def visit() -> None:
        server.go_on.set()
        assert (await server.get("/v1/orders")).text == "loaded"

    server.run(visit)


def test_what_is_refused_before_it_is_read_is_a_problem_until_dialects_are_known(server: Server, inner: Inner) -> None:
    async def visit() -> None:
        assert server.application.failure_response("/v1/orders", PathNotFound()).status == 404
        assert server.application.new_request_id() != server.application.new_request_id()
        server.application.note_refusal(b"id", b"/", 400, 0)
        server.application.begin_shutdown()
        server.go_on.set()
        await server.get("/v1/orders")
        assert server.application.failure_response("/v1/orders", PathNotFound()) == "its own"
        server.application.note_refusal(b"id", b"/", 431, 0)
        server.application.begin_shutdown()

    server.run(visit)
    assert inner.lifespan == ["startup", "refused with 431", "waits end", "shutdown"]


@pytest.mark.parametrize("outcome", [ZeroDivisionError("broken"), Inner(starts=False)], ids=["load", "lifespan"])
def test_a_failure_is_reported_and_who_waits_is_told_to_come_back(outcome: Inner | Exception) -> None:
    server = Server(outcome)

    async def visit() -> None:
        server.go_on.set()
        reply = await server.get("/v1/orders")
        assert (reply.status_code, reply.headers["content-type"]) == (503, "application/problem+json")

    server.run(visit)
    (error,) = server.errors
    cause = error.__cause__ if isinstance(error, StartupError) else error
    assert isinstance(cause, ZeroDivisionError)
    assert "broken" in str(error)


def test_commands_say_why_it_could_not_start() -> None:
    def message(cause: Exception | None) -> str | None:
        error = StartupError("could not start: no cellar")
        error.__cause__ = cause
        return describe(error)

    assert message(None) == message(ZeroDivisionError()) == "could not start: no cellar"
    assert message(NotReady("build one")) == "build one"


def test_a_server_that_ends_before_it_has_loaded_waits_for_it(server: Server, inner: Inner) -> None:
    async def visit() -> None:
        server.application.begin()
        asyncio.get_running_loop().call_later(0.1, server.go_on.set)

    server.run(visit)
    assert inner.lifespan == ["startup", "shutdown"]


def test_a_request_on_a_connection_waits_too(server: Server) -> None:
    """The server begins it without a task."""
    with ThreadPoolExecutor(1) as pool, serve_on_socket(server.application) as (host, port):
        waiting = pool.submit(httpx.get, f"http://{host}:{port}/v1/orders", trust_env=False, timeout=PATIENCE_S)
        assert server.begun.wait(PATIENCE_S)
        server.go_on.set()
        assert (waiting.result().status_code, waiting.result().text) == (200, "loaded")


def test_neither_requests_nor_the_end_wait_for_ever(
    server: Server, inner: Inner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limits, "LOADING_WAIT_S", 0.05)
    monkeypatch.setattr(limits, "LOADING_END_S", 0.05)

    async def visit() -> None:
        assert (await server.get("/v1/orders")).status_code == 503

    server.run(visit)
    assert (server.has_loaded, inner.lifespan, server.errors) == (False, [], [])
    assert "the server ends before it has loaded" in caplog.text
