"""The client that `order` and `piece` commands use: of a remote server, or of the local database in this process."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from triplicate import config
from triplicate.app.access.sign_in import Verifier
from triplicate.cli.options import opened
from triplicate.cli.tables import printable
from triplicate.client import Patience, Triplicate, TriplicateError
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.failures import NotSignedIn, Refused
from triplicate.main import House
from triplicate.server.application import Application

HERE = "http://127.0.0.1:8000"
"""The base URL of links without a server and a public URL."""
_HURRIED = Patience(attempts=3, first_s=0.1, most_s=1.0)


def elsewhere(url: str | None, token: str | None, data: Path | None) -> config.Server | None:
    """The remote server to use; None: the local database. `--data` takes precedence over TRIPLICATE_URL.

    Raises BadSetting.
    """
    return config.server(url, token) if url is not None or data is None else None


@contextmanager
def asked(server: config.Server | None, data: Path | None) -> Iterator[Triplicate]:
    """A client of the server, or of the local database without one; raises BadSetting, NotReady."""
    log = logging.getLogger("triplicate")
    if not log.hasHandlers():
        log.addHandler(logging.NullHandler())
    with _remote(server) if server is not None else own(opened(data)) as client:
        yield client


def answered(error: TriplicateError) -> str:
    """The error message of the server, with the request id if its log has details."""
    told = "; ".join(f"{one.path}: {one.detail}" for one in error.errors) or error.problem.detail.rstrip(".")
    return printable(f"{told} (request {error.problem.request_id})" if error.status >= 500 else told)


def _remote(server: config.Server) -> Triplicate:
    try:
        return Triplicate(server.url, server.token)
    except ValueError as error:
        raise config.BadSetting(str(error)) from None


def own(house: House) -> Triplicate:
    """A client of an installation in this process: without a token, for all accounts."""
    transport = InProcess(house.application(_OperatorOnly()))
    return Triplicate(house.config.public_url or HERE, None, patience=_HURRIED, transport=transport)


class _OperatorOnly(Verifier):
    """Authenticates every request as the operator, without a token."""

    def __init__(self) -> None: ...

    def remembered(self, dialect: str, token: str | None) -> Principal | None:
        """The operator, for the native dialect only."""
        return OPERATOR if dialect == OPERATOR.dialect else None

    async def verify(self, dialect: str, token: str | None) -> Principal:
        """Raises DomainError(Unauthenticated)."""
        raise Refused(NotSignedIn())


class InProcess(httpx.BaseTransport):
    """Sends requests to an ASGI application, on an event loop that runs only during a request. Not thread-safe."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._inner = httpx.ASGITransport(application)
        self._runner = asyncio.Runner()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The application's response."""
        return self._runner.run(self._ask(request))

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        reply = await self._inner.handle_async_request(request)
        return httpx.Response(reply.status_code, headers=reply.headers, content=await reply.aread())

    def close(self) -> None:
        """Shuts down the application, finishing started writes, and closes its event loop."""
        self._runner.run(self._application({"type": "lifespan"}, _shutdown, _nobody))
        self._runner.close()


async def _shutdown() -> dict[str, Any]:
    return {"type": "lifespan.shutdown"}


async def _nobody(message: Any) -> None:
    """Ignores the messages of the application's shutdown."""
