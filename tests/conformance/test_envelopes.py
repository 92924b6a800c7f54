"""The vendor's answer around an order is told from an order that has a member of the same name."""

from tests.strategies import complete_documents
from tests.strategies.memory_account import Desk


def test_an_order_may_have_a_member_called_success() -> None:
    desk, body = Desk(), {**complete_documents.of("printags"), "success": False}
    desk.bring("printags", body)
    assert desk.show("printags") == body
