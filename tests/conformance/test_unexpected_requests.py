"""Unexpected requests: the response is always the dialect's error envelope, never HTML or a stack trace."""

import httpx
import pytest

from tests.conformance.operation_fixtures import (
    OPERATION_PATHS,
    PREFIXES,
    READ_PATHS,
    OperationPath,
    auth_headers,
    error_message,
    get_order,
    token_for,
    url_of,
)
from tests.conformance.registry import CONFORMANCES
from tests.conftest import Demo

HARMLESS_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
prefixes = pytest.mark.parametrize(("dialect", "prefix"), PREFIXES)
routes = pytest.mark.parametrize("route", OPERATION_PATHS, ids=str)
reads = pytest.mark.parametrize("route", READ_PATHS, ids=str)


@prefixes
@pytest.mark.parametrize(
    "rest", ["", "/", "//", "/no/such/path", "/%00/x", "/a/", "/..%2f", "/%ff/x", "/" + "x/" * 2000]
)
def test_unknown_paths_under_every_prefix(client: httpx.Client, dialect: str, prefix: str, rest: str) -> None:
    known = f"/{prefix}{rest}" in {route.path for route in OPERATION_PATHS}
    error_message(client.get(f"/{prefix}{rest}"), dialect, 401 if known else 404)


OUTSIDE = "/x /V1 /%00 /v2%00 /favicon.ico /robots.txt /.env //orders/1 /openapi /openapi/".split()


@pytest.mark.parametrize(
    "path", [*OUTSIDE, "/openapi/nobody.json", "/healthz/", "/healthz/x", "/" + "a/" * 2000], ids=lambda path: path[:20]
)
def test_unknown_paths_outside(client: httpx.Client, path: str) -> None:
    error_message(client.get(str(client.base_url).rstrip("/") + path), None, 404)


@routes
def test_wrong_methods_name_the_right_ones(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    here = {other.operation.method for other in OPERATION_PATHS if other.path == route.path}
    for method in set(HARMLESS_METHODS) - here:
        reply = client.request(method, url_of(route, demo))
        message = error_message(reply, route.dialect.name, 405)
        assert route.operation.method in message
        allowed = {name.strip() for name in reply.headers["allow"].split(",")}
        assert allowed == (here | {"HEAD"} if "GET" in here else here)


@pytest.mark.parametrize("path", ["/healthz", "/openapi/native.json", "/media/x"])
def test_wrong_methods_outside(client: httpx.Client, path: str) -> None:
    reply = client.post(path)
    error_message(reply, None, 405)
    assert reply.headers["allow"] == "GET, HEAD"


@reads
def test_head_is_get_without_the_body(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    headers = auth_headers(route.dialect.name, token_for(demo, route.dialect.name, route.operation))
    whole, head = (client.request(method, url_of(route, demo), headers=headers) for method in ("GET", "HEAD"))
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers.get(name) == whole.headers.get(name)
    assert int(head.headers["content-length"]) == len(whole.content)


@pytest.mark.parametrize("path", ["/healthz", "/openapi/native.json", "/nowhere", "/orders/1"])
def test_head_elsewhere(client: httpx.Client, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


WRONG_FORMS = (
    "x 0 -1 007 1e2 1.0 99999999999999999999 9007199254740993 %20 %00 a%00b 100%00 %0A 100%0A %ef%bc%91 %c3%a9 %ff "
    "%f0%9f%92%a5 %ed%a0%80 null %7B%7D @me * '%20or%201=1-- \" %3Cscript%3E $where ..%5c"
).split()


@pytest.mark.parametrize("dialect", CONFORMANCES)
@pytest.mark.parametrize("id", [*WRONG_FORMS, "1" * 4000, "f" * 24 + "0", "z" * 24, "0" * 24], ids=lambda id: id[:20])
def test_ids_of_the_wrong_form(client: httpx.Client, demo: Demo, dialect: str, id: str) -> None:
    conformance = CONFORMANCES[dialect]
    status = conformance.malformed_status or conformance.absent_status
    reply = get_order(client, demo, dialect, id)
    message = error_message(reply, dialect, conformance.absent_status if reply.status_code != status else status)
    assert len(message) < 500


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[1,2", b"x" * 100_000])
@reads
def test_a_body_where_none_is_read(client: httpx.Client, demo: Demo, route: OperationPath, content: bytes) -> None:
    name = route.dialect.name
    headers = auth_headers(name, token_for(demo, name, route.operation)) | {"content-type": "application/json"}
    assert client.request("GET", url_of(route, demo), headers=headers, content=content).status_code == 200
    assert client.request("GET", url_of(route, demo), headers=headers).status_code == 200


def test_health(client: httpx.Client) -> None:
    reply = client.get("/healthz")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})
    assert reply.headers["x-request-id"]
