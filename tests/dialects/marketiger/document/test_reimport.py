"""Marketiger: importing our own copy, in its dialect or another, leaves the order unchanged."""

import pytest

from tests.conformance.test_reimport import GUID, changes
from tests.dialects.marketiger.documents import STATUSES as MARKETIGER_STATUSES
from tests.strategies.documents import DIALECTS


@pytest.mark.parametrize("code", [*MARKETIGER_STATUSES, 7])
@pytest.mark.parametrize("target", DIALECTS)
def test_a_copy_claims_no_more_than_the_code_of_marketiger_it_was_made_from(code: int, target: str) -> None:
    assert changes("marketiger", {"id": GUID, "status": code, "orderModels": []}, target) == {}
