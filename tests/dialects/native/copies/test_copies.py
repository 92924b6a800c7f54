"""Vendor copies of an order placed here, after each action: the statuses of the decisions."""

from typing import Any

import pytest

from tests.dialects.native.native_api_fixtures import NativeApi, card_line, error_code

Words = tuple[int, str, str, str]
"""Marketiger's status, Printags' status, Axim's order status and payment status."""


def words(bureau: NativeApi, id: str) -> Words:
    answers = {
        dialect: bureau.request("GET", f"/orders/{id}/copies/{dialect}", status=200).json()["answer"]
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


def test_the_life_of_an_order(native_api_in_process: NativeApi) -> None:
    id = native_api_in_process.place(card_line(2, "10"), draft=True)["id"]
    assert words(native_api_in_process, id) == (3, "draft", "pending", "pending")
    for verb, body, expected in LIFE:
        method, path = ("DELETE", "hold") if verb == "release" else ("POST", verb)
        reply = native_api_in_process.request(method, f"/orders/{id}/{path}", body)
        assert reply.is_success, reply.text
        assert words(native_api_in_process, id) == expected, verb


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("cancellation", (0, "cancelled", "cancelled", "pending")),
        ("expiry", (0, "cancelled", "cancelled", "pending")),
        ("failure", (0, "failed", "cancelled", "pending")),
    ],
)
def test_how_it_may_end(native_api_in_process: NativeApi, verb: str, expected: Words) -> None:
    id = native_api_in_process.place()["id"]
    native_api_in_process.act(id, verb)
    assert words(native_api_in_process, id) == expected


def test_money_given_back_before_it_ships_does_not_start_production(native_api_in_process: NativeApi) -> None:
    id = native_api_in_process.place()["id"]
    native_api_in_process.act(id, "payments")
    native_api_in_process.act(id, "refunds")
    assert words(native_api_in_process, id) == (0, "refunded", "pending", "refunded")


def test_every_copy_tells_how_faithful_it_is(native_api_in_process: NativeApi) -> None:
    id = native_api_in_process.place(metadata={"gift": True}, bill_to={"name": "Ada"})["id"]
    told = native_api_in_process.request("GET", f"/orders/{id}/copies", status=200).json()["copies"]
    assert [copy["dialect"] for copy in told] == ["axim", "marketiger", "native", "printags"]
    for copy in told:
        found = native_api_in_process.request("GET", copy["url"].removeprefix("/v1"), status=200).json()
        assert found["dialect"] == copy["dialect"]
        classes = {member["faithfulness"] for member in found["members"]}
        assert classes <= {"exact", "derived", "kept", "fixed", "absent", "dropped"}
        assert "exact" in classes
        lost = {member["member"] for member in found["dropped"]}
        assert ("metadata" in lost) is (copy["dialect"] == "marketiger")
        assert ("bill_to" in lost) is (copy["dialect"] in ("marketiger", "printags"))


def test_a_dialect_that_nobody_speaks(native_api_in_process: NativeApi) -> None:
    id = native_api_in_process.place()["id"]
    for name in ("esperanto", "AXIM", "%00", "x" * 500):
        reply = native_api_in_process.request("GET", f"/orders/{id}/copies/{name}")
        assert error_code(reply) == (400, "invalid-input")
        assert "axim, marketiger, native, printags" in reply.json()["detail"]
