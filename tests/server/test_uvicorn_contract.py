"""What we rely on of uvicorn's private protocol classes, by name: a new version that changes it fails here first."""

import asyncio
import inspect
from collections import deque
from importlib.metadata import requires
from typing import Any, cast
from unittest.mock import MagicMock

import uvicorn
from uvicorn.protocols.http import httptools_impl
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from triplicate.server.exchange import Exchange
from triplicate.server.timed_connection import TimedConnection
from triplicate.server.uvicorn_protocol import BoundedProtocol

EXTENDED = (
    "connection_made connection_lost pause_writing resume_writing shutdown _start_asgi_task on_message_begin on_body"
)
"""Methods that ours call with `super()`."""
REPLACED = "data_received eof_received on_url on_header on_headers_complete on_message_complete on_response_complete"
"""Methods that ours stand for, so that uvicorn or its parser must go on calling them by these names."""
ATTRIBUTES = (
    "app config loop parser transport flow pipeline cycle scope headers server_state tasks connections logger "
    "access_logger access_log expect_100_continue limit_concurrency timeout_keep_alive"
)
CYCLE_ATTRIBUTES = (
    "scope transport flow disconnected keep_alive waiting_for_100_continue message_event body more_body "
    "response_started response_complete"
)
CYCLE_PARAMETERS = (
    "scope transport flow logger access_logger access_log default_headers message_event expect_100_continue keep_alive "
    "on_response"
)


def protocol() -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None: ...

    config = uvicorn.Config(
        cast(Any, app), http=HttpToolsProtocol, loop="asyncio", interface="asgi3", limit_concurrency=7
    )
    return HttpToolsProtocol(config, ServerState(), {}, cast(Any, object()))


def test_methods_of_the_protocol() -> None:
    for name in f"{EXTENDED} {REPLACED}".split():
        assert callable(vars(HttpToolsProtocol)[name]), name
    overridden = {
        name
        for ours in BoundedProtocol.__mro__[: BoundedProtocol.__mro__.index(HttpToolsProtocol)]
        for name, value in vars(ours).items()
        if callable(value) and hasattr(HttpToolsProtocol, name) and not name.startswith("__")
    }
    assert overridden == set(f"{EXTENDED} {REPLACED}".split()), "the tables above name every method we override"


def test_attributes_of_the_protocol() -> None:
    made = protocol()
    for name in ATTRIBUTES.split():
        assert hasattr(made, name), name
    assert type(made.pipeline) is deque
    assert (made.limit_concurrency, made.cycle, made.expect_100_continue) == (7, None, False)
    ours = {name for part in BoundedProtocol.__mro__[:3] for name in vars(part) if not name.startswith("__")}
    clashes = {name for name in vars(made) if name in ours} - {"cycle"}
    assert not clashes, "uvicorn has names of its own that ours would hide"
    assert TimedConnection._phase is not None


def test_the_cycle_of_a_request() -> None:
    parameters = inspect.signature(RequestResponseCycle.__init__).parameters
    assert list(parameters)[1:] == CYCLE_PARAMETERS.split()
    theirs = RequestResponseCycle(**cast(Any, dict.fromkeys(CYCLE_PARAMETERS.split())))
    made = Exchange(MagicMock(), persistent=True)
    assert vars(theirs).keys() >= set(CYCLE_ATTRIBUTES.split())
    for name, value in vars(theirs).items():
        assert hasattr(made, name), "what uvicorn sets for itself, ours sets as well"
        if name not in CYCLE_PARAMETERS.split() and name != "waiting_for_100_continue":
            assert getattr(made, name) == value, name
    for name in ("run_asgi", "send", "receive"):
        assert inspect.iscoroutinefunction(vars(RequestResponseCycle)[name])
    hidden = {"_application", "_run", "_delivered", "_message_event", "followers", "half_closed", "respond"} & vars(
        RequestResponseCycle
    ).keys()
    assert not hidden


def test_a_head_is_written_at_once_before_its_body() -> None:
    """The transport takes the first write of a response for its head, and adds to it: it ends with an empty line."""
    written: list[bytes] = []

    class Transport:
        def write(self, data: bytes) -> None:
            written.append(data)

    async def ask() -> None:
        cycle: Any = RequestResponseCycle(
            scope=cast(Any, {"method": "GET"}),
            transport=cast(Any, Transport()),
            flow=FlowControl(cast(Any, None)),
            logger=cast(Any, None),
            access_logger=cast(Any, None),
            access_log=False,
            default_headers=[],
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=True,
            on_response=lambda: written.append(b"complete"),
        )
        headers = [(b"content-length", b"2")]
        await cycle.send({"type": "http.response.start", "status": 200, "headers": headers})
        await cycle.send({"type": "http.response.body", "body": b"ok"})

    asyncio.run(ask())
    assert written == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", b"ok", b"complete"]


def test_flow_control_and_the_servers_state() -> None:
    for name in ("pause_reading", "resume_reading", "pause_writing", "resume_writing", "drain"):
        assert callable(vars(FlowControl)[name]), name
    for name in ("total_requests", "default_headers", "connections", "tasks"):
        assert hasattr(ServerState(), name), name
    hash(ServerState())  # limits are kept by it
    assert httptools_impl.STATUS_LINE[431].endswith(b"\r\n")


def test_the_version_is_bounded() -> None:
    """A new minor version of uvicorn is taken in by raising this bound, when the tests have passed with it."""
    (bound,) = [line for line in requires("triplicate") or () if line.startswith("uvicorn")]
    minor = int(uvicorn.__version__.split(".")[1])
    assert f"<0.{minor + 1}" in bound
