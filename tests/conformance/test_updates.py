"""Vendor updates: a later document changes what it concerns and leaves everything else."""

from typing import Any

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_samples import sample_order
from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.json_values import same_json
from tests.strategies.memory_account import MemoryAccount
from triplicate.app.documents.import_document import Outcome

NEW, UPDATED, STALE, UNCHANGED = Outcome.NEW, Outcome.UPDATED, Outcome.STALE, Outcome.UNCHANGED
LATER = {dialect: conformance.later for dialect, conformance in CONFORMANCES.items()}
EARLIER = {dialect: conformance.earlier for dialect, conformance in CONFORMANCES.items()}


def differing(one: Any, other: Any) -> set[str]:
    """The members in which two documents differ."""
    return {
        name
        for name in {**one, **other}
        if name not in one or name not in other or not same_json(one[name], other[name])
    }


@pytest.mark.parametrize("dialect", DIALECTS)
def test_documents_say_what_they_did(dialect: str) -> None:
    desk, now = MemoryAccount(), complete_documents.complete_document(dialect)
    later, earlier = {**now, **LATER[dialect]}, {**now, **EARLIER[dialect]}
    told = [desk.import_document(dialect, body) for body in (now, now, later, later, earlier, earlier, now, later)]
    assert told == [NEW, UNCHANGED, UPDATED, UNCHANGED, STALE, STALE, STALE, UNCHANGED]
    assert [event.kind for event in desk.unit.events] == ["imported", "updated"]
    assert desk.order.version == 2


@pytest.mark.parametrize("dialect", DIALECTS)
def test_another_spelling_of_the_same_document_is_the_same_document(dialect: str) -> None:
    desk = MemoryAccount()
    desk.import_document(dialect, complete_documents.complete_document(dialect))
    turned = dict(reversed(complete_documents.complete_document(dialect).items()))
    assert desk.import_document(dialect, turned) is UNCHANGED
    assert desk.unit.memory.writes == 1


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_later_document_is_shown_as_it_is(dialect: str) -> None:
    desk, later = MemoryAccount(), complete_documents.complete_document(dialect, **LATER[dialect])
    desk.import_document(dialect, complete_documents.complete_document(dialect))
    desk.import_document(dialect, later)
    assert differing(desk.render(dialect), later) == set()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_sample_that_moved_on_keeps_every_other_word(dialect: str) -> None:
    desk, sample = MemoryAccount(), sample_order(dialect)
    later_of = CONFORMANCES[dialect].later_of
    later = {**sample, **LATER[dialect]} if later_of is None else later_of(sample)
    desk.import_document(dialect, sample)
    assert desk.import_document(dialect, later) is UPDATED
    assert differing(desk.render(dialect), later) == set()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_members_we_do_not_know_stay_and_change_with_their_documents(dialect: str) -> None:
    desk = MemoryAccount()
    desk.import_document(dialect, complete_documents.complete_document(dialect, colour="red", nested={"a": [1]}))
    desk.import_document(
        dialect, complete_documents.complete_document(dialect, **LATER[dialect], colour="blue", nested={"a": [1]})
    )
    assert (desk.render(dialect)["colour"], desk.render(dialect)["nested"]) == ("blue", {"a": [1]})
    assert (
        desk.import_document(dialect, complete_documents.complete_document(dialect, colour="green", nested={})) is STALE
    )
    assert desk.render(dialect)["colour"] == "blue"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_earlier_document_that_arrives_late_changes_no_copy(dialect: str) -> None:
    desk = MemoryAccount()
    desk.import_document(dialect, complete_documents.complete_document(dialect, **LATER[dialect]))
    copies = desk.render_all()
    assert desk.import_document(dialect, complete_documents.complete_document(dialect, **EARLIER[dialect])) in (
        STALE,
        UPDATED,
    )
    after = desk.render_all()
    for target in DIALECTS:
        assert differing(copies[target], after[target]) <= CONFORMANCES[target].history, target
