"""The client that `order` and `piece` commands use: of a remote server, or of the local database in this process."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from triplicate import config
from triplicate.app.access.sign_in import TokenVerifier
from triplicate.cli.options import open_installation
from triplicate.cli.tables import printable
from triplicate.client import RetryPolicy, Triplicate, TriplicateError
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.failures import DomainError, Unauthenticated
from triplicate.main import Installation
from triplicate.server.application import Application

LOCAL_URL = "http://127.0.0.1:8000"
"""The base URL of links without a server and a public URL."""
_LOCAL_RETRY_POLICY = RetryPolicy(attempts=3, first_delay_s=0.1, max_delay_s=1.0)


def remote_server(url: str | None, token: str | None, data: Path | None) -> config.Server | None:
    """The remote server to use; None: the local database. `--data` takes precedence over TRIPLICATE_URL.

    Raises InvalidSetting.
    """
    return config.server(url, token) if url is not None or data is None else None


@contextmanager
def open_client(server: config.Server | None, data: Path | None) -> Iterator[Triplicate]:
    """A client of the server, or of the local database without one; raises InvalidSetting, NotReady."""
    log = logging.getLogger("triplicate")
    if not log.hasHandlers():
        log.addHandler(logging.NullHandler())
    with _remote_client(server) if server is not None else local_client(open_installation(data)) as client:
        yield client


def error_text(error: TriplicateError) -> str:
    """The error message of the server, with the request id if its log has details."""
    text = "; ".join(f"{one.path}: {one.detail}" for one in error.errors) or error.problem.detail.rstrip(".")
    return printable(f"{text} (request {error.problem.request_id})" if error.status >= 500 else text)


def _remote_client(server: config.Server) -> Triplicate:
    try:
        return Triplicate(server.url, server.token)
    except ValueError as error:
        raise config.InvalidSetting(str(error)) from None


def local_client(installation: Installation) -> Triplicate:
    """A client of an installation in this process: without a token, for all accounts."""
    transport = InProcessTransport(installation.application(_OperatorVerifier()))
    return Triplicate(
        installation.config.public_url or LOCAL_URL, None, retry_policy=_LOCAL_RETRY_POLICY, transport=transport
    )


class _OperatorVerifier(TokenVerifier):
    """Authenticates every request as the operator, without a token."""

    def __init__(self) -> None: ...

    def cached_principal(self, dialect: str, token: str | None) -> Principal | None:
        """The operator, for the native dialect only."""
        return OPERATOR if dialect == OPERATOR.dialect else None

    async def verify(self, dialect: str, token: str | None) -> Principal:
        """Raises DomainError(Unauthenticated)."""
        raise DomainError(Unauthenticated())


class InProcessTransport(httpx.BaseTransport):
    """Sends requests to an ASGI application, on an event loop that runs only during a request. Not thread-safe."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._asgi_transport = httpx.ASGITransport(application)
        self._runner = asyncio.Runner()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The application's response."""
        return self._runner.run(self._send(request))

    async def _send(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        response = await self._asgi_transport.handle_async_request(request)
        return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())

    def close(self) -> None:
        """Shuts down the application, finishing started writes, and closes its event loop."""
        self._runner.run(self._application({"type": "lifespan"}, _receive_shutdown, _ignore_message))
        self._runner.close()


async def _receive_shutdown() -> dict[str, Any]:
    return {"type": "lifespan.shutdown"}


async def _ignore_message(message: Any) -> None:
    """Ignores the messages of the application's shutdown."""
