"""Importing our own copy, in its dialect or another, leaves the order unchanged."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_samples import sample_order
from tests.strategies import complete_documents, documents, native_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.json_numbers import largest
from tests.strategies.memory_account import MemoryAccount
from triplicate.app.documents.import_document import Outcome

GUID, OID = "123e4567-e89b-12d3-a456-426614174000", "664f2310d5775459152d6dd8"
PAIRS = [(source, target) for source in DIALECTS for target in DIALECTS]


def changes(source: str, body: dict[str, Any], target: str) -> dict[str, Any]:
    """What differs, by dialect, after the copy in `target` of a document was brought in again. Nothing should."""
    desk = MemoryAccount()
    desk.import_document(source, body)
    before, version = desk.render_all(), desk.order.version
    outcome = desk.import_document(target, desk.render(target))
    after = desk.render_all()
    differing: dict[str, Any] = {
        f"{dialect}.{name}": (before[dialect].get(name), after[dialect].get(name))
        for dialect in DIALECTS
        for name in {**before[dialect], **after[dialect]}
        if before[dialect].get(name) != after[dialect].get(name)
    }
    if outcome is not Outcome.UNCHANGED or desk.order.version != version:
        differing["outcome"] = outcome
    return differing


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_the_copy_of_a_sample_changes_nothing(source: str, target: str) -> None:
    assert changes(source, sample_order(source), target) == {}


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_the_copy_of_a_rich_document_changes_nothing(source: str, target: str) -> None:
    assert changes(source, complete_documents.complete_document(source), target) == {}


@pytest.mark.parametrize("step", [*native_documents.STEPS, "glazing", None])
@pytest.mark.parametrize("payment", [*native_documents.PAYMENTS, "disputed", None])
@pytest.mark.parametrize("target", DIALECTS)
def test_a_copy_claims_no_more_than_the_native_words_it_was_made_from(
    step: str | None, payment: str | None, target: str
) -> None:
    body = {"id": GUID, "lines": [], "words": {"vendor.order": "backordered"} if step == "glazing" else {}}
    assert changes("native", {**body, "step": step, "payment": payment}, target) == {}


@pytest.mark.parametrize("ending", [*native_documents.ENDINGS, "forgotten"])
@pytest.mark.parametrize("target", DIALECTS)
def test_a_copy_claims_no_more_than_the_native_ending_it_was_made_from(ending: str, target: str) -> None:
    body = {"id": GUID, "lines": [], "step": "created", "hold": {"reason": "address"}, "ending": ending}
    assert changes("native", body, target) == {}


@pytest.mark.slow
@pytest.mark.parametrize("source", DIALECTS)
@given(data=st.data())
def test_the_copy_of_any_document_changes_nothing(source: str, data: st.DataObject) -> None:
    body, target = data.draw(documents.documents_of(source)), data.draw(st.sampled_from(DIALECTS))
    assume(largest(body) < 1e100)
    assert changes(source, body, target) == {}


SHIPPED = {dialect: conformance.shipped for dialect, conformance in CONFORMANCES.items()}
CANCELLED = {dialect: conformance.cancelled for dialect, conformance in CONFORMANCES.items()}


@pytest.mark.parametrize(("source", "target"), [(s, t) for s, t in PAIRS if s != t])
def test_an_update_through_another_dialect_is_still_an_update(source: str, target: str) -> None:
    desk = MemoryAccount()
    desk.import_document(source, complete_documents.complete_document(source))
    assert desk.import_document(target, {**desk.render(target), **SHIPPED[target]}) is Outcome.UPDATED
    copies = desk.render_all()
    assert {dialect: {name: copies[dialect][name] for name in SHIPPED[dialect]} for dialect in DIALECTS} == SHIPPED


@pytest.mark.parametrize(("source", "target"), [(s, t) for s, t in PAIRS if s != t])
def test_a_cancellation_through_another_dialect_is_one(source: str, target: str) -> None:
    """Whoever says it may leave the date as our copy had it, which is coarser than ours."""
    desk = MemoryAccount()
    desk.import_document(source, complete_documents.complete_document(source))
    assert desk.import_document(target, {**desk.render(target), **CANCELLED[target]}) is Outcome.UPDATED
    copies = desk.render_all()
    told = {dialect: {name: copies[dialect][name] for name in CANCELLED[dialect]} for dialect in DIALECTS}
    assert told == CANCELLED
