"""HTTP protocol limits on a socket: long or endless headers, malformed HTTP, and pipelined requests."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.conformance.operation_fixtures import ADDRESSES, auth_headers, message_in_envelope
from tests.conftest import Demo
from tests.server.application_fixtures import serve_on_socket
from tests.server.socket_fixtures import RawConnection, request
from triplicate.server import limits

KIB = 1024
addressed = pytest.mark.parametrize(("dialect", "path"), ADDRESSES)


@pytest.fixture(scope="module")
def address(demo: Demo) -> Iterator[tuple[str, int]]:
    with serve_on_socket(demo.installation.application()) as found:
        yield found


def refused(answer: tuple[int, dict[str, str], bytes], dialect: str | None, status: int) -> dict[str, str]:
    code, headers, body = answer
    assert code == status, body
    assert message_in_envelope(json.loads(body), headers["content-type"], dialect, status)
    return headers


@addressed
def test_a_header_of_10_mb_is_refused_while_it_is_being_read(
    address: tuple[str, int], dialect: str | None, path: bytes
) -> None:
    with RawConnection(address) as wire:
        wire.send(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nX-Large: ")
        sent = 0
        wire.socket.settimeout(0.05)
        while sent < 10_000_000:
            wire.socket.sendall(b"a" * 10_000)
            sent += 10_000
            try:
                wire._receive()
                break
            except TimeoutError:
                if sent > 1_000_000:
                    pytest.fail("a million bytes of one header, and no answer")
        wire.socket.settimeout(20)
        headers = refused(wire.response(), dialect, 431)
        assert headers["connection"] == "close"
        assert headers["x-request-id"]


@addressed
def test_who_sends_all_of_it_at_once_gets_the_answer(
    address: tuple[str, int], dialect: str | None, path: bytes
) -> None:
    """Closing while the caller still writes would reset the connection and lose the answer."""
    with RawConnection(address) as wire:
        wire.send(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nX-Large: " + b"a" * 10_000_000 + b"\r\n\r\n")
        refused(wire.response(), dialect, 431)


@addressed
def test_a_path_of_100_kib(address: tuple[str, int], dialect: str | None, path: bytes) -> None:
    with RawConnection(address) as wire:
        wire.send(request(path + b"/" + b"a" * 100 * KIB))
        refused(wire.response(), dialect, 431)


@addressed
def test_ten_thousand_small_headers(address: tuple[str, int], dialect: str | None, path: bytes) -> None:
    with RawConnection(address) as wire:
        wire.send(request(path, *(b"X-%d: %d" % (n, n) for n in range(10_000))))
        refused(wire.response(), dialect, 431)


def test_63_kib_are_read(address: tuple[str, int], demo: Demo) -> None:
    (credential,) = auth_headers("native", demo.token("native")).items()
    with RawConnection(address) as wire:
        for _ in range(2):
            wire.send(request(b"/v1/orders", ": ".join(credential).encode(), b"X-Large: " + b"a" * (63 * KIB - 300)))
            assert wire.response()[0] == 200


def test_a_refused_request_is_answered_once(address: tuple[str, int]) -> None:
    """What stands behind a refused head on the same connection is not answered any more."""
    with RawConnection(address) as wire:
        wire.send(request(b"/v1/orders/1", b"X-Large: " + b"a" * 70 * KIB) + request(b"/healthz"))
        refused(wire.response(), "native", 431)
        wire.socket.shutdown(socket.SHUT_WR)
        assert wire.read_to_end() == b""


def test_a_large_body_is_no_large_head(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        for _ in range(2):
            wire.send(request(b"/v1/orders/1", b"Content-Length: 200000") + b"a" * 200_000)
            refused(wire.response(), "native", 401)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)),  # TLS, sent to the plain port
        b"\x00" * 100,
        b"hello\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / SPDY/3\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
    ],
)
def test_what_is_not_http_is_answered_with_400_and_closed(address: tuple[str, int], garbage: bytes) -> None:
    with RawConnection(address) as wire:
        wire.send(garbage)
        status, _, body = wire.response()
        assert 400 <= status < 500, body
        assert b"Traceback" not in body
        assert not body.startswith(b"<")
        wire.socket.shutdown(socket.SHUT_WR)
        assert wire.read_to_end() == b""
    with RawConnection(address) as wire:
        wire.send(request(b"/healthz"))
        assert wire.response()[0] == 200


def test_requests_in_a_row_are_answered_in_a_row(address: tuple[str, int]) -> None:
    ids = [b"row-%d" % n for n in range(50)]
    paths = [b"/healthz", b"/orders/1", b"/nowhere", b"/accounts/a/orders/b", b"/v2/Order/GetOrder"]
    with RawConnection(address) as wire:
        wire.send(b"".join(request(paths[n % 5], b"X-Request-Id: " + id) for n, id in enumerate(ids)))
        for n, id in enumerate(ids):
            status, headers, _ = wire.response()
            assert headers["x-request-id"] == id.decode()
            assert status == [200, 401, 404, 401, 401][n % 5]


def test_rows_with_bodies_between(address: tuple[str, int]) -> None:
    once = request(b"/orders/1", b"Content-Length: 5", method=b"POST") + b"GET /" + request(b"/healthz")
    with RawConnection(address) as wire:
        wire.send(once * 20)
        assert [wire.response()[0] for _ in range(40)] == [405, 200] * 20


def test_a_row_that_adds_up_to_more_than_a_head(address: tuple[str, int]) -> None:
    """Each head counts by itself: twenty of 10 KiB on one connection are none too long."""
    with RawConnection(address) as wire:
        wire.send(request(b"/healthz", b"X-Large: " + b"a" * 10 * KIB) * 20)
        assert [wire.response()[0] for _ in range(20)] == [200] * 20


def test_a_head_byte_by_byte(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        for byte in request(b"/healthz"):
            wire.send(bytes([byte]))
        assert wire.response()[0] == 200


def test_a_connection_is_kept_and_http_1_0_is_closed(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        for _ in range(3):
            wire.send(request(b"/healthz"))
            assert wire.response()[0] == 200
        wire.send(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert wire.response()[0] == 200
        assert wire.read_to_end() == b""


def test_an_upgrade_that_we_do_not_do(address: tuple[str, int]) -> None:
    for name in (b"websocket", b"h2c"):
        with RawConnection(address) as wire:
            upgrade = (
                b"Connection: Upgrade",
                b"Upgrade: " + name,
                b"Sec-WebSocket-Version: 13",
                b"Sec-WebSocket-Key: eA==",
            )
            wire.send(request(b"/healthz", *upgrade))
            assert wire.response()[0] == 200


def test_an_absolute_target(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"http://elsewhere.example/v1/orders/1"))
        refused(wire.response(), "native", 401)


def test_who_goes_away_disturbs_nobody(address: tuple[str, int]) -> None:
    for content in (
        b"",
        b"GET ",
        request(b"/orders/1")[:-2],
        request(b"/orders/1"),
        request(b"/x", b"X: " + b"a" * 10**6),
    ):
        for _ in range(5):
            with RawConnection(address) as wire:
                wire.send(content)
    with RawConnection(address) as wire:
        wire.send(request(b"/healthz"))
        assert wire.response()[0] == 200


@pytest.mark.slow
def test_many_slow_heads_do_not_keep_others_waiting(address: tuple[str, int]) -> None:
    wires = [RawConnection(address) for _ in range(100)]
    for wire in wires:
        wire.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    start = time.monotonic()
    with RawConnection(address) as wire:
        wire.send(request(b"/healthz"))
        assert wire.response()[0] == 200
    assert time.monotonic() - start < 2
    threads = [threading.Thread(target=wire.send, args=(b"done\r\n\r\n",)) for wire in wires]
    for thread in threads:
        thread.start()
    for thread, wire in zip(threads, wires, strict=True):
        thread.join()
        assert wire.response()[0] == 200
        wire.socket.close()


def test_a_head_that_does_not_end_is_given_up(address: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEAD_TIMEOUT_S", 0.3)
    with RawConnection(address) as wire:
        wire.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        start = time.monotonic()
        assert wire.read_to_end() == b""
        assert time.monotonic() - start < 5
    with RawConnection(address) as wire:
        for _ in range(3):
            wire.send(request(b"/healthz"))
            assert wire.response()[0] == 200
            time.sleep(0.2)


@addressed
def test_a_line_that_is_no_request_is_answered_in_the_envelope(
    address: tuple[str, int], dialect: str | None, path: bytes
) -> None:
    with RawConnection(address) as wire:
        wire.send(b"GET " + path + b"\xff HTTP/1.1\r\nHost: x\r\n\r\n")
        refused(wire.response(), dialect, 400)
