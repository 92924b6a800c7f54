"""Marketiger: identities: no two lines, pieces or parcels of an order share an id, whatever the document said."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.conformance.test_identities import assert_all_different
from tests.strategies import complete_documents, documents
from tests.strategies.memory_account import MemoryAccount


@given(documents.documents_of("marketiger"))
def test_of_any_marketiger_document(body: dict[str, Any]) -> None:
    assert_all_different("marketiger", body)


@given(st.integers(0, 10**15))
def test_no_digit_of_a_sum_is_lost_when_it_is_stored(minor: int) -> None:
    desk = MemoryAccount()
    model = {"modelId": "m", "price": minor, "quantity": 1}
    desk.import_document(
        "marketiger", complete_documents.complete_document("marketiger", shippingRate=minor, orderModels=[model])
    )
    assert desk.order.totals.shipping == minor
    price = desk.order.lines[0].price
    assert price is not None
    assert price * 100 == minor
