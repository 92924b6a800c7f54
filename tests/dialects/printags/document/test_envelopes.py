"""Printags: envelope detection: an order with a member of the envelope's name is still read as an order."""

from tests.strategies import complete_documents
from tests.strategies.memory_account import MemoryAccount


def test_an_order_may_have_a_member_called_success() -> None:
    desk, body = MemoryAccount(), {**complete_documents.complete_document("printags"), "success": False}
    desk.import_document("printags", body)
    assert desk.render("printags") == body
