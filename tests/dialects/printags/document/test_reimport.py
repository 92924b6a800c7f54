"""Printags: importing our own copy, in its dialect or another, leaves the order unchanged."""

import pytest

from tests.conformance.test_reimport import GUID, changes
from tests.dialects.printags.documents import STATUSES as PRINTAGS_STATUSES
from tests.strategies.documents import DIALECTS


@pytest.mark.parametrize("word", [*PRINTAGS_STATUSES, "lost_at_sea"])
@pytest.mark.parametrize("target", DIALECTS)
def test_a_copy_claims_no_more_than_the_word_of_printags_it_was_made_from(word: str, target: str) -> None:
    assert changes("printags", {"id": GUID, "status": word}, target) == {}


@pytest.mark.parametrize("target", DIALECTS)
def test_a_parcel_without_a_tracking_number_is_not_doubled(target: str) -> None:
    body = {"id": GUID, "status": "shipped", "shippings": [{"trackerId": "12"}]}
    assert changes("printags", body, target) == {}
