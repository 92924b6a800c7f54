"""Hostile numbers, texts, headers, ids and methods: refused at their place or stored safely."""

from functools import reduce
from typing import Any

import pytest

from tests.conformance.registry import CONFORMANCES, VENDOR
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, error_code, problem_paths
from triplicate.app.jobs import tidy
from triplicate.core.jobs.kind import JobKind
from triplicate.dialects.native.dialect import DIALECT


def raw(bureau: NativeApi, content: bytes, path: str = "/orders", method: str = "POST") -> Any:
    """The answer to a body that no JSON library would write."""
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    return bureau.request(method, path, content=content, headers=headers)


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b'{"lines":[{"sku":"a","quantity":1e400}]}', "$"),
        (b'{"lines":[{"sku":"a","quantity":NaN}]}', "$"),
        (b'{"lines":[{"sku":"a","quantity":-Infinity}]}', "$"),
        (b'{"lines":[{"sku":"a","quantity":-1}]}', "$.lines[0].quantity"),
        (b'{"lines":[{"sku":"a","quantity":0}]}', "$.lines[0].quantity"),
        (b'{"lines":[{"sku":"a","quantity":1e-300}]}', "$.lines[0].quantity"),
        (b'{"lines":[{"sku":"a","quantity":1e300}]}', "$.lines[0].quantity"),
        (b'{"lines":[{"sku":"a","quantity":' + b"9" * 5000 + b"}]}", "$"),
        (b'{"lines":[{"sku":"a","quantity":1,"quantity":2}]}', "$"),
        (b'{"lines":[{"sku":"a","quantity":"1"}]}', "$.lines[0].quantity"),
        (b'{"lines":[{"sku":"a","quantity":true}]}', "$.lines[0].quantity"),
        (b'{"lines":[{"sku":"a","quantity":1,"unit_price":"1\\n"}]}', "$.lines[0].unit_price"),
        (b'{"lines":[{"sku":"a","quantity":1,"unit_price":"-1"}]}', "$.lines[0].unit_price"),
        (b'{"lines":[{"sku":"a","quantity":1,"unit_price":"1e5"}]}', "$.lines[0].unit_price"),
        (b'{"lines":[{"sku":"a","quantity":1,"unit_price":"\xd9\xa1"}]}', "$.lines[0].unit_price"),
        (b'{"lines":[{"sku":"a","quantity":1}],"currency":"EUR\\n"}', "$.currency"),
        (b'{"lines":[{"sku":"a","quantity":1}],"currency":"XYZ"}', "$.currency"),
        (b'{"lines":[{"sku":"a\\u0000","quantity":1}]}', "$.lines[0].sku"),
        (b'{"lines":[{"sku":"a\\ud800","quantity":1}]}', "$.lines[0].sku"),
        (b'{"lines":[{"sku":"a\xff","quantity":1}]}', "$"),
        (b'{"lines":[{"sku":"a","quantity":1}],"metadata":{"\\udfff":1}}', "$.metadata"),
        (b'{"lines":[{"sku":"a","quantity":1}],"metadata":' + b'{"a":' * 70 + b"1" + b"}" * 70 + b"}", "$"),
        (b"[" * 200_000, "$"),
        (b'{"lines":[{"sku":"a","quantity":1}],"reference":"' + b"x" * 100_000 + b'"}', "$.reference"),
        (b'{"lines":[{"sku":"a","quantity":10001}],"track_pieces":true}', "$.lines"),
        (b'{"lines":[{"sku":"a","quantity":1000000000,"unit_price":"999999999999"}]}', "$.lines"),
        (b'{"lines":[' + b",".join([b'{"sku":"a","quantity":1}'] * 2001) + b"]}", "$.lines"),
        (b'{"lines":[{"sku":"a","quantity":1}],"shipping_amount":' + b"9" * 300 + b"}", "$.shipping_amount"),
        (b"\xef\xbb\xbf{}", "$"),
        (b"null", "$"),
        (b"", "$"),
        (b"{", "$"),
    ],
    ids=range(32),
)
def test_hostile_bodies_are_refused_at_their_place(native_api_in_process: NativeApi, content: bytes, path: str) -> None:
    paths = problem_paths(raw(native_api_in_process, content))
    assert path in paths or [one.startswith(path) for one in paths] == [True]
    assert native_api_in_process.list_all() == []


@pytest.mark.slow
def test_an_order_as_large_as_it_may_be(native_api_in_process: NativeApi) -> None:
    order = native_api_in_process.place(*[card_line(5) for _ in range(2000)], track_pieces=True)
    assert (len(order["lines"]), len(order["units"])) == (2000, 10_000)
    native_api_in_process.act(order["id"], "acceptance")
    shipped = native_api_in_process.act(
        order["id"], "shipments", {"items": [{"line": order["lines"][7]["id"], "quantity": 5}]}
    )
    assert sum(unit["step"] == "shipped" for unit in shipped["units"]) == 5
    assert native_api_in_process.list_all()[0] == shipped


