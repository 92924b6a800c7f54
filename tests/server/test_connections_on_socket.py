"""Connections on a real socket: how long they stay open, idle or dripping, and how many there may be."""

import time
from collections.abc import Iterator

import pytest

from tests.server.application_fixtures import serve_on_socket
from tests.server.large_response_fixtures import PATIENCE_S, LargeAnswers, eventually
from tests.server.socket_fixtures import RawConnection, request
from triplicate.server import limits

HEALTH = request(b"/healthz")


@pytest.fixture
def application() -> LargeAnswers:
    return LargeAnswers()


@pytest.fixture
def address(application: LargeAnswers) -> Iterator[tuple[str, int]]:
    with serve_on_socket(application) as found:
        yield found


def drip(wire: RawConnection, content: bytes, pause_s: float = 0.05) -> float:
    """Sends a byte now and then until the server closes; how long it took, at most `PATIENCE_S`."""
    start, sent = time.monotonic(), 0
    wire.socket.settimeout(pause_s)
    while time.monotonic() - start < PATIENCE_S:
        try:
            wire.send(content[sent : sent + 1])
            sent = (sent + 1) % len(content)
            if not wire.socket.recv(65536):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - start


# ---- keep-alive ----


def test_a_connection_is_kept_75_seconds_and_the_answer_says_so(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        for _ in range(2):
            wire.send(HEALTH)
            status, headers, _ = wire.response()
            assert (status, headers["keep-alive"]) == (200, "timeout=75")
            assert "connection" not in headers


def test_each_request_of_a_connection_may_have_a_body_that_nobody_reads(address: tuple[str, int]) -> None:
    """What is read and thrown away is bounded for each request, not for all of a connection's."""
    body = b"x" * 100_000
    with RawConnection(address) as wire:
        for _ in range(2 * limits.MAX_UNREAD_BYTES // len(body)):
            wire.send(request(b"/healthz", b"Content-Length: %d" % len(body)))
            assert wire.response()[0] == 200
            wire.send(body)


@pytest.mark.parametrize(
    "sent",
    [request(b"/healthz", b"Connection: close"), b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"],
)
def test_the_last_answer_says_nothing_of_keeping_alive(address: tuple[str, int], sent: bytes) -> None:
    with RawConnection(address) as wire:
        wire.send(sent)
        _, headers, _ = wire.response()
        assert headers["connection"] == "close"
        assert "keep-alive" not in headers
        assert wire.read_to_end() == b""


def test_an_idle_connection_is_closed_when_its_time_is_up(application: LargeAnswers) -> None:
    with serve_on_socket(application, timeout_keep_alive=1) as address, RawConnection(address) as wire:
        wire.send(HEALTH)
        assert wire.response()[1]["keep-alive"] == "timeout=1"
        time.sleep(0.6)
        wire.send(HEALTH)
        assert wire.response()[0] == 200
        start = time.monotonic()
        assert wire.read_to_end() == b""
        assert 0.5 < time.monotonic() - start < PATIENCE_S


# ---- what drips ----


def test_a_connection_that_says_nothing_is_closed(address: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEAD_TIMEOUT_S", 0.3)
    with RawConnection(address) as wire:
        assert wire.read_to_end() == b""


@pytest.mark.parametrize(
    "content", [b"\r\n", b"\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 10_000, b"BREW"]
)
@pytest.mark.parametrize("before", [0, 1])
def test_a_head_that_drips_ends_at_its_deadline(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch, content: bytes, before: int
) -> None:
    monkeypatch.setattr(limits, "HEAD_TIMEOUT_S", 0.5)
    with RawConnection(address) as wire:
        for _ in range(before):
            wire.send(HEALTH)
            assert wire.response()[0] == 200
        assert drip(wire, content) < PATIENCE_S


def test_line_ends_without_end_are_not_read_forever(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(b"\r\n" * 100_000)
        assert wire.response()[0] == 400


@pytest.mark.parametrize("lines", [(), (b"Connection: close",)])
def test_a_body_that_drips_in_after_the_answer(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch, lines: tuple[bytes, ...]
) -> None:
    monkeypatch.setattr(limits, "DISCARD_WINDOW_S", 0.5)
    with RawConnection(address) as wire:
        wire.send(request(b"/nothing", b"Content-Length: 100000", *lines, method=b"POST"))
        assert wire.response()[0] == 200
        assert drip(wire, b"x") < PATIENCE_S


def test_a_body_that_comes_fast_enough_after_the_answer_ends_with_the_time(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DISCARD_WINDOW_S", 0.2)
    monkeypatch.setattr(limits, "DISCARD_TIMEOUT_S", 0.6)
    monkeypatch.setattr(limits, "LEAST_RATE", 1)
    with RawConnection(address) as wire:
        wire.send(request(b"/nothing", b"Content-Length: 100000", method=b"POST"))
        assert wire.response()[0] == 200
        assert 0.4 < drip(wire, b"x") < PATIENCE_S


def test_a_refused_request_is_not_read_for_longer(address: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DISCARD_WINDOW_S", 0.3)
    with RawConnection(address) as wire:
        wire.send(b"GET / HTTP/1.1\r\n\r\n")
        assert wire.response()[0] == 400
        assert drip(wire, b"x") < PATIENCE_S


# ---- how many ----


def test_the_oldest_idle_connection_gives_way(application: LargeAnswers) -> None:
    with serve_on_socket(application, limit_concurrency=3) as address:
        wires = [RawConnection(address) for _ in range(3)]
        for wire in (wires[1], wires[0], wires[2], wires[1]):
            wire.send(HEALTH)
            assert wire.response()[0] == 200
        with RawConnection(address) as more:
            more.send(HEALTH)
            assert more.response()[1]["keep-alive"] == "timeout=75"
        assert wires[0].read_to_end() == b""
        for wire in wires[1:]:
            wire.send(HEALTH)
            assert wire.response()[0] == 200
        for wire in wires:
            wire.socket.close()


def test_when_all_are_busy_the_new_one_gets_503_and_health_is_answered(application: LargeAnswers) -> None:
    with serve_on_socket(application, limit_concurrency=3) as address:
        wires = [RawConnection(address) for _ in range(3)]
        for wire in wires:
            wire.send(request(b"/wait"))
        assert eventually(lambda: application.begun == 3)
        for _ in range(50):
            with RawConnection(address) as more:
                more.send(request(b"/bytes/5"))
                status, headers, _ = more.response()
                assert (status, headers["retry-after"], headers["connection"]) == (503, "1", "close")
                assert more.read_to_end() == b""
            with RawConnection(address) as health:
                health.send(HEALTH)
                status, headers, _ = health.response()
                assert (status, headers["connection"]) == (200, "close")
                assert health.read_to_end() == b""
        application.proceed.set()
        for wire in wires:
            assert wire.response()[0] == 200
        with RawConnection(address) as more:
            more.send(HEALTH)
            assert more.response()[1]["keep-alive"] == "timeout=75"
        for wire in wires:
            wire.socket.close()


def test_one_above_the_limit_is_served_once_there_is_room(application: LargeAnswers) -> None:
    with (
        serve_on_socket(application, limit_concurrency=1) as address,
        RawConnection(address) as first,
    ):
        first.send(b"GET")
        time.sleep(0.5)  # a connection whose first bytes are still on the way is silent, and would give way
        second = RawConnection(address)
        with RawConnection(address) as health:
            health.send(HEALTH)
            assert health.response()[0] == 200
        first.send(b" /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert first.response()[0] == 200
        with second:
            second.send(request(b"/bytes/5"))
            assert second.response()[0] == 200


def test_silent_connections_above_the_limit_give_way_to_newer_ones(application: LargeAnswers) -> None:
    with serve_on_socket(application, limit_concurrency=1) as address, RawConnection(address) as first:
        first.send(request(b"/wait"))
        assert eventually(lambda: application.begun == 1)
        wires = [RawConnection(address) for _ in range(limits.OVERFLOW_CONNECTIONS + 10)]
        with RawConnection(address) as health:
            health.send(HEALTH)
            assert health.response()[0] == 200
        assert wires[0].response()[0] == 503
        assert wires[0].read_to_end() == b""
        application.proceed.set()
        for wire in wires:
            wire.socket.close()
