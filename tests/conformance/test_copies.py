"""One order in every dialect: shared facts are equal, and nothing is invented."""

from typing import Any

import pytest

from tests.conformance import numbered_documents
from tests.conformance.registry import CONFORMANCES
from tests.conformance.shared_facts import differing_facts, facts_of, values
from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount


def facts(dialect: str) -> Any:
    """The facts of a dialect's complete document."""
    facts = facts_of({dialect: complete_documents.complete_document(dialect)})[dialect]
    assert facts.keys() == CONFORMANCES[dialect].facts.keys()
    return facts


def copies_of(dialect: str, **members: Any) -> dict[str, Any]:
    """The copies of a dialect's rich document."""
    desk = MemoryAccount()
    desk.import_document(dialect, complete_documents.complete_document(dialect, **members))
    return desk.render_all()


@pytest.mark.parametrize("source", DIALECTS)
def test_what_two_dialects_can_say_they_say_equally(source: str) -> None:
    assert differing_facts(copies_of(source)) == []


@pytest.mark.parametrize("source", DIALECTS)
@pytest.mark.parametrize(
    "fact",
    ["id", "oid", "number", "names", "pieces", "parcels", "recipient", "buyer", "company", "unit prices", "total"],
)
def test_a_fact_of_the_document_is_in_every_copy_that_can_say_it(source: str, fact: str) -> None:
    own = facts(source).get(fact)
    shown = values(copies_of(source), fact)
    assert len(shown) >= 2
    assert all(value == shown[0] for value in shown)
    if own is not None:
        assert shown[0] == own
    elif fact == "recipient" and "recipient" not in facts(source):
        assert shown[0] is None, "it is not made up"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_complete_documents_say_all_that_they_can(dialect: str) -> None:
    own = facts(dialect)
    assert [name for name, value in own.items() if value in (None, [], "")] == []
    assert len(own["names"]) == len(own["pieces"]) == 2
    assert all(own.get("recipient", ()))
    conformance = CONFORMANCES[dialect]
    assert len(conformance.tracking_numbers(conformance.complete)) == conformance.names_parcels


@pytest.mark.parametrize("source", [name for name, of in CONFORMANCES.items() if of.shows_every_parcel])
def test_of_several_parcels_every_dialect_shows_them_or_the_newest(source: str) -> None:
    (member,) = CONFORMANCES[source].parcel("T0")
    parcels = [parcel for n in range(3) for parcel in CONFORMANCES[source].parcel(f"T{n}")[member]]
    copies = copies_of(source, **{member: parcels})
    for dialect, conformance in CONFORMANCES.items():
        if not conformance.names_parcels:
            continue
        numbers = ["T0", "T1", "T2"] if conformance.shows_every_parcel else ["T2"]
        assert conformance.tracking_numbers(copies[dialect]) == numbers


@pytest.mark.parametrize("source", DIALECTS)
def test_no_parcel_is_no_parcel_everywhere(source: str) -> None:
    desk = MemoryAccount()
    desk.import_document(source, numbered_documents.least(source, 1))
    copies = desk.render_all()
    assert values(copies, "parcels") == [[]] * len(values(copies, "parcels"))
    newest = values(copies, "newest parcel")
    assert newest == [None] * len(newest)
    assert len(newest) >= len(DIALECTS) - 1
