"""Axim Commerce: importing our own copy, in its dialect or another, leaves the order unchanged."""

import pytest

from tests.conformance.test_reimport import OID, changes
from tests.dialects.axim.documents import PAYMENTS as AXIM_PAYMENTS
from tests.dialects.axim.documents import STATUSES as AXIM_STATUSES
from tests.strategies.documents import DIALECTS


@pytest.mark.parametrize("order", [*AXIM_STATUSES, "backordered"])
@pytest.mark.parametrize("payment", [*AXIM_PAYMENTS, "disputed"])
@pytest.mark.parametrize("target", DIALECTS)
def test_a_copy_claims_no_more_than_the_words_of_axim_it_was_made_from(order: str, payment: str, target: str) -> None:
    body = {"id": OID, "lineItems": [], "orderStatus": order, "paymentStatus": payment}
    assert changes("axim", body, target) == {}


@pytest.mark.parametrize("target", DIALECTS)
def test_a_parcel_without_a_tracking_number_is_not_doubled(target: str) -> None:
    parcel = {"carrier": "UPS", "fulfilledAt": "2024-05-24", "items": []}
    assert changes("axim", {"id": OID, "lineItems": [], "fulfilledItems": [parcel]}, target) == {}
