"""Every copy is a valid document of its dialect, with ids of its form that never change."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_copies import copies_of
from tests.strategies import documents
from tests.strategies.documents import CODECS, DIALECTS
from tests.strategies.json_numbers import largest
from tests.strategies.memory_account import MemoryAccount
from triplicate.core.json import ijson

GUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OID_FORM = re.compile(r"[0-9a-f]{24}")


@pytest.mark.parametrize("source", DIALECTS)
def test_every_id_has_the_form_of_its_dialect(source: str) -> None:
    copies = copies_of(source)
    marketiger, printags, axim = copies["marketiger"], copies["printags"], copies["axim"]
    pieces = [
        item["id"] for name in ("products", "product_groups", "shippings", "statusHistory") for item in printags[name]
    ]
    guids = [marketiger["id"], printags["id"], *pieces]
    oids = [axim["id"], *(line["id"] for line in axim["lineItems"]), *(entry["id"] for entry in axim["timeline"])]
    oids += [item["lineItemId"] for parcel in axim["fulfilledItems"] for item in parcel["items"]]
    if CONFORMANCES[source].names_products:
        guids += [line["modelId"] for line in marketiger["orderModels"]]
        oids += [line["productId"] for line in axim["lineItems"]]
    native = copies["native"]
    parts = [one for name in ("lines", "units", "shipments") for one in native[name] or []]
    guids += [native["id"], *(part["id"] for part in parts), *filter(None, (part.get("line") for part in parts))]
    oids += [native["oid"], *(line["oid"] for line in native["lines"])]
    assert marketiger["id"] == printags["id"] == native["id"], "one GUID serves all"
    assert (native["oid"], str(native["number"])) == (axim["id"], axim["entityId"])
    assert [line["oid"] for line in native["lines"]] == [line["id"] for line in axim["lineItems"]]
    assert [line["number"] for line in native["lines"]] == [line["poId"] for line in marketiger["orderModels"]]
    assert [id for id in guids if not GUID_FORM.fullmatch(id)] == []
    assert [id for id in oids if not OID_FORM.fullmatch(id)] == []
    assert len({line["poId"] for line in marketiger["orderModels"]}) == 2
    assert all(line["poId"] > 0 for line in marketiger["orderModels"])
    assert int(axim["entityId"]) > 0


@pytest.mark.slow
@pytest.mark.parametrize("source", DIALECTS)
@given(data=st.data())
def test_every_copy_of_any_document_is_a_valid_document_of_its_dialect(source: str, data: st.DataObject) -> None:
    body = data.draw(documents.documents_of(source))
    assume(largest(body) < 1e100)
    desk = MemoryAccount()
    desk.import_document(source, body)
    for dialect, mapping in CODECS.items():
        text = desk.render_bytes(dialect)
        ijson.convert(ijson.parse(text), mapping.wire_type)
        assert text == desk.render_bytes(dialect), "looking changes nothing"
