"""Clients of an application in process, and over a socket with the settings of `triplicate serve`."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import httpx
import uvicorn

from triplicate.cli import server_process
from triplicate.server.application import Application

TransportMode = Literal["in process", "over a socket"]
TRANSPORT_MODES: tuple[TransportMode, ...] = ("in process", "over a socket")
TIMEOUT_S = 30.0


class InProcessTransport(httpx.BaseTransport):
    """Hands requests to an ASGI application on a loop that runs in a thread of its own."""

    def __init__(self, application: Application) -> None:
        self._inner = httpx.ASGITransport(application, raise_app_exceptions=True)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The application's answer."""
        return asyncio.run_coroutine_threadsafe(self._send(request), self._loop).result(TIMEOUT_S)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        if not isinstance(request.stream, httpx.AsyncByteStream):
            request.stream = _StreamedBody(request.stream)
        reply = await self._inner.handle_async_request(request)
        content = await reply.aread()
        return httpx.Response(reply.status_code, headers=reply.headers, stream=httpx.ByteStream(content))

    def close(self) -> None:
        """Ends the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(TIMEOUT_S)
        self._loop.close()


class _StreamedBody(httpx.AsyncByteStream):
    """A body that is made while it is being sent."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


@contextmanager
def serve_on_socket(application: Any, **settings: Any) -> Iterator[tuple[str, int]]:
    """The address of a server that answers with an application, as `triplicate serve` sets it up."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    address: tuple[str, int] = listening.getsockname()
    server = uvicorn.Server(uvicorn.Config(application, **server_process.settings() | settings))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        until = time.monotonic() + TIMEOUT_S
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        assert server.started, "the server did not start"
        yield address
    finally:
        server.should_exit = True
        thread.join(TIMEOUT_S)
        listening.close()
        assert not thread.is_alive(), "the server did not end"


@contextmanager
def open_client(application: Application, way: TransportMode) -> Iterator[httpx.Client]:
    """A client of an application."""
    if way == "in process":
        with httpx.Client(transport=InProcessTransport(application), base_url="http://in.process.test") as client:
            yield client
        return
    with (
        serve_on_socket(application) as (host, port),
        httpx.Client(base_url=f"http://{host}:{port}", timeout=TIMEOUT_S, trust_env=False) as client,
    ):
        yield client
