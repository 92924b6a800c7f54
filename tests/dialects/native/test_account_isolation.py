"""Account isolation: other accounts' orders, lines, pieces, parcels, files and cursors; missing scopes."""

import json
from typing import Any

import pytest

from tests.conformance.registry import VENDOR
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, error_code, problem_paths
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import File
from triplicate.core.access import ADMIN, READ, WRITE
from triplicate.dialects.native.dialect import DIALECT
from triplicate.dialects.native.orders.commands import COMMAND_ROUTES

ABSENT = "00000000-1111-4222-8333-444444444444"
BODIES: dict[str, Any] = {"advance": {"step": "in_queue"}, "comment": {"text": "Hello"}, "override": {"reason": "why"}}


def test_another_accounts_order_is_absent_for_every_verb(native_api: NativeApi) -> None:
    order = native_api.place()
    for verb in COMMAND_ROUTES:
        for id in (order["id"], order["oid"]):
            body = BODIES.get(verb.name, {})
            asked: Any = {"who": "stranger", "headers": {"If-Match": "*"}, "status": 404}
            reply = native_api.request(verb.method, f"/orders/{id}{verb.path}", body, **asked)
            absent = native_api.request(verb.method, f"/orders/{ABSENT}{verb.path}", body, **asked)
            answer, of_nobody = reply.json(), absent.json()
            assert answer.pop("detail").replace(id, ABSENT) == of_nobody.pop("detail")
            assert answer | {"request_id": ""} == of_nobody | {"request_id": ""}
    assert (
        native_api.request("PATCH", f"/orders/{order['id']}", {}, who="stranger", headers={"If-Match": "*"}).status_code
        == 404
    )
    assert native_api.order(order["id"]) == order
    assert len(native_api.events(order["id"])) == 1


def test_a_number_means_ones_own_order(native_api: NativeApi) -> None:
    mine, theirs = native_api.place(reference="mine"), native_api.place(who="stranger", reference="theirs")
    assert mine["number"] == theirs["number"] == 1
    assert native_api.order("1")["reference"] == "mine"
    assert native_api.act("1", "acceptance", who="stranger")["id"] == theirs["id"]
    assert native_api.order("1") == mine


def test_other_orders_lines_pieces_and_parcels_are_unknown(native_api: NativeApi) -> None:
    order = native_api.place(card_line(2), track_pieces=True)
    other = native_api.place(card_line(2), track_pieces=True, who="stranger")
    for one, who in ((order, "clerk"), (other, "stranger")):
        native_api.act(one["id"], "acceptance", who=who)
    other = native_api.act(
        other["id"], "shipments", {"items": [{"line": other["lines"][0]["id"], "quantity": 1}]}, "stranger"
    )
    line, piece, parcel = other["lines"][0], other["units"][0]["id"], other["shipments"][0]["id"]
    before = native_api.order(order["id"])

    def refused(path: str, body: Any, method: str = "POST") -> list[str]:
        return problem_paths(
            native_api.request(method, f"/orders/{order['id']}{path}", body, headers={"If-Match": "*"})
        )

    for name in (line["id"], line["oid"]):
        portion = {"items": [{"line": name, "quantity": 1}]}
        for path in ("/shipments", "/returns", "/cancellation"):
            assert refused(path, portion) == ["$.items[0].line"]
        assert refused("", {"lines": [{"id": name, "quantity": 1}]}, "PATCH") == ["$.lines[0].id"]
    assert refused("/shipments", {"units": [piece]}) == ["$.units[0]"]
    assert refused("/steps", {"step": "in_queue", "units": [piece]}) == ["$.units[0]"]
    assert refused("/deliveries", {"shipment": parcel}) == ["$.shipment"]
    assert refused("/overrides", {"reason": "why", "shipments_removed": [parcel]}) == ["$.shipments_removed[0]"]
    assert native_api.order(order["id"]) == before


def test_another_accounts_file_is_unknown(native_api: NativeApi) -> None:
    file = File(
        ABSENT.replace("0", "f"), native_api.other_account, "image/png", 1, "0" * 64, "2025-01-01T00:00:00.000Z"
    )

    def add(unit: UnitOfWork) -> None:
        if unit.files.get(file.account, file.id) is None:
            unit.files.add(file)

    native_api.installation.store.run("file", add)
    order = native_api.place()
    asked = {"lines": [card_line(file=file.id)]}
    assert problem_paths(native_api.request("POST", "/orders", asked)) == ["$.lines[0].file"]
    assert problem_paths(native_api.amend(order, **asked)) == ["$.lines[0].file"]
    absent = native_api.request("POST", "/orders", {"lines": [card_line(file=ABSENT)]}).json()["errors"]
    theirs = native_api.request("POST", "/orders", asked).json()["errors"]
    assert json.dumps(theirs).replace(file.id, ABSENT) == json.dumps(absent)


def test_another_account_cannot_be_named(native_api: NativeApi) -> None:
    for account in (native_api.other_account, ABSENT, "x", "", "@me"):
        for path in (f"/orders?account={account}", f"/orders/counts?account={account}"):
            assert native_api.request("GET", path).status_code in ((404, 400) if not account else (404,))
        assert error_code(native_api.request("POST", "/orders", {"lines": [card_line()], "account": account})) == (
            404,
            "no-such-account",
        )
    own = native_api.account
    assert native_api.place(account=own.upper())["account"] == own
    assert [order["account"] for order in native_api.list_all(f"account={own.upper()}")] == [own]


def test_who_acts_for_all_must_say_for_whom(native_api: NativeApi) -> None:
    assert problem_paths(native_api.request("POST", "/orders", {"lines": [card_line()]}, "operator")) == ["$.account"]
    assert native_api.place(account=native_api.account, who="operator")["account"] == native_api.account
    native_api.place(account=native_api.other_account, who="operator")
    assert len(native_api.list_all(f"account={native_api.account}", "operator")) == 1
    assert error_code(native_api.request("GET", "/orders/1", who="operator")) == (404, "no-such-order")


def test_another_accounts_cursor_opens_nothing(native_api: NativeApi) -> None:
    for _ in range(3):
        native_api.place()
        native_api.place(who="stranger")
    theirs = native_api.request("GET", "/orders?limit=1", who="stranger").json()["next"]
    page = native_api.request("GET", f"/orders?limit=9&cursor={theirs}").json()
    assert {order["account"] for order in page["orders"]} <= {native_api.account}


@pytest.mark.parametrize("who", ["reader", "writer", "nobody"])
def test_the_missing_scope_is_named(native_api: NativeApi, who: str) -> None:
    order, has = native_api.place(), {"reader": READ, "writer": WRITE, "nobody": ADMIN}[who]
    for op in DIALECT.operations:
        if op.access.scope == has:
            continue
        path = op.paths[0].removeprefix("/v1").replace("{orderId}", order["id"]).replace("{dialect}", VENDOR)
        reply = native_api.request(op.method, path, who=who)
        assert error_code(reply) == (403, "missing-scope"), op.name
        assert reply.json()["scope"] == op.access.scope
        assert reply.headers["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{op.access.scope}"'
    assert native_api.order(order["id"]) == order
