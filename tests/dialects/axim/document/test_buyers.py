"""Documents of companies and customers come back as they went in, and merge in any order: laws 2, 3 and 7."""

from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dialects.axim.buyer_documents import COMPLETE
from tests.dialects.axim.document.buyer_fixtures import CODECS, KINDS, BuyerMemory, documents
from tests.strategies import wire_documents
from tests.strategies.hypothesis_profiles import load
from tests.strategies.json_values import same_json
from tests.strategies.memory_account import ACCOUNT
from tests.strategies.validation import problems_of
from triplicate.app.documents.import_document import Outcome
from triplicate.core.company import company, customer
from triplicate.core.documents import codec
from triplicate.core.documents.codec import STABLE_OPTIONS, ImportContext

load()
kinds = pytest.mark.parametrize("kind", KINDS)
CONTEXT = ImportContext(account=ACCOUNT.id, currency="EUR", file_of=lambda text: None)
STORED: dict[str, Any] = {"company": company, "customer": customer}
UNCLASSED = {"company": "creditLimit", "customer": "wishlists"}


@kinds
@given(st.data())
def test_a_document_comes_back_as_it_went_in(kind: str, data: st.DataObject) -> None:
    """Before a change and, as a patch over our rendering, ready for one; also after it was stored."""
    document = data.draw(documents(kind))
    memory = BuyerMemory(kind)
    assert memory.import_document(document) is Outcome.NEW
    assert memory.import_document(document) is Outcome.UNCHANGED
    settled = codec.settle(CODECS[kind], memory.buyer)
    for each in (memory.buyer, settled):
        assert same_json(memory.render(each), document)
        assert STORED[kind].decode(STORED[kind].encode(each)) == each


@kinds
def test_after_a_change_only_its_members_differ(kind: str) -> None:
    memory = BuyerMemory(kind)
    memory.import_document(COMPLETE[kind])
    settled = codec.settle(CODECS[kind], memory.buyer)
    changed = msgspec.structs.replace(settled, status="inactive", version=2)
    assert memory.render(changed) == {**COMPLETE[kind], "status": "inactive"}


@kinds
def test_every_member_is_classed_and_nothing_else(kind: str) -> None:
    assert wire_documents.paths(CODECS[kind].wire_type) == set(CODECS[kind].fields)
    assert {text.partition(":")[0] for text in CODECS[kind].fields.values()} <= {"exact", "derived", "kept"}


@kinds
def test_what_is_exact_is_written_by_the_codec_and_what_is_kept_is_not(kind: str) -> None:
    document = msgspec.json.decode(msgspec.json.encode(COMPLETE[kind]))
    decoded = codec.decode(CODECS[kind], document, CONTEXT).aggregate
    rendering = codec.rendering(CODECS[kind], decoded, STABLE_OPTIONS)
    kept = {path for path, text in CODECS[kind].fields.items() if text == "kept" and "." not in path}
    missing = {name for name in COMPLETE[kind] if name not in rendering}
    assert missing == {*(kept & COMPLETE[kind].keys()), UNCLASSED[kind]}
    empty = {"billingAddress", "shippingAddress", "address"}
    assert {name: rendering[name] for name in rendering if name not in empty} == {
        name: COMPLETE[kind][name] for name in rendering if name not in empty
    }


@kinds
def test_updates_end_the_same_in_any_order(kind: str) -> None:
    updates = [
        COMPLETE[kind],
        {**COMPLETE[kind], "status": "inactive", "updatedAt": "2024-09-01T00:00:00.000Z", "rating": 5},
        {**COMPLETE[kind], "email": "c@example.com", "updatedAt": "2024-09-02T00:00:00.000Z"},
    ]
    results = []
    for order in permutations([*updates, updates[1]]):
        memory = BuyerMemory(kind)
        for document in order:
            memory.import_document(document)
        assert memory.render() == updates[2]
        results.append(msgspec.structs.replace(memory.buyer, version=0, sync=type(memory.buyer.sync)()))
    assert all(result == results[0] for result in results)


@kinds
def test_outcomes_and_events_tell_what_a_document_did(kind: str) -> None:
    memory = BuyerMemory(kind)
    later = {**COMPLETE[kind], "status": "active again", "updatedAt": "2024-09-01T00:00:00.000Z"}
    earlier = {**COMPLETE[kind], "updatedAt": "2024-01-01T00:00:00.000Z"}
    outcomes = [memory.import_document(document) for document in (COMPLETE[kind], later, earlier, later)]
    assert outcomes == [Outcome.NEW, Outcome.UPDATED, Outcome.STALE, Outcome.UNCHANGED]
    assert (memory.buyer.version, memory.buyer.status) == (2, "active again")
    assert [(event.kind, event.order, event.version) for event in memory.unit.events] == [
        (f"{kind} imported", memory.buyer.guid, 1),
        (f"{kind} updated", memory.buyer.guid, 2),
    ]


@kinds
@pytest.mark.parametrize(
    ("change", "path"),
    [({"id": "22"}, "$.data.id"), ({"createdAt": "yesterday"}, "$.data.createdAt"), ({"status": 1}, "$.data.status")],
)
def test_what_is_not_valid_is_refused_by_its_path(kind: str, change: dict[str, Any], path: str) -> None:
    memory = BuyerMemory(kind)
    problems = problems_of(lambda: memory.import_document({**COMPLETE[kind], **change}))
    assert [problem.path for problem in problems] == [path]
    assert problems_of(lambda: memory.import_document([]))[0].reason == f"must be a {kind} object, not a list"
