"""Type validation of documents: every problem is reported, each with its JSON path."""

from typing import Any

import msgspec
import pytest
from msgspec import UNSET, UnsetType

from tests.strategies.validation import problems_of
from triplicate.core.json import ijson


class Part(msgspec.Struct, kw_only=True):
    """One of several."""

    name: str
    count: int | None | UnsetType = UNSET


class Whole(msgspec.Struct, kw_only=True):
    """A document."""

    id: str
    status: int
    parts: list[Part]
    first: Part | UnsetType = UNSET
    by_name: dict[str, int] | UnsetType = UNSET
    note: str | UnsetType = UNSET


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A document that has these members, and no others."""

    id: str
    parts: list["Strict"] = []


GOOD: dict[str, Any] = {"id": "a", "status": 1, "parts": []}


def paths(value: Any, where: str = "$") -> list[str]:
    """The paths of the problems."""
    return sorted(problem.path for problem in problems_of(lambda: ijson.convert(value, Whole, where)))


def test_a_good_document_becomes_its_type() -> None:
    assert ijson.convert({**GOOD, "unknown": [1]}, Whole) == Whole(id="a", status=1, parts=[])


def test_one_problem_is_named_with_its_reason() -> None:
    (problem,) = problems_of(lambda: ijson.convert({**GOOD, "note": 5}, Whole))
    assert problem.path == "$.note"
    assert problem.reason == "must be text"


def test_a_required_member_of_the_wrong_type_is_one_problem() -> None:
    assert paths({**GOOD, "status": "1"}) == ["$.status"], "it is there, so it is not missing"


def test_several_problems_are_all_named() -> None:
    value = {**GOOD, "note": 5, "first": {"name": "x", "count": "y"}, "by_name": []}
    assert paths(value) == ["$.by_name", "$.first.count", "$.note"]


def test_several_required_members_of_the_wrong_type_are_all_named() -> None:
    assert paths({"id": 1, "status": "x", "parts": {}}) == ["$.id", "$.parts", "$.status"]


def test_problems_in_several_items_are_all_named() -> None:
    parts = [{"name": "x", "count": "1"}, {"name": "y"}, {"name": "z", "count": "2"}]
    assert paths({**GOOD, "parts": parts}) == ["$.parts[0].count", "$.parts[2].count"]


def test_items_of_the_wrong_type_are_all_named() -> None:
    assert paths({**GOOD, "parts": [1, {"name": "y"}, "z"], "note": 5}) == ["$.note", "$.parts[0]", "$.parts[2]"]


def test_a_missing_member_hides_no_other_problem() -> None:
    problems = problems_of(lambda: ijson.convert({"id": "a", "parts": [], "note": 5}, Whole))
    assert "$.note" in [problem.path for problem in problems]
    assert ("$.status", "is required") in problems


def test_two_missing_members_are_both_named() -> None:
    problems = problems_of(lambda: ijson.convert({"parts": []}, Whole))
    assert sorted(problems) == [("$.id", "is required"), ("$.status", "is required")]


def test_a_value_of_a_map_is_named() -> None:
    found = paths({**GOOD, "by_name": {"a": 1, "b": "x"}, "note": 5})
    assert len(found) == 2
    assert found[0].startswith("$.by_name")
    assert found[1] == "$.note"


def test_paths_start_where_the_document_lies() -> None:
    assert paths({**GOOD, "note": 5}, "$.data.order") == ["$.data.order.note"]
    assert paths([], "$.data") == ["$.data"]


def test_the_list_of_problems_ends_somewhere() -> None:
    parts = [{"name": "x", "count": "1"} for _ in range(1000)]
    assert 1 <= len(paths({**GOOD, "parts": parts})) <= 50


def test_the_value_that_was_refused_is_left_as_it_is() -> None:
    value = {**GOOD, "note": 5, "first": {"name": 1}}
    problems_of(lambda: ijson.convert(value, Whole))
    assert value == {**GOOD, "note": 5, "first": {"name": 1}}


@pytest.mark.parametrize("value", [True, 1.5, "1", None, [], {}])
def test_an_integer_is_an_integer(value: Any) -> None:
    assert paths({**GOOD, "status": value})[0] == "$.status"


def test_members_that_are_refused_are_named_like_other_problems() -> None:
    value = {"id": 1, "parts": [{"id": "a", "nam": 2}], "extra": None}
    problems = sorted(problem.path for problem in problems_of(lambda: ijson.convert(value, Strict)))
    assert problems == ["$.extra", "$.id", "$.parts[0].nam"]
