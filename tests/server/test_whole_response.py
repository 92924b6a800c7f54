"""Orders over a socket are written with one call: the same headers and bodies as any ASGI server is given."""

import gc
from collections.abc import Iterator

import httpx
import pytest

from tests.conformance.operation_fixtures import DIALECTS, auth_headers, order_url, own_parameters
from tests.conftest import Demo
from tests.server.application_fixtures import InProcessTransport, serve_on_socket
from tests.server.socket_fixtures import RawConnection, request

DIALECT = sorted(DIALECTS)[0]
CONNECTION = {"date", "keep-alive", "x-request-id"}


@pytest.fixture(scope="module")
def address(demo: Demo) -> Iterator[tuple[str, int]]:
    with serve_on_socket(demo.installation.application()) as found:
        yield found


@pytest.fixture(scope="module")
def logging_address(demo: Demo) -> Iterator[tuple[str, int]]:
    with serve_on_socket(demo.installation.application(), access_log=True) as found:
        yield found


def order_path(demo: Demo, dialect: str = DIALECT) -> str:
    return order_url(dialect, own_parameters(demo, dialect)["orderId"])


def credential_lines(demo: Demo, dialect: str = DIALECT) -> list[bytes]:
    return [f"{name}: {value}".encode() for name, value in auth_headers(dialect, demo.token(dialect)).items()]


def described(status: int, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
    assert headers["x-request-id"]
    return status, {name: value for name, value in headers.items() if name not in CONNECTION}, body


def in_process(demo: Demo, dialect: str, method: str, more: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    transport = InProcessTransport(demo.installation.application())
    with httpx.Client(transport=transport, base_url="http://127.0.0.1") as client:
        headers = auth_headers(dialect, demo.token(dialect)) | more
        reply = client.request(method, order_path(demo, dialect), headers=headers)
        return described(reply.status_code, dict(reply.headers), reply.content)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("tag", ["", "matching", '"another"'])
@pytest.mark.parametrize("logs", [False, True])
def test_the_same_answer_as_in_process(
    demo: Demo,
    address: tuple[str, int],
    logging_address: tuple[str, int],
    dialect: str,
    method: str,
    tag: str,
    logs: bool,
) -> None:
    etag = in_process(demo, dialect, "GET", {})[1]["etag"]
    more = {"if-none-match": etag if tag == "matching" else tag} if tag else {}
    lines = [*credential_lines(demo, dialect), *(f"{name}: {value}".encode() for name, value in more.items())]
    with RawConnection(logging_address if logs else address) as wire:
        for _ in range(3):
            wire.send(request(order_path(demo, dialect).encode(), *lines, method=method.encode()))
            answer = described(*wire.response(has_body=method == "GET"))
            assert answer == in_process(demo, dialect, method, more)
            assert answer[0] == (304 if tag == "matching" else 200)
            assert bool(answer[2]) == (method == "GET" and tag != "matching")


def test_pipelined_orders_are_answered_in_turn(demo: Demo, address: tuple[str, int]) -> None:
    lines = credential_lines(demo)
    order, missing, health = order_path(demo).encode(), b"/nowhere", b"/healthz"
    with RawConnection(address) as wire:
        paths = [order, missing, order, health, order, order] * 20
        wire.send(b"".join(request(path, *lines) for path in paths))
        for path in paths:
            status, _, body = wire.response()
            assert status == (404 if path == missing else 200), body
            assert (len(body) > 1000) == (path == order)


def test_an_order_leaves_nothing_to_the_garbage_collector(demo: Demo, address: tuple[str, int]) -> None:
    """Objects that refer to each other in a circle live until all that are young have been looked at."""
    requests = 500
    message = request(order_path(demo).encode(), *credential_lines(demo))
    with RawConnection(address) as wire:
        for rest in (10, requests):
            gc.collect()
            gc.disable()
            try:
                for _ in range(rest):
                    wire.send(message)
                    assert wire.response()[0] == 200
                unreachable = gc.collect()
            finally:
                gc.enable()
    assert unreachable < requests


def test_the_last_order_before_a_refused_request(demo: Demo, address: tuple[str, int]) -> None:
    lines = credential_lines(demo)
    with RawConnection(address) as wire:
        wire.send(request(order_path(demo).encode(), *lines) + b"GET / HTTP/9.9\r\n\r\n")
        assert len(wire.response()[2]) > 1000
        status, headers, _ = wire.response()
        assert (status, headers["connection"]) == (505, "close")


def test_a_connection_that_ends_with_its_order(demo: Demo, address: tuple[str, int]) -> None:
    lines = credential_lines(demo)
    with RawConnection(address) as wire:
        wire.send(request(order_path(demo).encode(), *lines, b"Connection: close"))
        status, headers, body = wire.response()
        assert (status, headers["connection"], "keep-alive" in headers) == (200, "close", False)
        assert len(body) > 1000
        assert wire.read_to_end() == b""