@pytest.mark.parametrize(
    "value", ["a\r\nX-Injected: yes", "a\nb", "a\u2028b", "\u202e", "<script>", "'; --", "é" * 200, "%00"]
)
def test_texts_are_only_texts(native_api: NativeApi, value: str) -> None:
    """They come back as they went in, are found again, and reach no header."""
    order = native_api.place(card_line(sku=value), reference=value, buyer={"name": value}, metadata={value: value})
    assert (order["reference"], order["buyer"]["name"], order["metadata"]) == (value, value, {value: value})
    native_api.place(reference=value)
    reply = native_api.client.get(
        "/v1/orders",
        params={"reference": value, "limit": 1},
        headers={"Authorization": f"Bearer {native_api.tokens['clerk']}"},
    )
    assert "x-injected" not in reply.headers
    assert [one["reference"] for one in reply.json()["orders"]] == [value]
    assert len(native_api.list_all(reply.links["next"]["url"].partition("?")[2])) == 1
    for dialect in CONFORMANCES:
        native_api.request("GET", f"/orders/{order['id']}/copies/{dialect}", status=200)


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"caf\xc3\xa9", b"a\x7f", b"\xff"])
def test_what_is_no_key_is_refused(native_api_in_process: NativeApi, key: bytes) -> None:
    reply = native_api_in_process.request("POST", "/orders", {"lines": [card_line()]}, headers={"Idempotency-Key": key})
    assert problem_paths(reply) == ["Idempotency-Key"]
    assert native_api_in_process.list_all() == []


@pytest.mark.parametrize("id", [b"a b", b"x" * 129, b'"', b"a\xc3\xa9", b"<b>"])
def test_what_is_no_request_id_is_not_repeated(native_api: NativeApi, id: bytes) -> None:
    assert native_api.request("GET", "/orders", headers={"X-Request-Id": id}).headers["x-request-id"].encode() != id


@pytest.mark.parametrize(
    "name", ["0", "01", "-1", "1.0", "+1", " 1", "9" * 400, "%00", "%2e%2e", "x" * 5000, "%D9%A1", "a%0d%0ab"]
)
def test_what_is_no_id_is_no_order(native_api: NativeApi, name: str) -> None:
    native_api.place()
    assert error_code(native_api.request("GET", f"/orders/{name}"))[0] == 404
    assert error_code(native_api.request("POST", f"/orders/{name}/acceptance"))[0] == 404


@pytest.mark.parametrize("version", ["9" * 400, "-1", "0", "1.5", "true"])
def test_hostile_versions(native_api_in_process: NativeApi, version: str) -> None:
    order = native_api_in_process.place()
    moves = f'{{"moves":[{{"order":"{order["id"]}","verb":"accept","version":{version}}}]}}'
    reply = raw(native_api_in_process, moves.encode(), "/orders/moves")
    assert reply.status_code == 400 or reply.json()["failed"] == 1
    assert (
        error_code(
            native_api_in_process.request("PATCH", f"/orders/{order['id']}", {}, headers={"If-Match": f'"{version}-x"'})
        )[0]
        == 412
    )
    assert native_api_in_process.order(order["id"]) == order


def test_every_path_knows_its_methods(native_api: NativeApi) -> None:
    order = native_api.place(draft=True, track_pieces=True)
    kind = JobKind(name="no worker runs this", payload=tidy.NoPayload)
    native_api.installation.store.run(
        "job", lambda uow: uow.jobs.enqueue(kind, tidy.NoPayload(), account=native_api.account)
    )
    job = native_api.request("GET", "/jobs", who="nobody", status=200).json()["jobs"][0]["id"]
    file = native_api.request("POST", "/files", files={"file": ("terms.txt", b"terms")}, status=201).json()["id"]
    own = {"{orderId}": order["id"], "{dialect}": VENDOR, "{pieceId}": order["units"][0]["id"], "{jobId}": job}
    own["{fileId}"] = file
    served: dict[str, set[str]] = {}
    for op in DIALECT.operations:
        for path in op.paths:
            served.setdefault(path, set()).update({"GET", "HEAD"} if op.method == "GET" else {op.method})
    for template, methods in served.items():
        path = reduce(lambda text, name: text.replace(name, own[name]), own, template.removeprefix("/v1"))
        for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} - methods:
            reply = native_api.request(method, path)
            assert reply.status_code == 405
            assert set(reply.headers["allow"].split(", ")) == methods
        if "HEAD" in methods:
            who = "nobody" if path.startswith("/jobs") else "clerk"
            reply = native_api.request("HEAD", path, who=who, status=200)
            assert reply.content == b""
            whole = native_api.request("GET", path, who=who)
            assert reply.headers["content-length"] == whole.headers["content-length"]
    assert native_api.order(order["id"]) == order
