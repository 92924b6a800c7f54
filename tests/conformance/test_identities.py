"""Identities: no two lines, pieces or parcels of an order share an id, whatever the document said."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import complete_documents, documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount
from triplicate.core import ids
from triplicate.core.order import order

UPPER, OID = complete_documents.GUID.upper(), "664f2310d5775459152d6ddb"


def repeated(values: Iterable[Any]) -> list[Any]:
    """Those values that stand more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def assert_all_different(dialect: str, body: dict[str, Any]) -> None:
    """Brings a document in and compares the identities of its parts."""
    desk = MemoryAccount()
    desk.import_document(dialect, body)
    lines, units, parcels = desk.order.lines, desk.order.pieces or (), desk.order.shipments
    assert repeated(line.guid for line in lines) == [], "lines that share a GUID"
    assert repeated(line.oid for line in lines) == [], "lines that share a 24-hex id"
    assert repeated(line.number for line in lines) == [], "lines that share a number"
    assert repeated(unit.guid for unit in units) == [], "pieces that share a GUID"
    assert repeated(parcel.guid for parcel in parcels) == [], "parcels that share a GUID"
    for name in ("payments", "refunds", "comments"):
        assert repeated(record.guid for record in getattr(desk.order, name)) == [], f"{name} that share a GUID"
    guids = [line.guid for line in lines] + [unit.guid for unit in units] + [parcel.guid for parcel in parcels]
    assert [id for id in guids if ids.guid(id) != id] == []
    assert [line.oid for line in lines if ids.oid(line.oid) != line.oid] == []


@pytest.mark.slow
@given(documents.documents_of("native"))
def test_of_any_native_document(body: dict[str, Any]) -> None:
    assert_all_different("native", body)


@pytest.mark.parametrize("name", ["lines", "units", "shipments", "payments", "refunds", "comments"])
@pytest.mark.parametrize(
    "given_ids",
    [[complete_documents.GUID, complete_documents.GUID], [complete_documents.GUID, UPPER], [None, ""], ["place 1", ""]],
)
def test_of_native_parts_whose_ids_are_nearly_the_same(name: str, given_ids: list[str | None]) -> None:
    part = complete_documents.complete_document("native")[name][0]
    parts = [{**part, "id": id, **({"oid": OID} if name == "lines" else {})} for id in given_ids]
    assert_all_different("native", complete_documents.complete_document("native", **{name: parts}))


def test_references_within_a_native_document_follow_the_ids_that_their_targets_get() -> None:
    body = complete_documents.complete_document(
        "native", lines=[{"id": "line-1", "quantity": 3}], units=[{"id": "U1", "line": "LINE-1"}]
    )
    body["shipments"] = [{"items": [{"line": "Line-1", "quantity": 2}, {"line": "2", "quantity": 1}], "units": ["u1"]}]
    desk = MemoryAccount()
    desk.import_document("native", body)
    (line,), (unit,), (parcel,) = desk.order.lines, desk.order.pieces or (), desk.order.shipments
    assert (unit.line, parcel.pieces) == (line.guid, (unit.guid,))
    assert [(item.line, item.label) for item in parcel.items] == [(line.guid, "Line-1"), (None, "2")]
    assert line.fulfilled == 2


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_an_order_is_the_same_after_it_was_stored(dialect: str, data: st.DataObject) -> None:
    desk = MemoryAccount()
    desk.import_document(dialect, data.draw(documents.documents_of(dialect)))
    (stored,) = desk.unit.memory.documents.values()
    assert order.encode(order.decode(stored)) == stored
