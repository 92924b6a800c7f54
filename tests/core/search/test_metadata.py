"""Metadata search: subset matching, and the marks by which candidates are found."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.metadata import METADATA, SMALL_METADATA, is_subset, subsets
from tests.strategies.orders import order
from triplicate.core.order import order as core
from triplicate.core.search import metadata
from triplicate.core.search.facets import Facet, facets

TOLD = {"shop": {"id": 7, "open": True, "tags": ["a", {"b": 1}]}, "note": None, "empty": {}}
MANY = {f"name {place}": place for place in range(metadata.MAX_MARKS + 1)}


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"shop": {}},
        {"shop": {"id": 7.0}},
        {"shop": {"open": True, "tags": ["a", {"b": 1.0}]}, "note": None},
        {"empty": {}},
        TOLD,
    ],
)
def test_what_they_have_in_them(wanted: dict[str, Any]) -> None:
    assert metadata.contains(TOLD, wanted)
    assert set(metadata.query_marks(wanted)) <= metadata.marks(TOLD)


@pytest.mark.parametrize(
    "wanted",
    [
        {"id": 7},
        {"shop": {"id": "7"}},
        {"shop": {"open": 1}},
        {"shop": {"tags": ["a"]}},
        {"shop": {"tags": [{"b": 1}, "a"]}},
        {"shop": {"tags": ["a", {}]}},
        {"shop": {"tags": {}}},
        {"note": {}},
        {"note": ""},
        {"missing": None},
        {"missing": {}},
        {"empty": {"a": 1}},
        {"empty": []},
        {"shop": {"id": 7, "more": 1}},
    ],
)
def test_what_they_have_not(wanted: dict[str, Any]) -> None:
    assert not metadata.contains(TOLD, wanted)
    assert not set(metadata.query_marks(wanted)) <= metadata.marks(TOLD)


@given(METADATA, st.data())
def test_parts_of_them_are_in_them_and_are_marked(told: dict[str, Any], data: st.DataObject) -> None:
    wanted = data.draw(subsets(told))
    assert is_subset(told, wanted)
    assert metadata.contains(told, wanted)
    assert set(metadata.query_marks(wanted)) <= metadata.marks(told)


@given(SMALL_METADATA, SMALL_METADATA)
def test_anything_against_anything(told: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert metadata.contains(told, wanted) == is_subset(told, wanted)
    if is_subset(told, wanted):
        assert set(metadata.query_marks(wanted)) <= metadata.marks(told)


@given(METADATA)
def test_marks_are_the_same_after_storing(told: dict[str, Any]) -> None:
    """Else changing an order would leave some of its old ones behind."""
    stored = core.decode(core.encode(order(metadata=told))).metadata
    assert metadata.marks(stored) == metadata.marks(told)
    assert metadata.contains(stored, told)


def test_too_many_marks_are_one() -> None:
    assert metadata.marks(MANY) == {metadata.OVERFLOW_MARK}
    assert len(metadata.marks(dict(list(MANY.items())[1:]))) == metadata.MAX_MARKS
    assert len(metadata.query_marks(MANY)) <= metadata.MAX_MARKS


def test_the_index_holds_marks_as_they_are() -> None:
    told = {"a": " ", "b": "x" * 1000, "c": {"d": "x" * 1000}}
    marked = {value for facet, value in facets(order(metadata=told)) if facet is Facet.METADATA}
    assert marked == metadata.marks(told)
    assert len(marked) == 4
