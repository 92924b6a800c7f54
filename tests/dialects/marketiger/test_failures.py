"""Marketiger: failures: one description of each, and a table in every dialect that has them all."""

from tests.conformance.failure_fixtures import EVERY_FAILURE
from tests.conformance.operation_fixtures import DIALECTS
from triplicate.core.json import ijson


def test_the_sentences_that_marketiger_documents_are_its_own() -> None:
    """Punctuation included (its page of GetOrder)."""
    documented = {
        ("NO_PERMISSION", "You are not allowed to view this order."),
        ("NO_PERMISSION", "No email claim present."),
        ("NOT_FOUND", "Order id not found"),
        ("NOT_FOUND", "User not found."),
    }
    bodies = [ijson.parse(DIALECTS["marketiger"].fail(failure).body)["error"] for failure in EVERY_FAILURE]
    assert documented <= {(body["type"], body["message"]) for body in bodies}
