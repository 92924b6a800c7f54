"""Printags: identities: no two lines, pieces or parcels of an order share an id, whatever the document said."""

from typing import Any

import pytest
from hypothesis import given

from tests.conformance.test_identities import UPPER, assert_all_different
from tests.strategies import complete_documents, documents


@given(documents.documents_of("printags"))
def test_of_any_printags_document(body: dict[str, Any]) -> None:
    assert_all_different("printags", body)


@pytest.mark.parametrize("name", ["product_groups", "products", "shippings"])
@pytest.mark.parametrize(
    "given_ids",
    [
        [complete_documents.GUID, complete_documents.GUID],
        [complete_documents.GUID, UPPER],
        [None, None, ""],
        ["place 1", ""],
        ["12", "12", "place 0"],
    ],
)
def test_of_printags_parts_whose_ids_are_nearly_the_same(name: str, given_ids: list[str | None]) -> None:
    parts = [{"id": id} for id in given_ids]
    assert_all_different("printags", complete_documents.complete_document("printags", **{name: parts}))


def test_of_parcels_that_say_the_same() -> None:
    parcel = {"trackingNumber": "T", "products": {}}
    parcels = [parcel, parcel, {"trackerId": "T"}]
    assert_all_different("printags", complete_documents.complete_document("printags", shippings=parcels))
