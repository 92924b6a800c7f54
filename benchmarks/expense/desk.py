"""A Triplicate in this process, asked through ASGI without a socket: what it answers is what a server would."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import randrange
from typing import Any

from triplicate.main import Installation
from triplicate.server.application import Application

from cards import orders
from cards.loading import fill
from harness.installation import open_installation
from placing import requests

WARM_UP = 100
Request = tuple[dict[str, Any], bytes]
"""The ASGI scope of a request, and its body."""


@dataclass(frozen=True)
class Kind:
    """An operation that places an order: where, in which dialect, and the body of a number."""

    name: str
    dialect: str
    path: str
    body: Callable[[int], bytes]
    status: int


KINDS = (
    Kind("native", "native", "/v1/orders", requests.triplicate, 201),
    Kind("links", "printags", "/accounts/@me/orders", lambda n: requests.encoded(orders.links(n)), 200),
    Kind("keys", "printags", "/accounts/@me/orders", lambda n: requests.encoded(orders.dynamic(n)), 200),
)
"""Natively three lines; Printags' five pieces with links, and five with a record and keys of their own."""


@dataclass
class Desk:
    """An application over prepared orders; `following` is the number of the next request, far from earlier desks'."""

    installation: Installation
    application: Application
    tokens: dict[str, str]
    loop: asyncio.AbstractEventLoop
    following: int = field(default_factory=lambda: randrange(10**9))

    def requests(self, kind: Kind, count: int) -> list[Request]:
        """So many new requests."""
        first, self.following = self.following, self.following + count
        return [_request(kind, self.tokens[kind.dialect], number) for number in range(first, first + count)]

    def send(self, kind: Kind, requests: list[Request], connections: int = 1) -> None:
        """Sends the requests, at most `connections` at a time; ends the run unless every one is answered as it should.

        The second time, each is a replay.
        """
        self.loop.run_until_complete(self._send_all(kind, iter(requests), connections))

    async def _send_all(self, kind: Kind, requests: Iterator[Request], connections: int) -> None:
        async def one_connection() -> None:
            for request in requests:
                await self._send(kind, request)

        await asyncio.gather(*(one_connection() for _ in range(connections)))

    async def _send(self, kind: Kind, request: Request) -> None:
        status = await ask(self.application, *request)
        if status != kind.status:
            raise SystemExit(f"{kind.name}: an order was answered with {status}")


async def ask(application: Application, scope: dict[str, Any], body: bytes) -> int:
    """The status that the application answers to one request. The caller stays until it is answered."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    status = 0

    async def receive() -> Any:
        return messages.pop() if messages else await asyncio.get_running_loop().create_future()

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    await application(scope, receive, send)
    return status


def _request(kind: Kind, token: str, number: int) -> Request:
    """The request of a number, under an idempotency key of its own."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": kind.path,
        "query_string": b"",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"authorization", f"Bearer {token}".encode()),
            (b"content-type", b"application/json"),
            (b"idempotency-key", b"%s-%09d" % (kind.name.encode(), number)),
        ],
    }
    return scope, kind.body(number)


@contextmanager
def open_desk(directory: Path, url: str | None, count: int) -> Iterator[Desk]:
    """A desk over so many orders, warmed up with every kind of order."""
    directory.mkdir(exist_ok=True)
    tokens = fill(open_installation(directory, url), count)
    installation = open_installation(directory, url)
    installation.ensure_ready()
    loop = asyncio.new_event_loop()
    desk = Desk(installation, installation.application(), tokens._asdict(), loop)
    try:
        for kind in KINDS:
            desk.send(kind, desk.requests(kind, WARM_UP))
        yield desk
    finally:
        loop.run_until_complete(_shut_down(desk.application))
        installation.store.close()
        loop.close()


async def _shut_down(application: Application) -> None:
    """Ends the application as a server does, so that its threads end."""
    messages = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}]

    async def receive() -> Any:
        return messages.pop()

    async def send(message: Any) -> None:
        if not message["type"].endswith(".complete"):
            raise SystemExit(f"the application answered with {message} to its end")

    await application({"type": "lifespan"}, receive, send)
