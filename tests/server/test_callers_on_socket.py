"""Callers on a real socket who send too many requests at once, leave by halves, or read slowly or not at all."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.application_fixtures import serve_on_socket
from tests.server.large_response_fixtures import PATIENCE_S, LargeAnswers, eventually
from tests.server.socket_fixtures import RawConnection, request
from triplicate.server import limits
from triplicate.server.timed_connection import TimedConnection

MIB = 1024 * 1024
HEALTH = request(b"/healthz")


@pytest.fixture
def application() -> LargeAnswers:
    return LargeAnswers()


@pytest.fixture
def address(application: LargeAnswers) -> Iterator[tuple[str, int]]:
    with serve_on_socket(application) as found:
        yield found


# ---- pipelines ----


def test_requests_in_a_pipeline_wait_as_bytes(application: LargeAnswers, address: tuple[str, int]) -> None:
    """Thousands of them, and nobody reads: no more begin than there is room for their answers."""
    with RawConnection(address) as wire:
        wire.socket.setblocking(False)
        content, sent = request(b"/bytes/1000000") * 20_000, 0
        for _ in range(200):
            try:
                sent += wire.socket.send(content[sent:])
            except BlockingIOError:
                time.sleep(0.005)
        assert eventually(lambda: application.begun > 0)
        time.sleep(0.3)
        assert application.begun < 20


def test_a_long_pipeline_is_answered_to_its_end(address: tuple[str, int]) -> None:
    many = 3000
    with RawConnection(address) as wire:
        post = request(b"/echo", b"Content-Length: 5", method=b"POST") + b"hello"
        wire.send((HEALTH + post) * many)
        assert [wire.response()[2] for _ in range(2 * many)] == [b"ok", b"5"] * many


@pytest.mark.parametrize("size", [1, 7, 8191, 8192, 8193, 300_000])
def test_bodies_in_a_pipeline_however_they_are_cut(address: tuple[str, int], size: int) -> None:
    body = b"x" * 20_000
    chunked = request(b"/echo", b"Transfer-Encoding: chunked", method=b"POST") + b"4e20\r\n" + body + b"\r\n0\r\n\r\n"
    content = (HEALTH + request(b"/echo", b"Content-Length: 20000", method=b"POST") + body + chunked) * 3
    with RawConnection(address) as wire:
        for at in range(0, len(content), size):
            wire.send(content[at : at + size])
        assert [wire.response()[2] for _ in range(9)] == [b"ok", b"20000", b"20000"] * 3


def test_who_leaves_while_their_first_request_is_answered(application: LargeAnswers, address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/wait") + HEALTH * 5)
        assert eventually(lambda: application.begun == 1)
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    application.proceed.set()
    with RawConnection(address) as wire:
        wire.send(HEALTH)
        assert wire.response()[0] == 200


# ---- half-closed ----


def test_who_sends_nothing_more_is_answered(application: LargeAnswers, address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(HEALTH + request(b"/wait") + request(b"/bytes/3000000"))
        wire.socket.shutdown(socket.SHUT_WR)
        time.sleep(0.1)
        application.proceed.set()
        answers = [wire.response() for _ in range(3)]
        assert [len(body) for _, _, body in answers] == [2, 2, 3_000_000]
        assert wire.read_to_end() == b""


def test_who_sends_nothing_more_in_the_middle_of_a_body_is_gone(
    application: LargeAnswers, address: tuple[str, int]
) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/echo", b"Content-Length: 10", method=b"POST") + b"hello")
        wire.socket.shutdown(socket.SHUT_WR)
        assert wire.read_to_end() == b""
    assert eventually(lambda: application.left == 1)


@pytest.mark.parametrize("half", [True, False])
def test_who_leaves_while_waiting_for_news_is_no_error(
    application: LargeAnswers, address: tuple[str, int], half: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """A long poll has nothing to answer to a caller that has left: the connection is closed, and the log is silent."""
    with caplog.at_level("ERROR", logger="uvicorn.error"), RawConnection(address) as wire:
        wire.send(request(b"/poll"))
        assert eventually(lambda: application.begun == 1)
        if half:
            wire.socket.shutdown(socket.SHUT_WR)
            assert wire.read_to_end() == b""
        else:
            wire.socket.close()
        assert eventually(lambda: application.left == 1)
    with RawConnection(address) as wire:
        wire.send(HEALTH)
        assert wire.response()[0] == 200
    assert not caplog.records


# ---- slow readers ----


STOPPED = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as wire:
    wire.sendall(b"GET /bytes/20000000 HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n")
    read = len(wire.recv(1000))
    print("begun", flush=True)
    while piece := wire.recv(65536):
        read += len(piece)
    print(read, flush=True)
"""


