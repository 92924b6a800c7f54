"""Other people's orders, lines, pieces, parcels, files, accounts and cursors, in every place; and missing scopes."""

import json
from typing import Any

import pytest

from tests.dialects.native.native_api_fixtures import Bureau, card, codes, paths
from triplicate.app.ports import Unit
from triplicate.app.records import File
from triplicate.core.access import READ, WRITE
from triplicate.dialects.native.operations import OPERATIONS
from triplicate.dialects.native.orders.commands import VERBS

ABSENT = "00000000-1111-4222-8333-444444444444"
BODIES: dict[str, Any] = {"advance": {"step": "in_queue"}, "comment": {"text": "Hello"}, "override": {"reason": "why"}}


def test_another_accounts_order_is_absent_for_every_verb(bureau: Bureau) -> None:
    order = bureau.place()
    for verb in VERBS:
        for id in (order["id"], order["oid"]):
            body = BODIES.get(verb.name, {})
            asked: Any = {"who": "stranger", "headers": {"If-Match": "*"}, "status": 404}
            reply = bureau.ask(verb.method, f"/orders/{id}{verb.path}", body, **asked)
            absent = bureau.ask(verb.method, f"/orders/{ABSENT}{verb.path}", body, **asked)
            told, of_nobody = reply.json(), absent.json()
            assert told.pop("detail").replace(id, ABSENT) == of_nobody.pop("detail")
            assert told | {"request_id": ""} == of_nobody | {"request_id": ""}
    assert (
        bureau.ask("PATCH", f"/orders/{order['id']}", {}, who="stranger", headers={"If-Match": "*"}).status_code == 404
    )
    assert bureau.order(order["id"]) == order
    assert len(bureau.events(order["id"])) == 1


def test_a_number_means_ones_own_order(bureau: Bureau) -> None:
    mine, theirs = bureau.place(reference="mine"), bureau.place(who="stranger", reference="theirs")
    assert mine["number"] == theirs["number"] == 1
    assert bureau.order("1")["reference"] == "mine"
    assert bureau.do("1", "acceptance", who="stranger")["id"] == theirs["id"]
    assert bureau.order("1") == mine


def test_other_orders_lines_pieces_and_parcels_are_unknown(bureau: Bureau) -> None:
    order = bureau.place(card(2), track_pieces=True)
    other = bureau.place(card(2), track_pieces=True, who="stranger")
    for one, who in ((order, "clerk"), (other, "stranger")):
        bureau.do(one["id"], "acceptance", who=who)
    other = bureau.do(
        other["id"], "shipments", {"items": [{"line": other["lines"][0]["id"], "quantity": 1}]}, "stranger"
    )
    line, piece, parcel = other["lines"][0], other["units"][0]["id"], other["shipments"][0]["id"]
    before = bureau.order(order["id"])

    def refused(path: str, body: Any, method: str = "POST") -> list[str]:
        return paths(bureau.ask(method, f"/orders/{order['id']}{path}", body, headers={"If-Match": "*"}))

    for name in (line["id"], line["oid"]):
        portion = {"items": [{"line": name, "quantity": 1}]}
        for path in ("/shipments", "/returns", "/cancellation"):
            assert refused(path, portion) == ["$.items[0].line"]
        assert refused("", {"lines": [{"id": name, "quantity": 1}]}, "PATCH") == ["$.lines[0].id"]
    assert refused("/shipments", {"units": [piece]}) == ["$.units[0]"]
    assert refused("/steps", {"step": "in_queue", "units": [piece]}) == ["$.units[0]"]
    assert refused("/deliveries", {"shipment": parcel}) == ["$.shipment"]
    assert refused("/overrides", {"reason": "why", "shipments_removed": [parcel]}) == ["$.shipments_removed[0]"]
    assert bureau.order(order["id"]) == before


def test_another_accounts_file_is_unknown(bureau: Bureau) -> None:
    file = File(ABSENT.replace("0", "f"), bureau.other_account, "image/png", 1, "0" * 64, "2025-01-01T00:00:00.000Z")

    def add(unit: Unit) -> None:
        if unit.files.get(file.id) is None:
            unit.files.add(file)

    bureau.house.store.run("file", add)
    order = bureau.place()
    asked = {"lines": [card(file=file.id)]}
    assert paths(bureau.ask("POST", "/orders", asked)) == ["$.lines[0].file"]
    assert paths(bureau.amend(order, **asked)) == ["$.lines[0].file"]
    absent = bureau.ask("POST", "/orders", {"lines": [card(file=ABSENT)]}).json()["errors"]
    theirs = bureau.ask("POST", "/orders", asked).json()["errors"]
    assert json.dumps(theirs).replace(file.id, ABSENT) == json.dumps(absent)


def test_another_account_cannot_be_named(bureau: Bureau) -> None:
    for account in (bureau.other_account, ABSENT, "x", "", "@me"):
        for path in (f"/orders?account={account}", f"/orders/counts?account={account}"):
            assert bureau.ask("GET", path).status_code in ((404, 400) if not account else (404,))
        assert codes(bureau.ask("POST", "/orders", {"lines": [card()], "account": account})) == (404, "no-such-account")
    own = bureau.account
    assert bureau.place(account=own.upper())["account"] == own
    assert [order["account"] for order in bureau.listed(f"account={own.upper()}")] == [own]


def test_who_acts_for_all_must_say_for_whom(bureau: Bureau) -> None:
    assert paths(bureau.ask("POST", "/orders", {"lines": [card()]}, "operator")) == ["$.account"]
    assert bureau.place(account=bureau.account, who="operator")["account"] == bureau.account
    bureau.place(account=bureau.other_account, who="operator")
    assert len(bureau.listed(f"account={bureau.account}", "operator")) == 1
    assert codes(bureau.ask("GET", "/orders/1", who="operator")) == (404, "no-such-order")


def test_another_accounts_cursor_opens_nothing(bureau: Bureau) -> None:
    for _ in range(3):
        bureau.place()
        bureau.place(who="stranger")
    theirs = bureau.ask("GET", "/orders?limit=1", who="stranger").json()["next"]
    page = bureau.ask("GET", f"/orders?limit=9&cursor={theirs}").json()
    assert {order["account"] for order in page["orders"]} <= {bureau.account}


@pytest.mark.parametrize("who", ["reader", "writer", "nobody"])
def test_the_missing_scope_is_named(bureau: Bureau, who: str) -> None:
    order, has = bureau.place(), {"reader": READ, "writer": WRITE, "nobody": ""}[who]
    for op in OPERATIONS:
        if op.scope == has:
            continue
        path = op.paths[0].removeprefix("/v1").replace("{orderId}", order["id"]).replace("{dialect}", "axim")
        reply = bureau.ask(op.method, path, who=who)
        assert codes(reply) == (403, "missing-scope"), op.name
        assert reply.json()["scope"] == op.scope
        assert reply.headers["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{op.scope}"'
    assert bureau.order(order["id"]) == order
