"""Header memo: a connection that has seen the same header fields is answered what a new one is answered."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.operation_fixtures import DIALECTS, auth_headers, order_url, own_parameters
from tests.conftest import Demo
from tests.server.application_fixtures import serve_on_socket
from tests.server.socket_fixtures import RawConnection
from triplicate.server.header_memo import HeaderMemo, Target, by_name, is_alone

DIALECT = sorted(DIALECTS)[0]
FIELDS = b"Host: x\r\nAccept: a\r\nAccept: b\r\n\r\n"
PARSED = [(b"host", b"x"), (b"accept", b"a"), (b"accept", b"b")]
UNUSUAL = [b"//x", b"/%41", b"/a#b", b"/a b", b"http://x/a", b"*", b"", b"/\xc3\xa9", b'/"', b"/a\x00"]


@pytest.mark.parametrize(
    ("line", "target"),
    [
        (b"GET /a/b HTTP/1.1\r\n", Target("/a/b", b"/a/b", b"")),
        (b"GET /a?b=c&d=/?: HTTP/1.1\r\n", Target("/a", b"/a", b"b=c&d=/?:")),
        (b"GET /? HTTP/1.1\r\n", Target("/", b"/", b"")),
        (b"GET /a HTTP/1.0\r\n", None),
        (b"HEAD /a HTTP/1.1\r\n", None),
        (b"GET /a HTTP/1.1\n", None),
        (b"\r\nGET /a HTTP/1.1\r\n", None),
        *((b"GET " + unusual + b" HTTP/1.1\r\n", None) for unusual in UNUSUAL),
    ],
)
def test_the_request_line_is_looked_at_in_full(line: bytes, target: Target | None) -> None:
    assert HeaderMemo(b"GET / HTTP/1.1\r\n" + FIELDS, PARSED, {}).target(line + FIELDS) == target
    assert is_alone(line + FIELDS) == (target is not None)


@pytest.mark.parametrize(
    "fields",
    [
        FIELDS + b"GET / HTTP/1.1\r\n\r\n",
        FIELDS[:-2],
        FIELDS[:-1],
        FIELDS.replace(b"Host", b"host"),
        FIELDS.replace(b"a\r\n", b"a \r\n"),
        b"",
    ],
)
def test_other_fields_are_no_repetition(fields: bytes) -> None:
    assert HeaderMemo(b"GET / HTTP/1.1\r\n" + FIELDS, PARSED, {}).target(b"GET / HTTP/1.1\r\n" + fields) is None


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\n" + FIELDS + b"body",
        (b"GET / HTTP/1.1\r\n" + FIELDS) * 2,
        b"GET / HTTP/1.1\r\n" + FIELDS[:-1],
        b"GET / HTTP/1.1\r\nX: " + b"a" * 2048 + b"\r\n\r\n",
    ],
)
def test_what_is_kept_is_one_whole_head_of_bounded_size(request_bytes: bytes) -> None:
    assert not is_alone(request_bytes)


def test_fields_by_name() -> None:
    assert by_name(PARSED) == {b"host": b"x", b"accept": b"a, b"}
    assert HeaderMemo(b"GET / HTTP/1.1\r\n" + FIELDS, PARSED, {}).fields_by_name == by_name(PARSED)


def test_what_is_kept_of_the_scope_belongs_to_no_request() -> None:
    scope = {"method": "GET", "path": "/a", "raw_path": b"/a", "query_string": b"", "headers": []}
    memo = HeaderMemo(b"GET / HTTP/1.1\r\n" + FIELDS, PARSED, scope)
    scope["method"] = "changed"
    assert memo.scope == {"method": "GET"}


def test_a_change_of_a_scope_stays_with_its_request() -> None:
    """As a middleware changes the scheme and the caller's address by the headers of a proxy."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        known = [scope["scheme"], scope["state"], scope["path"], scope["query_string"].decode(), len(scope["headers"])]
        body = json.dumps(known).encode()
        scope["headers"].append((b"x", b"y"))
        scope["scheme"], scope["state"]["seen"], scope["path"] = "changed", True, "changed"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})

    with serve_on_socket(application, lifespan="off") as server_address, RawConnection(server_address) as wire:
        for number in range(4):
            wire.send(b"GET /%d?q HTTP/1.1\r\n" % number + FIELDS)
            assert json.loads(wire.response()[2]) == ["http", {}, f"/{number}", "q", len(PARSED)]