def test_a_client_that_is_stopped_and_goes_on_gets_all(address: tuple[str, int]) -> None:
    """Others are answered meanwhile."""
    command = [sys.executable, "-c", STOPPED, str(address[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as client:
        assert client.stdout is not None
        try:
            assert client.stdout.readline() == b"begun\n"
            client.send_signal(signal.SIGSTOP)
            for _ in range(10):
                with RawConnection(address) as wire:
                    wire.send(HEALTH)
                    assert wire.response()[0] == 200
                time.sleep(0.05)
            client.send_signal(signal.SIGCONT)
            assert int(client.stdout.readline()) > 20_000_000
        finally:
            client.kill()


def small_window(address: tuple[str, int]) -> RawConnection:
    wire = RawConnection.__new__(RawConnection)
    wire.socket, wire._read = socket.socket(), b""
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    wire.socket.settimeout(PATIENCE_S)
    wire.socket.connect(address)
    return wire


@pytest.mark.parametrize("lines", [(), (b"Connection: close",)])
def test_a_reader_that_takes_nothing_is_given_up(
    application: LargeAnswers, address: tuple[str, int], monkeypatch: pytest.MonkeyPatch, lines: tuple[bytes, ...]
) -> None:
    monkeypatch.setattr(limits, "WRITE_WINDOW_S", 0.3)
    with small_window(address) as wire:
        wire.send(request(b"/bytes/50000000", *lines))
        time.sleep(1.5)
        with pytest.raises((ConnectionResetError, EOFError)):
            wire.response()
    assert application.begun == 1


def test_a_slow_reader_gets_all(address: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRITE_WINDOW_S", 20.0)
    with small_window(address) as wire:
        wire.send(request(b"/bytes/10000000"))
        time.sleep(0.2)
        assert len(wire.response()[2]) == 10_000_000


def test_what_a_slow_reader_has_not_taken_is_bounded(
    application: LargeAnswers, address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an answer of 5 MB the server's buffer holds a piece, not all."""
    most: list[int] = [0]
    paused = TimedConnection.pause_writing

    def pause_writing(self: Any) -> None:
        most.append(self.transport.get_write_buffer_size())
        paused(self)

    monkeypatch.setattr(TimedConnection, "pause_writing", pause_writing)
    with small_window(address) as wire:
        wire.send(request(b"/bytes/5000000"))
        assert eventually(lambda: len(most) > 1)
        assert len(wire.response()[2]) == 5_000_000
    assert max(most) < MIB


# ---- bodies and heads ----


def test_head_has_no_body_and_the_connection_goes_on(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        for _ in range(2):
            wire.send(request(b"/bytes/3000000", method=b"HEAD"))
            while b"\r\n\r\n" not in wire._read:
                wire._receive()
            head, _, wire._read = wire._read.partition(b"\r\n\r\n")
            assert b"content-length: 3000000" in head
            assert wire._read == b""
            wire.send(HEALTH)
            assert wire.response()[2] == b"ok"


@pytest.mark.parametrize("size", [b"0", b"10", b"1000000"])
def test_an_answer_that_breaks_off_is_never_whole(address: tuple[str, int], size: bytes) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/break/" + size) + HEALTH)
        with pytest.raises(EOFError):
            wire.response()


def test_a_streamed_body_may_look_like_a_head(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/stream", b"Connection: close"))
        assert wire.read_to_end().count(b"HTTP/1.1 200 is no head\r\n") == 4


def test_who_asks_first_and_is_not_asked_to_send_may_not_go_on(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/nothing", b"Content-Length: 5", b"Expect: 100-continue", method=b"POST"))
        status, headers, _ = wire.response()
        assert (status, headers["connection"]) == (200, "close")
        assert wire.read_to_end() == b""


def test_who_asks_first_and_sends_at_once(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        for _ in range(2):
            wire.send(request(b"/echo", b"Content-Length: 5", b"Expect: 100-Continue", method=b"POST") + b"hello")
            status, _, body = wire.response()
            if status == 100:
                status, _, body = wire.response()
            assert (status, body) == (200, b"5")
