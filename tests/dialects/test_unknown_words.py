"""A status we do not know stays itself in its own dialect, and never becomes a default in another."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import documents
from tests.strategies.desk import Desk
from tests.strategies.values import texts
from triplicate.app.bring_in import Outcome

GUID, OID = "123e4567-e89b-12d3-a456-426614174000", "664f2310d5775459152d6dd8"


def desk_with(dialect: str, body: dict[str, Any]) -> Desk:
    """A desk that holds the order of one document."""
    desk = Desk()
    desk.bring(dialect, body)
    return desk


@given(st.integers(-(2**60), 2**60).filter(lambda code: code not in documents.MARKETIGER_CODES))
def test_a_code_of_marketiger_stays_itself(code: int) -> None:
    desk = desk_with("marketiger", {"id": GUID, "status": code, "orderModels": []})
    axim = desk.show("axim")
    assert desk.show("marketiger")["status"] == code
    assert (desk.order.step, desk.order.payment, desk.order.ending, desk.order.hold) == (None, None, None, None)
    assert desk.show("printags")["status"] == ""
    assert (axim["orderStatus"], axim["paymentStatus"]) == ("", "")


@given(texts().filter(lambda word: word not in documents.PRINTAGS_WORDS))
def test_a_word_of_printags_stays_itself(word: str) -> None:
    desk = desk_with("printags", {"id": GUID, "status": word})
    axim = desk.show("axim")
    assert desk.show("printags")["status"] == word
    assert (desk.order.step, desk.order.payment, desk.order.ending, desk.order.hold) == (None, None, None, None)
    assert (axim["orderStatus"], axim["paymentStatus"]) == ("", "")
    assert desk.show("marketiger")["status"] == 1, "the last row of the table: nothing is known"


@given(
    texts().filter(lambda word: word not in documents.AXIM_WORDS),
    texts().filter(lambda word: word not in documents.AXIM_PAYMENTS),
)
def test_words_of_axim_stay_themselves(order: str, payment: str) -> None:
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": order, "paymentStatus": payment})
    axim = desk.show("axim")
    assert (axim["orderStatus"], axim["paymentStatus"]) == (order, payment)
    assert (desk.order.step, desk.order.payment, desk.order.ending, desk.order.hold) == (None, None, None, None)
    assert desk.show("printags")["status"] == ""
    assert desk.show("marketiger")["status"] == 1


def test_one_unknown_word_of_axim_leaves_the_other_axis_known() -> None:
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": "backordered", "paymentStatus": "paid"})
    assert desk.show("marketiger")["status"] == 5
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": "fulfilled", "paymentStatus": "disputed"})
    assert (desk.show("printags")["status"], desk.show("marketiger")["status"]) == ("shipped", 10)


@pytest.mark.parametrize("code", [5, 6, 7, 11, 99])
def test_a_line_status_of_marketiger_stays_itself(code: int) -> None:
    model = {"modelId": "m", "price": 1, "quantity": 1, "status": code}
    desk = desk_with("marketiger", {"id": GUID, "status": 10, "orderModels": [model]})
    assert desk.show("marketiger")["orderModels"][0]["status"] == code
    assert desk.order.lines[0].stage is None


def test_the_status_of_a_piece_stays_itself() -> None:
    desk = desk_with("printags", {"id": GUID, "status": "created", "products": [{"id": GUID, "status": "drying"}]})
    (unit,) = desk.order.units or ()
    assert (unit.step, unit.word) == (None, "drying")
    assert desk.show("printags")["products"][0]["status"] == "drying"


def test_an_unknown_word_takes_nothing_back_and_a_known_one_takes_its_place() -> None:
    desk = Desk()
    steps = [("shipped", 1), ("lost_at_sea", 2), ("delivered", 3)]
    shown = []
    for word, day in steps:
        history = [{"status": "created", "createdAt": f"2024-07-0{n + 1}T00:00:00.000Z"} for n in range(day)]
        assert desk.bring("printags", {"id": GUID, "status": word, "statusHistory": history}) is not Outcome.STALE
        shown.append((desk.show("printags")["status"], desk.show("marketiger")["status"]))
    assert shown == [("shipped", 10), ("lost_at_sea", 10), ("delivered", 10)]


def test_an_empty_word_of_another_dialect_says_nothing() -> None:
    """Printags' copy of an order whose status it cannot say has an empty one, and may come back later."""
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": "pending"})
    desk.bring("printags", {**desk.show("printags"), "status": ""})
    assert (desk.show("printags")["status"], desk.show("axim")["orderStatus"]) == ("created", "pending")
