"""All twenty statuses, reached by workshop actions, and a history that matches the events."""

from typing import Any

import pytest

from tests.dialects.printags.printags_api_fixtures import PrintagsApi, new_order
from triplicate.core.engine.progress import STEPS
from triplicate.core.lifecycle import Step

Deed = tuple[str, Any]
ACCEPT, SHIP, DELIVER, REFUND = (("acceptance", None), ("shipments", None), ("deliveries", None), ("refunds", None))
DEEDS: dict[str, list[Deed]] = {
    "creating": [("overrides", {"reason": "begun anew", "step": "creating"})],
    "created": [],
    "validated": [ACCEPT],
    **{step: [ACCEPT, ("steps", {"step": step})] for step in STEPS},
    "shipped": [ACCEPT, SHIP],
    "delivered": [ACCEPT, SHIP, DELIVER],
    "cancelled": [("cancellation", None)],
    "failed": [ACCEPT, ("failure", {"reason": "no cards left"})],
    "on_hold": [ACCEPT, ("hold", {"reason": "artwork"})],
    "returned": [ACCEPT, SHIP, DELIVER, ("returns", None)],
    "refunded": [ACCEPT, REFUND],
}
"""What leads a new order to each status. A draft is asked for."""
TWO_CARDS = {"modelId": "pvccard_white", "quantity": 2}


def test_no_status_is_missing(printags_api: PrintagsApi) -> None:
    named = {status["name"] for status in printags_api.request("GET", "/statuses").json()["statuses"]}
    assert named == DEEDS.keys() | {"draft"}


@pytest.mark.parametrize("status", DEEDS)
def test_every_status_of_the_order_and_of_its_pieces(printags_api: PrintagsApi, status: str) -> None:
    id = printags_api.create_id(new_order(TWO_CARDS))
    for verb, body in DEEDS[status]:
        printags_api.native_action(id, verb, body)
    order = printags_api.order(id)
    assert order["status"] == order["statusHistory"][-1]["status"] == status
    assert [piece["status"] for piece in order["products"]] == [status] * 2
    assert _words(order) == projected(printags_api.events(id))


def test_a_draft(printags_api: PrintagsApi) -> None:
    order = printags_api.order(printags_api.create_id(new_order(TWO_CARDS, isDraft=True)))
    assert (order["status"], _words(order)) == ("draft", ["draft"])
    assert [piece["status"] for piece in order["products"]] == ["draft"] * 2


@pytest.mark.parametrize(
    ("override", "status"),
    [
        ({"step": "created"}, "created"),
        ({"ending": "cancelled"}, "cancelled"),
        ({"payment": "refunded"}, "refunded"),
        ({"step": "batching", "payment": "none"}, "batching"),
    ],
)
def test_set_against_the_rules(printags_api: PrintagsApi, override: dict[str, Any], status: str) -> None:
    """The record has it, and the way back."""
    id = printags_api.create_id(new_order(TWO_CARDS))
    for verb, body in DEEDS["packaged"]:
        printags_api.native_action(id, verb, body)
    printags_api.native_action(id, "overrides", {"reason": "a mistake", **override})
    changed = printags_api.order(id)
    assert changed["status"] == changed["statusHistory"][-1]["status"] == status
    back = {"step": "packaged", "ending": None, "payment": "paid"}
    printags_api.native_action(id, "overrides", {"reason": "no mistake", **back})
    order = printags_api.order(id)
    assert order["status"] == order["statusHistory"][-1]["status"] == "packaged"
    assert _words(order) == projected(printags_api.events(id))


def test_the_whole_way(printags_api: PrintagsApi) -> None:
    """A draft that goes every step, is held on the way, arrives, comes back and is paid back."""
    id = printags_api.create_id(new_order(TWO_CARDS, isDraft=True))
    printags_api.request("POST", f"/accounts/@me/orders/{id}/validate")
    for step in STEPS:
        printags_api.native_action(id, "steps", {"step": step})
        if step == Step.BATCHING:
            printags_api.native_action(id, "hold")
            printags_api.native_action(id, "hold", method="DELETE")
    for verb, body in (SHIP, DELIVER, ("returns", None), REFUND):
        printags_api.native_action(id, verb, body)
    order = printags_api.order(id)
    held = STEPS.index(Step.BATCHING) + 1
    way = [*STEPS[:held], "on_hold", "batching", *STEPS[held:]]
    assert _words(order) == ["draft", "validated", *way, "shipped", "delivered", "returned", "refunded"]
    assert _words(order) == projected(printags_api.events(id))
    assert order["status"] == "returned"
    assert len({entry["id"] for entry in order["statusHistory"]}) == len(way) + 6


def test_pieces_move_by_themselves(printags_api: PrintagsApi) -> None:
    """The order is as far as the last of them."""
    id = printags_api.create_id(new_order(TWO_CARDS))
    printags_api.native_action(id, "acceptance")
    first, second = (piece["id"] for piece in printags_api.order(id)["products"])
    seen = []
    for piece, step in ((first, "packaged"), (second, "processing"), (second, "packaged")):
        printags_api.native_action(id, "steps", {"step": step, "units": [piece]})
        order = printags_api.order(id)
        seen.append((order["status"], [one["status"] for one in order["products"]]))
    assert seen == [
        ("validated", ["packaged", "validated"]),
        ("processing", ["packaged", "processing"]),
        ("packaged", ["packaged", "packaged"]),
    ]


def _words(order: dict[str, Any]) -> list[str]:
    return [entry["status"] for entry in order["statusHistory"]]


def projected(events: list[dict[str, Any]]) -> list[str]:
    """The statuses that an order came to, one after the other, as its events tell it."""
    step, told = "", []
    for event in events:
        moved = event["data"]
        if event["version"] == 1 and event["kind"] in ("drafted", "placed"):
            moved = {"step": {"to": "draft" if event["kind"] == "drafted" else "created"}}
        step = moved["step"]["to"] if "step" in moved else step
        told += [step] if "step" in moved or event["kind"] == "released" else []
        told += ["on_hold"] if event["kind"] == "held" else []
        told += [moved["ending"]["to"] or step] if "ending" in moved else []
        told += _of_payment(moved.get("payment", {}), step)
    return told


def _of_payment(moved: dict[str, Any], step: str) -> list[str]:
    if moved.get("to") == "refunded":
        return ["refunded"]
    return [step] if moved.get("from") == "refunded" else []
