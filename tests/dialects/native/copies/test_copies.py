"""Vendor copies of an order placed here, after each action: the statuses of the decisions."""

from typing import Any

import pytest

from tests.conformance.registry import CONFORMANCES, VENDOR
from tests.conformance.statuses import State
from tests.dialects.native.copies.expected_copy_fixtures import state_of
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, copies_of, error_code

HALF: dict[str, Any] = {"items": [{"line": "1", "quantity": 1}], "tracking_number": "3S1"}
LIFE: list[tuple[str, Any, State]] = [
    ("placement", {}, State("created", "unpaid")),
    ("payment-requests", {"pending": True}, State("created", "pending")),
    ("hold", {}, State("created", "pending", held=True)),
    ("release", {}, State("created", "pending")),
    ("acceptance", {}, State("validated", "pending")),
    ("payments", {}, State("validated", "paid")),
    ("steps", {"step": "in_queue"}, State("in_queue", "paid")),
    ("hold", {}, State("in_queue", "paid", held=True)),
    ("release", {}, State("in_queue", "paid")),
    ("steps", {"step": "manufacturing"}, State("manufacturing", "paid")),
    ("shipments", HALF, State("manufacturing", "paid", fulfilment="partial")),
    ("refunds", {"amount": 100}, State("manufacturing", "partially refunded", fulfilment="partial")),
    ("shipments", {"tracking_number": "3S2"}, State("shipped", "partially refunded", fulfilment="complete")),
    ("deliveries", {}, State("delivered", "partially refunded", fulfilment="complete")),
    ("refunds", {}, State("delivered", "refunded", fulfilment="complete")),
    ("returns", {}, State("delivered", "refunded", "returned", fulfilment="complete")),
]


def assert_statuses(bureau: NativeApi, id: str, state: State) -> None:
    """Every copy has the status that its dialect's table has for the state."""
    copies = copies_of(bureau, id)
    assert state_of(copies["native"]) == state
    for dialect, conformance in CONFORMANCES.items():
        assert conformance.statuses.read(copies[dialect]) == conformance.statuses.expected(state), dialect


def test_the_life_of_an_order(native_api_in_process: NativeApi) -> None:
    id = native_api_in_process.place(card_line(2, "10"), draft=True)["id"]
    assert_statuses(native_api_in_process, id, State("draft", "unpaid"))
    for verb, body, state in LIFE:
        method, path = ("DELETE", "hold") if verb == "release" else ("POST", verb)
        reply = native_api_in_process.request(method, f"/orders/{id}/{path}", body)
        assert reply.is_success, reply.text
        assert_statuses(native_api_in_process, id, state)


@pytest.mark.parametrize(
    ("verb", "ending"), [("cancellation", "cancelled"), ("expiry", "expired"), ("failure", "failed")]
)
def test_how_it_may_end(native_api_in_process: NativeApi, verb: str, ending: str) -> None:
    id = native_api_in_process.place()["id"]
    native_api_in_process.act(id, verb)
    assert_statuses(native_api_in_process, id, State("created", "unpaid", ending))


def test_money_given_back_before_it_ships_does_not_start_production(native_api_in_process: NativeApi) -> None:
    id = native_api_in_process.place()["id"]
    native_api_in_process.act(id, "payments")
    native_api_in_process.act(id, "refunds")
    assert_statuses(native_api_in_process, id, State("created", "refunded"))


def test_every_copy_tells_how_faithful_it_is(native_api_in_process: NativeApi) -> None:
    id = native_api_in_process.place(metadata={"gift": True}, bill_to={"name": "Ada"})["id"]
    copies = native_api_in_process.request("GET", f"/orders/{id}/copies", status=200).json()["copies"]
    assert [copy["dialect"] for copy in copies] == sorted(CONFORMANCES)
    for copy in copies:
        reply = native_api_in_process.request("GET", copy["url"].removeprefix("/v1"), status=200).json()
        assert reply["dialect"] == copy["dialect"]
        classes = {member["faithfulness"] for member in reply["members"]}
        assert classes <= {"exact", "derived", "kept", "fixed", "absent", "dropped"}
        assert "exact" in classes
        lost = {member["member"] for member in reply["dropped"]}
        assert lost & {"metadata", "bill_to"} == CONFORMANCES[copy["dialect"]].drops


def test_a_dialect_that_nobody_speaks(native_api_in_process: NativeApi) -> None:
    id = native_api_in_process.place()["id"]
    for name in ("esperanto", VENDOR.upper(), "%00", "x" * 500):
        reply = native_api_in_process.request("GET", f"/orders/{id}/copies/{name}")
        assert error_code(reply) == (400, "invalid-input")
        assert ", ".join(sorted(CONFORMANCES)) in reply.json()["detail"]
