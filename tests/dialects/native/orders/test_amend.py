"""Amending over HTTP: lines keep their ids, pieces follow quantities, totals and payment follow lines."""

from typing import Any

from tests.dialects.native.native_api_fixtures import NativeApi, card_line, error_code, problem_paths


def test_lines_keep_who_they_are(native_api: NativeApi) -> None:
    order = native_api.place(card_line(2, sku="A", metadata={"a": 1}), card_line(3, sku="B"), card_line(1, sku="C"))
    first, second, third = order["lines"]
    wanted = [
        {"id": third["oid"]},
        {"sku": "D", "quantity": 5, "unit_price": "1"},
        {"id": str(first["number"]), "quantity": 4},
    ]
    after = native_api.amend(order, lines=wanted).json()
    one, new, two = after["lines"]
    assert one == third
    assert two == {**first, "quantity": 4, "remaining": 4, "total": 1000}
    assert (new["sku"], new["number"]) == ("D", 4)
    assert new["id"] not in {line["id"] for line in order["lines"]}
    assert second["id"] not in {line["id"] for line in after["lines"]}


def test_sums_follow_the_lines(native_api: NativeApi) -> None:
    order = native_api.place(card_line(2, "10"), shipping_amount=495, tax_amount=100)
    assert (order["totals"]["subtotal"], order["totals"]["total"]) == (2000, 2595)
    order = native_api.amend(order, lines=[{"id": order["lines"][0]["id"], "quantity": 3}], tax_amount=None).json()
    assert (order["totals"]["subtotal"], order["totals"]["tax"], order["totals"]["total"]) == (3000, None, 3495)
    order = native_api.amend(order, lines=[{"id": order["lines"][0]["id"], "unit_price": None}]).json()
    assert (order["totals"]["subtotal"], order["totals"]["total"], order["totals"]["outstanding"]) == (None, None, None)
    order = native_api.amend(
        order, lines=[{"id": order["lines"][0]["id"], "unit_price": "0"}], shipping_amount=0
    ).json()
    assert (order["totals"]["total"], order["payment"]) == (0, "none")


def test_pieces_follow_the_quantities(native_api: NativeApi) -> None:
    order = native_api.place(card_line(2), card_line(1), track_pieces=True)
    first, second = (line["id"] for line in order["lines"])
    before = [unit["id"] for unit in order["units"]]
    more = native_api.amend(order, lines=[{"id": first, "quantity": 4}, {"id": second}]).json()
    assert set(before) < {unit["id"] for unit in more["units"]}
    assert [unit["line"] for unit in more["units"]].count(first) == 4
    less = native_api.amend(more, lines=[{"id": first, "quantity": 1}]).json()
    (left,) = less["units"]
    assert left["line"] == first
    assert left["id"] in before


def test_money_and_production_settle_what_was_agreed(native_api: NativeApi) -> None:
    order = native_api.place(card_line(2))
    line = order["lines"][0]["id"]
    order = native_api.act(order["id"], "payments", {"amount": 100})

    def refused(**members: Any) -> str:
        reply = native_api.amend(native_api.order(order["id"]), **members)
        assert error_code(reply) == (409, "not-possible")
        obstacle: str = reply.json()["obstacle"]
        return obstacle

    assert refused(lines=[{"id": line, "quantity": 3}]) == "payment recorded"
    assert refused(shipping_amount=1) == "payment recorded"
    native_api.act(order["id"], "acceptance")
    native_api.act(order["id"], "steps", {"step": "processing"})
    assert refused(shipping={"name": "Express"}) == "too late"
    native_api.act(order["id"], "shipments")
    assert refused(ship_to={"city": "Delft"}) == "too late"
    assert (
        native_api.amend(native_api.order(order["id"]), reference="late", metadata={"a": 1}).json()["reference"]
        == "late"
    )


def test_an_amendment_is_all_or_nothing(native_api: NativeApi) -> None:
    order = native_api.place(card_line(2), reference="before")
    paths = problem_paths(
        native_api.amend(order, reference="after", lines=[{"id": order["lines"][0]["id"], "quantity": 0.1234567}])
    )
    assert paths == ["$.lines[0].quantity"]
    assert problem_paths(native_api.amend(order, reference="after", lines=[{"sku": "new"}])) == ["$.lines[0].quantity"]
    twice = [{"id": order["lines"][0]["id"]}, {"id": order["lines"][0]["oid"]}]
    assert problem_paths(native_api.amend(order, reference="after", lines=twice)) == ["$.lines[1].id"]
    assert native_api.order(order["id"]) == order
    assert native_api.place()["lines"][0]["number"] == 2, "a refused amendment takes no number"


def test_saying_what_is_so_changes_nothing(native_api: NativeApi) -> None:
    order = native_api.place(
        card_line(2, metadata={"a": [1, 2.5]}), reference="PO-1", ship_to={"name": "Ada", "city": "Utrecht"}
    )
    tag = native_api.request("GET", f"/orders/{order['id']}").headers["etag"]
    address = order["ship_to"]
    reply = native_api.amend(
        order, reference="PO-1", ship_to=address, lines=[{"id": order["lines"][0]["id"]}], metadata={"b": None}
    )
    assert reply.status_code == 200
    assert (reply.json(), reply.headers["etag"]) == (order, tag)
    assert len(native_api.events(order["id"])) == 1


def test_metadata_is_merged(native_api: NativeApi) -> None:
    order = native_api.place(metadata={"a": 1, "b": {"c": 2}})
    assert native_api.amend(order, metadata={"b": None, "d": [None]}).json()["metadata"] == {"a": 1, "d": [None]}
