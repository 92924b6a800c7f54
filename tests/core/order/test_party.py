"""Personal names: stored as written, split at the last space, joined with one space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.json_values import texts
from triplicate.core.order.party import Person, full_name, name_parts

WORDS = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Jean Dupont", ("Jean", "Dupont")),
        ("Marie Anne Curie", ("Marie Anne", "Curie")),
        ("Madonna", ("", "Madonna")),
        (" Jean  Dupont ", ("Jean", "Dupont")),
        ("", ("", "")),
        ("   ", ("", "")),
    ],
)
def test_a_whole_name_is_split_at_its_last_space(full: str, parts: tuple[str, str]) -> None:
    assert name_parts(Person(full=full)) == parts


@pytest.mark.parametrize(
    ("first", "last", "full"),
    [
        ("Jean", "Dupont", "Jean Dupont"),
        ("riya", " c", "riya c"),
        (" Jean ", " Dupont ", "Jean Dupont"),
        ("Jean", None, "Jean"),
        (None, "Dupont", "Dupont"),
        ("", "Dupont", "Dupont"),
        ("", "", ""),
    ],
)
def test_parts_are_joined_trimmed_with_one_space(first: str | None, last: str | None, full: str) -> None:
    assert full_name(Person(first=first, last=last)) == full


def test_nobody_has_no_name() -> None:
    assert full_name(Person()) is None
    assert name_parts(Person()) == (None, None)


@given(texts(), texts())
def test_names_are_given_as_they_were_written(first: str, last: str) -> None:
    assert name_parts(Person(first=first, last=last)) == (first, last)
    assert full_name(Person(full=first, last=last)) == first


@given(WORDS, WORDS)
def test_a_name_of_two_words_survives_both_ways(first: str, last: str) -> None:
    full = full_name(Person(first=first, last=last))
    assert name_parts(Person(full=full)) == (first, last)
    assert full_name(Person(full=f"{first} {last}")) == f"{first} {last}"
