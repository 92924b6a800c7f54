"""Streamed responses on a socket: as fast as the reader, and over when it leaves."""

import socket
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

import pytest

from tests.server.application_fixtures import serve_on_socket
from tests.server.large_response_fixtures import PATIENCE_S
from tests.server.socket_fixtures import RawConnection, request
from triplicate.api.response import JSON, StreamResponse, send_response

CHUNK = 256 * 1024
CHUNKS = 400


class Streams:
    """`/whole` answers so many chunks, `/short` half of them, `/broken` fails in the midst; counts what was taken."""

    def __init__(self) -> None:
        self.handed = 0
        self.closed = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers."""
        if scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})
            return
        chunks = self._chunks(scope["path"])
        await send_response(
            send, StreamResponse(200, CHUNK * CHUNKS, chunks, (), JSON), b"id", scope["method"] == "HEAD"
        )

    async def _chunks(self, path: str) -> AsyncGenerator[bytes, None]:
        try:
            for number in range(CHUNKS if path == "/whole" else CHUNKS // 2):
                self.handed += 1
                yield bytes([number % 256]) * CHUNK
            if path == "/broken":
                raise OSError("the disk is broken")
        finally:
            self.closed += 1


@pytest.fixture
def streams() -> Streams:
    return Streams()


@pytest.fixture
def address(streams: Streams) -> Iterator[tuple[str, int]]:
    with serve_on_socket(streams) as address:
        yield address


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def body(wire: RawConnection, path: bytes = b"/whole") -> bytes:
    """The whole body of an answer, read in large pieces."""
    wire.send(request(path))
    received = bytearray()
    while b"\r\n\r\n" not in received:
        received += wire.socket.recv(1000)
    assert received.startswith(b"HTTP/1.1 200 ")
    del received[: received.index(b"\r\n\r\n") + 4]
    while len(received) < CHUNK * CHUNKS and (piece := wire.socket.recv(2**20)):
        received += piece
    return bytes(received)


def settled(streams: Streams) -> int:
    """How many chunks were handed over when it stands still."""
    before = -1
    while before != streams.handed:
        before = streams.handed
        time.sleep(0.3)
    return before


def test_a_whole_stream_arrives_and_the_connection_goes_on(address: tuple[str, int], streams: Streams) -> None:
    with RawConnection(address) as wire:
        for _ in range(2):
            content = body(wire)
            assert len(content) == CHUNK * CHUNKS
            assert content[:: CHUNK * 7] == bytes(number % 256 for number in range(0, CHUNKS, 7))
    assert (streams.handed, streams.closed) == (2 * CHUNKS, 2)


def test_a_head_of_a_stream_takes_nothing_of_it(address: tuple[str, int], streams: Streams) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/whole", method=b"HEAD"))
        wire.send(request(b"/whole", method=b"HEAD"))
        wire.socket.shutdown(socket.SHUT_WR)
        heads = wire.read_to_end()
    assert heads.count(b"content-length: %d" % (CHUNK * CHUNKS)) == 2
    assert heads.endswith(b"\r\n\r\n")
    assert streams.handed == 0


def test_a_slow_reader_makes_the_stream_wait(address: tuple[str, int], streams: Streams) -> None:
    """What was handed over fits into the sockets' buffers and one chunk."""
    with RawConnection(address) as wire:
        wire.send(request(b"/whole"))
        assert settled(streams) < CHUNKS // 4
    eventually(lambda: streams.closed == 1)


def test_a_reader_that_leaves_ends_the_stream(address: tuple[str, int], streams: Streams) -> None:
    for number in range(1, 6):
        with RawConnection(address) as wire:
            wire.send(request(b"/whole"))
            wire.socket.recv(1000)
        eventually(lambda number=number: streams.closed == number)  # type: ignore[misc]
    assert streams.handed < 5 * CHUNKS // 2


def test_a_reader_that_has_only_ended_its_own_side_gets_it_all(address: tuple[str, int], streams: Streams) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/whole"))
        wire.socket.shutdown(socket.SHUT_WR)
        received = 0
        while piece := wire.socket.recv(2**20):
            received += len(piece)
    assert received > CHUNK * CHUNKS


@pytest.mark.parametrize("path", [b"/short", b"/broken"])
def test_a_stream_that_is_too_short_ends_its_connection(address: tuple[str, int], path: bytes) -> None:
    """So that nobody takes the half for the whole."""
    with RawConnection(address) as wire:
        assert 0 < len(body(wire, path)) < CHUNK * CHUNKS
