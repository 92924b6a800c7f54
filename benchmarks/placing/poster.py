"""The load of a round: some connections that always have one request under way, each request another one.

Unlike wrk it waits, when time is up, for the answers to what was sent: as many orders must be there as were answered.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

import httptools
import uvloop

from harness.spawn import HOST

PATIENCE_S = 60
Ask = Callable[[int], bytes]
"""The whole request of a number."""


@dataclass
class Posted:
    """What came of a round: how many seconds it took, and of every answer how many."""

    seconds: float = 0.0
    waited: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    odd: bytes = b""

    @property
    def answers(self) -> int:
        return len(self.waited)


def post(port: int, ask: Ask, first: int, connections: int, seconds: float, status: int = 201) -> Posted:
    """Asks for `first` and the numbers after it until the time is up, and waits for the last answers.

    An answer of another status ends the round.
    """
    return uvloop.run(_Round(port, ask, first, status).run(connections, seconds))


class _Round:
    def __init__(self, port: int, ask: Ask, first: int, status: int) -> None:
        self.posted = Posted()
        self._port, self._ask, self._next, self._status = port, ask, first, status
        self._ends = 0.0

    async def run(self, connections: int, seconds: float) -> Posted:
        loop = asyncio.get_running_loop()
        started = perf_counter()
        self._ends = started + seconds
        made = [await loop.create_connection(lambda: _Connection(self), HOST, self._port) for _ in range(connections)]
        async with asyncio.timeout(seconds + PATIENCE_S):
            await asyncio.gather(*(connection.done for _, connection in made))
        self.posted.seconds = perf_counter() - started
        return self.posted

    def request(self) -> bytes | None:
        """The next request; None when time is up, or when an answer was not as it should be."""
        if perf_counter() >= self._ends or self.posted.odd:
            return None
        number, self._next = self._next, self._next + 1
        return self._ask(number)

    def answered(self, status: int, body: bytes, waited: float) -> None:
        self.posted.waited.append(waited)
        self.posted.statuses[status] = self.posted.statuses.get(status, 0) + 1
        if status != self._status:
            self.posted.odd = body or str(status).encode()


class _Connection(asyncio.Protocol):
    """One connection; the methods that httptools calls are named by it."""

    def __init__(self, round_: _Round) -> None:
        self._round = round_
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._asked = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._go_on()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server closed the connection"))

    def on_body(self, part: bytes) -> None:
        self._body.append(part)

    def on_message_complete(self) -> None:
        waited = perf_counter() - self._asked
        self._round.answered(self._parser.get_status_code(), b"".join(self._body), waited)
        self._body.clear()
        self._go_on()

    def _go_on(self) -> None:
        request = self._round.request()
        self._asked = perf_counter()
        if request is not None:
            self._transport.write(request)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()
