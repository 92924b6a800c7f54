"""Hostile numbers, texts, headers, ids and methods: refused at their place, or only kept; nothing breaks."""

from functools import reduce
from typing import Any

import pytest

from tests.dialects.native.native_api_fixtures import Bureau, card, codes, paths
from triplicate.dialects.native.operations import OPERATIONS


def raw(bureau: Bureau, content: bytes, path: str = "/orders", method: str = "POST") -> Any:
    """The answer to a body that no JSON library would write."""
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    return bureau.ask(method, path, content=content, headers=headers)


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
def test_hostile_bodies_are_refused_at_their_place(inside: Bureau, content: bytes, path: str) -> None:
    found = paths(raw(inside, content))
    assert path in found or [one.startswith(path) for one in found] == [True]
    assert inside.listed() == []


def test_an_order_as_large_as_it_may_be(inside: Bureau) -> None:
    order = inside.place(*[card(5) for _ in range(2000)], track_pieces=True)
    assert (len(order["lines"]), len(order["units"])) == (2000, 10_000)
    inside.do(order["id"], "acceptance")
    shipped = inside.do(order["id"], "shipments", {"items": [{"line": order["lines"][7]["id"], "quantity": 5}]})
    assert sum(unit["step"] == "shipped" for unit in shipped["units"]) == 5
    assert inside.listed()[0] == shipped


@pytest.mark.parametrize(
    "value", ["a\r\nX-Injected: yes", "a\nb", "a\u2028b", "\u202e", "<script>", "'; --", "é" * 200, "%00"]
)
def test_texts_are_only_texts(bureau: Bureau, value: str) -> None:
    """They come back as they went in, are found again, and reach no header."""
    order = bureau.place(card(sku=value), reference=value, buyer={"name": value}, metadata={value: value})
    assert (order["reference"], order["buyer"]["name"], order["metadata"]) == (value, value, {value: value})
    bureau.place(reference=value)
    reply = bureau.client.get(
        "/v1/orders",
        params={"reference": value, "limit": 1},
        headers={"Authorization": f"Bearer {bureau.tokens['clerk']}"},
    )
    assert "x-injected" not in reply.headers
    assert [one["reference"] for one in reply.json()["orders"]] == [value]
    assert len(bureau.listed(reply.links["next"]["url"].partition("?")[2])) == 1
    for dialect in ("marketiger", "printags", "axim", "native"):
        bureau.ask("GET", f"/orders/{order['id']}/copies/{dialect}", status=200)


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"caf\xc3\xa9", b"a\x7f", b"\xff"])
def test_what_is_no_key_is_refused(inside: Bureau, key: bytes) -> None:
    reply = inside.ask("POST", "/orders", {"lines": [card()]}, headers={"Idempotency-Key": key})
    assert paths(reply) == ["Idempotency-Key"]
    assert inside.listed() == []


@pytest.mark.parametrize("id", [b"a b", b"x" * 129, b'"', b"a\xc3\xa9", b"<b>"])
def test_what_is_no_request_id_is_not_repeated(bureau: Bureau, id: bytes) -> None:
    assert bureau.ask("GET", "/orders", headers={"X-Request-Id": id}).headers["x-request-id"].encode() != id


@pytest.mark.parametrize(
    "name", ["0", "01", "-1", "1.0", "+1", " 1", "9" * 400, "%00", "%2e%2e", "x" * 5000, "%D9%A1", "a%0d%0ab"]
)
def test_what_is_no_id_is_no_order(bureau: Bureau, name: str) -> None:
    bureau.place()
    assert codes(bureau.ask("GET", f"/orders/{name}"))[0] == 404
    assert codes(bureau.ask("POST", f"/orders/{name}/acceptance"))[0] == 404


@pytest.mark.parametrize("version", ["9" * 400, "-1", "0", "1.5", "true"])
def test_hostile_versions(inside: Bureau, version: str) -> None:
    order = inside.place()
    moves = f'{{"moves":[{{"order":"{order["id"]}","verb":"accept","version":{version}}}]}}'
    reply = raw(inside, moves.encode(), "/orders/moves")
    assert reply.status_code == 400 or reply.json()["failed"] == 1
    assert codes(inside.ask("PATCH", f"/orders/{order['id']}", {}, headers={"If-Match": f'"{version}-x"'}))[0] == 412
    assert inside.order(order["id"]) == order


def test_every_path_knows_its_methods(bureau: Bureau) -> None:
    order = bureau.place(draft=True, track_pieces=True)
    own = {"{orderId}": order["id"], "{dialect}": "axim", "{pieceId}": order["units"][0]["id"]}
    served: dict[str, set[str]] = {}
    for op in OPERATIONS:
        for path in op.paths:
            served.setdefault(path, set()).update({"GET", "HEAD"} if op.method == "GET" else {op.method})
    for template, methods in served.items():
        path = reduce(lambda text, name: text.replace(name, own[name]), own, template.removeprefix("/v1"))
        for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} - methods:
            reply = bureau.ask(method, path)
            assert reply.status_code == 405
            assert set(reply.headers["allow"].split(", ")) == methods
        if "HEAD" in methods:
            reply = bureau.ask("HEAD", path, status=200)
            assert reply.content == b""
            assert reply.headers["content-length"] == bureau.ask("GET", path).headers["content-length"]
    assert bureau.order(order["id"]) == order
