"""Framing on a real socket, as RFC 9112 wants it: versions, methods, Host, transfer codings, upgrades."""

import json
from collections.abc import Iterator

import pytest

from tests.conformance.operation_fixtures import ADDRESSES, message_in_envelope
from tests.conftest import Demo
from tests.server.application_fixtures import serve_on_socket
from tests.server.socket_fixtures import RawConnection, request

addressed = pytest.mark.parametrize(("dialect", "path"), ADDRESSES)
HOST = b"Host: x\r\n"
CHUNKED = b"\r\n\r\n0\r\n\r\n"


@pytest.fixture(scope="module")
def address(demo: Demo) -> Iterator[tuple[str, int]]:
    with serve_on_socket(demo.installation.application()) as found:
        yield found


FAILURES = [
    (400, b"GET %s HTTP/1.1\r\n\r\n"),
    (400, b"GET %s HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    (400, b"GET %s HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
    (400, b"GET %s HTTP/1.1\r\nHost: a b\r\n\r\n"),
    (400, b"GET %s HTTP/1.1\r\nHost: user@a\r\n\r\n"),
    (400, b"GET %s HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
    (400, b"POST %s HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked" + CHUNKED),
    (501, b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked" + CHUNKED),
    (501, b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked" + CHUNKED),
    (400, b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip" + CHUNKED),
    (400, b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity" + CHUNKED),
    (400, b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip" + CHUNKED),
    (400, b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked" + CHUNKED),
    (400, b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + CHUNKED),
    (400, b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5" + CHUNKED),
    (400, b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked" + CHUNKED),
    (400, b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
    (505, b"GET %s\r\n\r\n"),
    (505, b"GET %s HTTP/0.9\r\nHost: x\r\n\r\n"),
    (505, b"GET %s HTTP/1.2\r\nHost: x\r\n\r\n"),
    (505, b"GET %s HTTP/2.0\r\nHost: x\r\n\r\n"),
    (505, b"GET %s HTTP/9.9\r\nHost: x\r\n\r\n"),
    (505, b"PRI %s HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    (501, b"BREW %s HTTP/1.1\r\nHost: x\r\n\r\n"),
    (501, b"get %s HTTP/1.1\r\nHost: x\r\n\r\n"),
    (501, b"DESCRIBE %s HTTP/1.1\r\nHost: x\r\n\r\n"),
    (501, b"CONNECT %s HTTP/1.1\r\nHost: x\r\n\r\n"),
    (400, b"GE(T %s HTTP/1.1\r\nHost: x\r\n\r\n"),
    (431, b"GET %s HTTP/1.1\r\nHost: x\r\n" + b"a:\r\n" * 10_000 + b"\r\n"),
    (431, b"GET %s HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 501 + b"\r\n"),
]


def refused(wire: RawConnection, dialect: str | None, status: int) -> None:
    code, headers, body = wire.response()
    assert code == status, body
    assert message_in_envelope(json.loads(body), headers["content-type"], dialect, status)
    assert headers["connection"] == "close"
    assert "keep-alive" not in headers
    assert headers["x-request-id"]
    assert wire.read_to_end() == b""


@addressed
@pytest.mark.parametrize(("status", "sent"), FAILURES, ids=lambda given: str(given)[:60])
def test_what_rfc_9112_refuses(
    address: tuple[str, int], dialect: str | None, path: bytes, status: int, sent: bytes
) -> None:
    with RawConnection(address) as wire:
        wire.send(sent.replace(b"%s", path))
        refused(wire, dialect, status)


@pytest.mark.parametrize(("status", "sent"), FAILURES[:27], ids=lambda given: str(given)[:60])
def test_however_it_is_cut(address: tuple[str, int], status: int, sent: bytes) -> None:
    """Byte by byte, the same is answered as at once."""
    with RawConnection(address) as wire:
        for byte in sent.replace(b"%s", b"/v1/orders/1"):
            try:
                wire.send(bytes([byte]))
            except (BrokenPipeError, ConnectionResetError):
                break
        refused(wire, "native", status)


@pytest.mark.parametrize(("status", "sent"), FAILURES, ids=lambda given: str(given)[:60])
def test_behind_good_requests_which_are_answered_first(address: tuple[str, int], status: int, sent: bytes) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/orders/2") * 3 + sent.replace(b"%s", b"/orders/1"))
        for _ in range(3):
            assert wire.response()[0] == 401
        assert wire.response()[0] == status
        assert wire.read_to_end() == b""


def test_the_answer_to_head_has_no_body(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(b"HEAD /orders/1 HTTP/1.1\r\n\r\n")
        assert wire.read_to_end().endswith(b"\r\n\r\n")


@pytest.mark.parametrize("host", [b"", b"x", b"x:80", b"[::1]:8000", b"a.example", b"127.0.0.1"])
def test_hosts_that_are_good(address: tuple[str, int], host: bytes) -> None:
    with RawConnection(address) as wire:
        wire.send(b"GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n" % host)
        assert wire.response()[0] == 200


def test_line_ends_before_a_request(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        for _ in range(3):
            wire.send(b"\r\n\r\n" + request(b"/healthz"))
            assert wire.response()[0] == 200


@pytest.mark.parametrize("name", [b"h2c", b"websocket", b"TLS/1.0"])
def test_requests_behind_an_upgrade_that_we_do_not_do(address: tuple[str, int], name: bytes) -> None:
    upgrade = request(b"/healthz", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: " + name)
    body = request(b"/orders/1", b"Connection: Upgrade", b"Upgrade: " + name, b"Content-Length: 5", method=b"POST")
    with RawConnection(address) as wire:
        wire.send((upgrade + body + b"GET /" + request(b"/nowhere")) * 20)
        assert [wire.response()[0] for _ in range(60)] == [200, 405, 404] * 20


def test_trailers_are_dropped(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        for _ in range(2):
            wire.send(request(b"/nowhere", b"Transfer-Encoding: chunked", method=b"POST"))
            wire.send(b"1\r\nx\r\n0\r\nHost: y\r\nAuthorization: Bearer z\r\n\r\n")
            assert wire.response()[0] == 404


def test_trailers_without_end_are_not_read_forever(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(request(b"/healthz", b"Transfer-Encoding: chunked") + b"0\r\n")
        assert wire.response()[0] == 200
        sent = 0
        try:
            while sent < 50_000_000:
                wire.send(b"X-Trailer: " + b"a" * 65536 + b"\r\n")
                sent += 65536
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert wire.read_to_end() == b""


def test_expectations_of_http_1_0_are_ignored(address: tuple[str, int]) -> None:
    with RawConnection(address) as wire:
        wire.send(b"POST /nowhere HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx")
        assert wire.response()[0] == 404
