"""Axim Commerce: identities: no two lines, pieces or parcels of an order share an id, whatever the document said."""

from typing import Any

import pytest
from hypothesis import given

from tests.conformance.test_identities import OID, assert_all_different
from tests.strategies import complete_documents, documents


@given(documents.documents_of("axim"))
def test_of_any_axim_document(body: dict[str, Any]) -> None:
    assert_all_different("axim", body)


@pytest.mark.parametrize("given_ids", [[OID, OID], [OID, OID.upper()], [None, ""], ["place 1", ""], ["12", "12"]])
def test_of_axim_lines_whose_ids_are_nearly_the_same(given_ids: list[str | None]) -> None:
    assert_all_different(
        "axim", complete_documents.complete_document("axim", lineItems=[{"id": id, "quantity": 1} for id in given_ids])
    )


def test_of_parcels_that_say_the_same() -> None:
    parcel = {"carrier": "UPS", "trackingNumber": "T", "fulfilledAt": "2024-07-01", "items": []}
    assert_all_different("axim", complete_documents.complete_document("axim", fulfilledItems=[parcel, parcel]))
