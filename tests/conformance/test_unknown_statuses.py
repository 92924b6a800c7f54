"""Unknown statuses: preserved in their own dialect, never a default in another."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.dialects.axim.documents import PAYMENTS as AXIM_PAYMENTS
from tests.dialects.axim.documents import STATUSES as AXIM_STATUSES
from tests.dialects.marketiger.documents import STATUSES as MARKETIGER_STATUSES
from tests.dialects.printags.documents import STATUSES as PRINTAGS_STATUSES
from tests.strategies import native_documents
from tests.strategies.json_values import texts
from tests.strategies.memory_account import MemoryAccount
from triplicate.app.documents.import_document import Outcome

GUID, OID = "123e4567-e89b-12d3-a456-426614174000", "664f2310d5775459152d6dd8"


def desk_with(dialect: str, body: dict[str, Any]) -> MemoryAccount:
    """A desk that holds the order of one document."""
    desk = MemoryAccount()
    desk.import_document(dialect, body)
    return desk


@given(st.integers(-(2**60), 2**60).filter(lambda code: code not in MARKETIGER_STATUSES))
def test_a_code_of_marketiger_stays_itself(code: int) -> None:
    desk = desk_with("marketiger", {"id": GUID, "status": code, "orderModels": []})
    axim = desk.render("axim")
    assert desk.render("marketiger")["status"] == code
    assert (desk.order.step, desk.order.payment, desk.order.ending, desk.order.hold) == (None, None, None, None)
    assert desk.render("printags")["status"] == ""
    assert (axim["orderStatus"], axim["paymentStatus"]) == ("", "")


@given(texts().filter(lambda word: word not in PRINTAGS_STATUSES))
def test_a_word_of_printags_stays_itself(word: str) -> None:
    desk = desk_with("printags", {"id": GUID, "status": word})
    axim = desk.render("axim")
    assert desk.render("printags")["status"] == word
    assert (desk.order.step, desk.order.payment, desk.order.ending, desk.order.hold) == (None, None, None, None)
    assert (axim["orderStatus"], axim["paymentStatus"]) == ("", "")
    assert desk.render("marketiger")["status"] == 1, "the last row of the table: nothing is known"


@given(
    texts().filter(lambda word: word not in AXIM_STATUSES),
    texts().filter(lambda word: word not in AXIM_PAYMENTS),
)
def test_words_of_axim_stay_themselves(order: str, payment: str) -> None:
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": order, "paymentStatus": payment})
    axim = desk.render("axim")
    assert (axim["orderStatus"], axim["paymentStatus"]) == (order, payment)
    assert (desk.order.step, desk.order.payment, desk.order.ending, desk.order.hold) == (None, None, None, None)
    assert desk.render("printags")["status"] == ""
    assert desk.render("marketiger")["status"] == 1


def test_one_unknown_word_of_axim_leaves_the_other_axis_known() -> None:
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": "backordered", "paymentStatus": "paid"})
    assert desk.render("marketiger")["status"] == 5
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": "fulfilled", "paymentStatus": "disputed"})
    assert (desk.render("printags")["status"], desk.render("marketiger")["status"]) == ("shipped", 10)


@given(
    texts().filter(lambda word: word not in native_documents.STEPS),
    texts().filter(lambda word: word not in native_documents.PAYMENTS),
    texts().filter(lambda word: word not in native_documents.ENDINGS),
)
def test_native_words_stay_themselves(step: str, payment: str, ending: str) -> None:
    desk = desk_with("native", {"id": GUID, "lines": [], "step": step, "payment": payment, "ending": ending})
    desk.settle()
    shown, axim = desk.render("native"), desk.render("axim")
    assert (shown["step"], shown["payment"], shown["ending"]) == (step, payment, ending)
    assert (desk.order.step, desk.order.payment, desk.order.ending) == (None, None, None)
    assert desk.render("printags")["status"] == axim["orderStatus"] == axim["paymentStatus"] == ""
    assert desk.render("marketiger")["status"] == 1


def test_a_vendors_own_word_stands_beside_the_axes_of_the_native_copy() -> None:
    desk = desk_with("printags", {"id": GUID, "status": "lost_at_sea"})
    shown = desk.render("native")
    assert (shown["stage"], shown["step"], shown["words"]) == (None, None, {"printags.state": "lost_at_sea"})


def test_a_vendors_own_word_in_a_native_document_is_shown_by_that_vendors_copy() -> None:
    words = {"printags.state": "lost_at_sea", "axim.order": "backordered", "marketiger": 7}
    desk = desk_with("native", {"id": GUID, "lines": [], "step": "created", "words": words})
    told = (desk.render("printags")["status"], desk.render("axim")["orderStatus"], desk.render("marketiger")["status"])
    assert told == ("lost_at_sea", "backordered", 7)


def test_the_step_of_a_native_piece_stays_itself() -> None:
    desk = desk_with("native", {"id": GUID, "lines": [], "units": [{"id": GUID, "step": "drying"}]})
    desk.settle()
    (unit,) = desk.order.pieces or ()
    assert (unit.step, unit.vendor_status) == (None, "drying")
    assert desk.render("native")["units"][0]["step"] == desk.render("printags")["products"][0]["status"] == "drying"


def test_an_unknown_word_takes_nothing_back_and_a_known_one_takes_its_place() -> None:
    desk = MemoryAccount()
    steps = [("shipped", 1), ("lost_at_sea", 2), ("delivered", 3)]
    shown = []
    for word, day in steps:
        history = [{"status": "created", "createdAt": f"2024-07-0{n + 1}T00:00:00.000Z"} for n in range(day)]
        assert (
            desk.import_document("printags", {"id": GUID, "status": word, "statusHistory": history})
            is not Outcome.STALE
        )
        shown.append((desk.render("printags")["status"], desk.render("marketiger")["status"]))
    assert shown == [("shipped", 10), ("lost_at_sea", 10), ("delivered", 10)]


def test_an_empty_word_of_another_dialect_says_nothing() -> None:
    """Printags' copy of an order whose status it cannot say has an empty one, and may come back later."""
    desk = desk_with("axim", {"id": OID, "lineItems": [], "orderStatus": "pending"})
    desk.import_document("printags", {**desk.render("printags"), "status": ""})
    assert (desk.render("printags")["status"], desk.render("axim")["orderStatus"]) == ("created", "pending")
