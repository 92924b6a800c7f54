"""The vendors' copies of an order that was placed here, after each verb: their words are those of the decisions."""

from typing import Any

import pytest

from tests.dialects.native.native_api_fixtures import Bureau, card, codes

Words = tuple[int, str, str, str]
"""Marketiger's status, Printags' status, Axim's order status and payment status."""


def words(bureau: Bureau, id: str) -> Words:
    answers = {
        dialect: bureau.ask("GET", f"/orders/{id}/copies/{dialect}", status=200).json()["answer"]
        for dialect in ("marketiger", "printags", "axim")
    }
    axim = answers["axim"]["data"]
    return (
        answers["marketiger"]["data"]["order"]["status"],
        answers["printags"]["order"]["status"],
        axim["orderStatus"],
        axim["paymentStatus"],
    )


HALF: dict[str, Any] = {"items": [{"line": "1", "quantity": 1}], "tracking_number": "3S1"}
LIFE: list[tuple[str, Any, Words]] = [
    ("placement", {}, (3, "created", "pending", "pending")),
    ("payment-requests", {"pending": True}, (4, "created", "pending", "pending")),
    ("hold", {}, (2, "on_hold", "pending", "pending")),
    ("release", {}, (4, "created", "pending", "pending")),
    ("acceptance", {}, (4, "validated", "processing", "pending")),
    ("payments", {}, (5, "validated", "processing", "paid")),
    ("steps", {"step": "in_queue"}, (5, "in_queue", "processing", "paid")),
    ("hold", {}, (15, "on_hold", "processing", "paid")),
    ("release", {}, (5, "in_queue", "processing", "paid")),
    ("steps", {"step": "manufacturing"}, (5, "manufacturing", "processing", "paid")),
    ("shipments", HALF, (5, "manufacturing", "partially fulfilled", "paid")),
    ("refunds", {"amount": 100}, (5, "manufacturing", "partially fulfilled", "partially refunded")),
    ("shipments", {"tracking_number": "3S2"}, (10, "shipped", "fulfilled", "partially refunded")),
    ("deliveries", {}, (10, "delivered", "fulfilled", "partially refunded")),
    ("refunds", {}, (10, "refunded", "fulfilled", "refunded")),
    ("returns", {}, (10, "returned", "returned", "refunded")),
]


def test_the_life_of_an_order(inside: Bureau) -> None:
    id = inside.place(card(2, "10"), draft=True)["id"]
    assert words(inside, id) == (3, "draft", "pending", "pending")
    for verb, body, expected in LIFE:
        method, path = ("DELETE", "hold") if verb == "release" else ("POST", verb)
        reply = inside.ask(method, f"/orders/{id}/{path}", body)
        assert reply.is_success, reply.text
        assert words(inside, id) == expected, verb


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("cancellation", (0, "cancelled", "cancelled", "pending")),
        ("expiry", (0, "cancelled", "cancelled", "pending")),
        ("failure", (0, "failed", "cancelled", "pending")),
    ],
)
def test_how_it_may_end(inside: Bureau, verb: str, expected: Words) -> None:
    id = inside.place()["id"]
    inside.do(id, verb)
    assert words(inside, id) == expected


def test_money_given_back_before_it_ships_does_not_start_production(inside: Bureau) -> None:
    id = inside.place()["id"]
    inside.do(id, "payments")
    inside.do(id, "refunds")
    assert words(inside, id) == (0, "refunded", "pending", "refunded")


def test_every_copy_tells_how_faithful_it_is(inside: Bureau) -> None:
    id = inside.place(metadata={"gift": True}, bill_to={"name": "Ada"})["id"]
    told = inside.ask("GET", f"/orders/{id}/copies", status=200).json()["copies"]
    assert [copy["dialect"] for copy in told] == ["axim", "marketiger", "native", "printags"]
    for copy in told:
        found = inside.ask("GET", copy["url"].removeprefix("/v1"), status=200).json()
        assert found["dialect"] == copy["dialect"]
        classes = {member["faithfulness"] for member in found["members"]}
        assert classes <= {"exact", "derived", "kept", "fixed", "absent", "dropped"}
        assert "exact" in classes
        lost = {member["member"] for member in found["dropped"]}
        assert ("metadata" in lost) is (copy["dialect"] == "marketiger")
        assert ("bill_to" in lost) is (copy["dialect"] in ("marketiger", "printags"))


def test_a_dialect_that_nobody_speaks(inside: Bureau) -> None:
    id = inside.place()["id"]
    for name in ("esperanto", "AXIM", "%00", "x" * 500):
        reply = inside.ask("GET", f"/orders/{id}/copies/{name}")
        assert codes(reply) == (400, "invalid-input")
        assert "axim, marketiger, native, printags" in reply.json()["detail"]
