"""Printags: unknown statuses: preserved in their own dialect, never a default in another."""

from tests.conformance.test_unknown_statuses import GUID, desk_with
from tests.strategies.memory_account import MemoryAccount
from triplicate.app.documents.import_document import Outcome


def test_the_status_of_a_piece_stays_itself() -> None:
    desk = desk_with("printags", {"id": GUID, "status": "created", "products": [{"id": GUID, "status": "drying"}]})
    (unit,) = desk.order.pieces or ()
    assert (unit.step, unit.vendor_status) == (None, "drying")
    assert desk.render("printags")["products"][0]["status"] == "drying"


def test_the_step_of_a_native_piece_stays_itself() -> None:
    desk = desk_with("native", {"id": GUID, "lines": [], "units": [{"id": GUID, "step": "drying"}]})
    desk.settle()
    (unit,) = desk.order.pieces or ()
    assert (unit.step, unit.vendor_status) == (None, "drying")
    assert desk.render("native")["units"][0]["step"] == desk.render("printags")["products"][0]["status"] == "drying"


def test_a_native_word_of_ours_is_shown() -> None:
    words = {"printags.state": "lost_at_sea"}
    desk = desk_with("native", {"id": GUID, "lines": [], "step": "created", "words": words})
    assert desk.render("printags")["status"] == "lost_at_sea"
    assert desk_with("printags", {"id": GUID, "status": "lost_at_sea"}).render("native")["words"] == words


def test_an_unknown_word_takes_nothing_back_and_a_known_one_takes_its_place() -> None:
    desk = MemoryAccount()
    shown = []
    for day, word in enumerate(("shipped", "lost_at_sea", "delivered"), 1):
        history = [{"status": "created", "createdAt": f"2024-07-0{n + 1}T00:00:00.000Z"} for n in range(day)]
        document = {"id": GUID, "status": word, "statusHistory": history}
        assert desk.import_document("printags", document) is not Outcome.STALE
        shown.append((desk.render("printags")["status"], desk.render("native")["step"]))
    assert shown == [("shipped", "shipped"), ("lost_at_sea", "shipped"), ("delivered", "delivered")]


def test_an_empty_word_says_nothing() -> None:
    """A copy of an order whose status this dialect cannot say has an empty one, and may come back later."""
    desk = desk_with("native", {"id": GUID, "lines": [], "step": "created"})
    desk.import_document("printags", {**desk.render("printags"), "status": ""})
    assert (desk.render("printags")["status"], desk.render("native")["step"]) == ("created", "created")
