"""Every copy is a valid document of its dialect, with ids of its form that never change."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES
from tests.conformance.shared_facts import facts_of
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
    for dialect, conformance in CONFORMANCES.items():
        guids, oids = conformance.ids(copies[dialect], CONFORMANCES[source].names_products)
        assert guids or oids
        assert [id for id in guids if not GUID_FORM.fullmatch(id)] == []
        assert [id for id in oids if not OID_FORM.fullmatch(id)] == []
    facts = facts_of(copies)
    for fact in ("id", "oid", "number", "line oids", "line numbers"):
        assert len([of for of in facts.values() if fact in of]) >= 2, "one identity serves all"
        assert len({repr(of[fact]) for of in facts.values() if fact in of}) == 1
    numbers = facts["native"]["line numbers"]
    assert len(set(numbers)) == 2
    assert all(number > 0 for number in numbers)
    assert facts["native"]["number"] > 0


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
