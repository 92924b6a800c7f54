"""Request ids: every response carries the caller's valid id, or a new one."""

import httpx
import pytest

from tests.conformance.operation_fixtures import ADDRESSES, get_order
from tests.conftest import Demo
from triplicate.demo import documents

PATHS = ["/healthz", "/media/x", *(path.decode() for _, path in ADDRESSES)]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("id", ["a", "3f0c:1.2_x-Y", "0" * 128])
def test_a_good_id_is_echoed(client: httpx.Client, path: str, id: str) -> None:
    assert client.get(path, headers={"X-Request-Id": id}).headers.get_list("x-request-id") == [id]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("id", ["", "a b", "x" * 129, "a\tb", '"', "<b>", "é".encode(), b"\xff"])
def test_anything_else_is_replaced(client: httpx.Client, path: str, id: str | bytes) -> None:
    (reply,) = client.get(
        path, headers=[(b"X-Request-Id", id if isinstance(id, bytes) else id.encode())]
    ).headers.get_list("x-request-id")
    assert reply
    assert reply.isascii()
    assert reply.encode() != id


def test_new_ids_differ(client: httpx.Client) -> None:
    assert len({client.get("/healthz").headers["x-request-id"] for _ in range(20)}) == 20


def test_on_success_and_on_not_modified(client: httpx.Client, demo: Demo) -> None:
    for dialect in documents.dialects():
        id = demo.credentials[dialect]["order_id"]
        whole = get_order(client, demo, dialect, id, **{"X-Request-Id": "mine"})
        assert whole.headers["x-request-id"] == "mine"
        same = get_order(client, demo, dialect, id, **{"If-None-Match": whole.headers["etag"], "X-Request-Id": "again"})
        assert (same.status_code, same.headers["x-request-id"]) == (304, "again")
