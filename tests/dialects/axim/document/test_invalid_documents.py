"""Axim Commerce: invalid documents: refused with the path of each problem, and nothing of them is stored."""

from tests.strategies import complete_documents
from tests.strategies.memory_account import MemoryAccount
from tests.strategies.validation import problems_of


def test_everything_that_is_wrong_is_named_at_once() -> None:
    body = complete_documents.complete_document(
        "axim", total="900", approved=1, shippingAddress=[], lineItems=[{"quantity": 1, "price": "9"}]
    )
    paths = [problem.path for problem in problems_of(lambda: MemoryAccount().import_document("axim", body))]
    wrong = ("approved", "lineItems[0].price", "shippingAddress", "total")
    assert sorted(paths) == [f"$.data.{path}" for path in wrong]