@pytest.fixture(scope="module")
def address(demo: Demo) -> Iterator[tuple[str, int]]:
    with serve_on_socket(demo.installation.application()) as found:
        yield found


def fields_of(demo: Demo, *more: str) -> bytes:
    lines = ["Host: x", *(f"{name}: {value}" for name, value in auth_headers(DIALECT, demo.token(DIALECT)).items())]
    return "\r\n".join([*lines, *more, "", ""]).encode()


def answer(wire: RawConnection, request: bytes) -> tuple[int, dict[str, str], bytes]:
    wire.send(request)
    status, headers, body = wire.response(has_body=not request.startswith(b"HEAD"))
    request_id = headers.pop("x-request-id")
    return (
        status,
        {name: value for name, value in headers.items() if name != "date"},
        body.replace(request_id.encode(), b"ID"),
    )


def requests(demo: Demo) -> dict[str, bytes]:
    """Requests of all sorts, of which many have the fields of the first one."""
    path = order_url(DIALECT, own_parameters(demo, DIALECT)["orderId"]).encode()
    same, line = fields_of(demo), b"GET " + path + b" HTTP/1.1\r\n"
    targets = [path + b"x", path + b"?a=b", b"/", b"/healthz", b"/nowhere", b"/nowhere?a", *UNUSUAL]
    return {
        "same": line + same,
        **{f"GET {target!r}": b"GET " + target + b" HTTP/1.1\r\n" + same for target in targets},
        **{method: method.encode() + b" " + path + b" HTTP/1.1\r\n" + same for method in ("HEAD", "PUT", "get")},
        "HTTP/1.0": b"GET " + path + b" HTTP/1.0\r\n" + same,
        "HTTP/2.0": b"GET " + path + b" HTTP/2.0\r\n" + same,
        "without credential": line + b"Host: x\r\n\r\n",
        "without host": line + same.removeprefix(b"Host: x\r\n"),
        **{
            more: line + fields_of(demo, more)
            for more in (
                "Connection: close",
                "Expect: 100-nothing",
                "Upgrade: other\r\nConnection: upgrade",
                "X-Request-Id: mine",
                "If-None-Match: *",
                "Content-Length: 0",
                "X: " + "a" * 3000,
            )
        },
        "with a body": line + fields_of(demo, "Content-Length: 2") + b"ok",
        "chunked": line + fields_of(demo, "Transfer-Encoding: chunked") + b"0\r\n\r\n",
    }


def test_the_same_answer_as_on_a_new_connection(demo: Demo, address: tuple[str, int]) -> None:
    every = requests(demo)
    with RawConnection(address) as wire:
        expected_first = answer(wire, every["same"])
    for name, request in every.items():
        with RawConnection(address) as wire:
            expected = answer(wire, request)
        for before in (1, 2, 3):
            with RawConnection(address) as wire:
                for _ in range(before):
                    assert answer(wire, every["same"]) == expected_first
                assert answer(wire, request) == expected, name
                if expected[1].get("connection") != "close":
                    assert answer(wire, request) == expected, name
                    assert answer(wire, every["same"]) == expected_first, name


def test_a_revoked_or_other_credential_is_seen_on_a_warm_connection(demo: Demo, address: tuple[str, int]) -> None:
    every = requests(demo)
    with RawConnection(address) as wire:
        for _ in range(3):
            assert answer(wire, every["same"])[0] == 200
            assert answer(wire, every["without credential"])[0] == 401


def test_it_counts_also_when_it_comes_in_pieces_or_after_others(demo: Demo, address: tuple[str, int]) -> None:
    every = requests(demo)
    same = every["same"]
    with RawConnection(address) as wire:
        expected = answer(wire, same)
        for cut in (1, 3, len(same) // 2, len(same) - 1):
            wire.send(same[:cut])
            assert answer(wire, same[cut:]) == expected
            assert answer(wire, same) == expected
        wire.send(same + same[:40])
        wire.response()
        wire.send(same[40:] + same)
        assert wire.response()[2] == wire.response()[2] == expected[2]
