"""Axim Commerce: every copy is a valid document of its dialect, with ids of its form that never change."""

from typing import Any

import pytest
from hypothesis import given

from tests.strategies import documents
from tests.strategies.documents import CODECS, DIALECTS
from tests.strategies.memory_account import MemoryAccount
from triplicate.core.json import ijson


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_copy_is_valid_even_at_the_end_of_what_json_can_say(dialect: str) -> None:
    line = {"id": "664f2310d5775459152d6dd9", "quantity": 3, "price": 1.7976931348623157e308}
    desk = MemoryAccount()
    desk.import_document("axim", {"id": "664f2310d5775459152d6dd8", "lineItems": [line], "shippingCost": 1.7e308})
    ijson.convert(ijson.parse(desk.render_bytes(dialect)), CODECS[dialect].wire_type)


@given(documents.documents_of("axim"))
def test_ids_are_the_same_in_another_database(body: dict[str, Any]) -> None:
    first, second = MemoryAccount(), MemoryAccount()
    first.import_document("axim", body)
    second.import_document("axim", body)
    assert [first.render_bytes(dialect) for dialect in DIALECTS] == [
        second.render_bytes(dialect) for dialect in DIALECTS
    ]
