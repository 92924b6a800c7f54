"""Document patches: applied to our rendering they restore the original; where we changed it, they give way."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.strategies.json_values import json_values, same_json
from triplicate.core.documents import patch as residue

VALUES = json_values(12)
SCALARS: st.SearchStrategy[Any] = st.sampled_from([None, True, False, 0, 1, 1.5, "", "x", [], {}])
FLAT = st.dictionaries(st.sampled_from("abcd"), SCALARS)
ITEMS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("pqrs")}, optional={"n": SCALARS, "m": SCALARS}), max_size=4
)


def laid(ours: Any, patch: Any) -> Any:
    """`patch`, as it comes back from where it is kept, laid over a rendering."""
    return deepcopy(ours) if patch is None else residue.apply(deepcopy(ours), json.loads(json.dumps(patch)))


def changed_by(ours: Any, theirs: Any) -> Any:
    """The patch between two values, which must not touch them."""
    before = deepcopy((ours, theirs))
    patch = residue.difference(ours, theirs)
    assert same_json([ours, theirs], list(before))
    return patch


@given(VALUES, VALUES)
@example({"id": True}, {"id": 1})
@example([{"id": 1}, {"id": "1"}], [{"id": 2}, {"id": "2", "x": 0}])
@example([{"id": 1, "a": 0}, {"id": 2, "a": 0}], [{"id": 2, "a": 0}, {"id": 1, "a": 0}])
@example([{"id": None}, {"id": "None"}], [{"id": "None"}, {}])
@example([{"_id": [1]}, {"_id": [2]}], [{"_id": [2], "x": {}}, {"_id": {}}])
@example([[], [0]], [[0], []])
@example({"": {"": 0}}, {"": {"": False}})
def test_laid_over_our_rendering_it_gives_their_document(ours: Any, theirs: Any) -> None:
    assert same_json(laid(ours, changed_by(ours, theirs)), theirs)


@given(ITEMS, ITEMS)
def test_lists_of_things_with_ids_are_restored_too(ours: Any, theirs: Any) -> None:
    assert same_json(laid(ours, changed_by(ours, theirs)), theirs)


@given(VALUES)
def test_there_is_none_between_equal_values(value: Any) -> None:
    assert residue.difference(value, deepcopy(value)) is None


@given(VALUES, VALUES)
def test_there_is_none_only_between_equal_values(ours: Any, theirs: Any) -> None:
    assert (residue.difference(ours, theirs) is None) == same_json(ours, theirs)


@given(FLAT, FLAT, FLAT)
def test_a_member_that_we_changed_is_ours_and_every_other_is_theirs(ours: Any, theirs: Any, today: Any) -> None:
    result = laid(today, residue.difference(ours, theirs))
    absent = object()
    for name in "abcd":
        before, now, said = (value.get(name, absent) for value in (ours, today, theirs))
        changed = (now is absent) != (before is absent) or not (now is absent or same_json(now, before))
        expected = now if changed else said
        assert (name in result) == (expected is not absent)
        assert expected is absent or same_json(result[name], expected)


@given(VALUES, VALUES, VALUES)
def test_over_any_rendering_of_another_day_it_is_laid_without_failing(ours: Any, theirs: Any, today: Any) -> None:
    laid(today, residue.difference(ours, theirs))


def test_items_are_found_by_their_id_wherever_they_stand() -> None:
    ours = [{"id": 1, "word": "a"}, {"id": 2, "word": "b"}]
    patch = residue.difference(ours, [{"id": 1, "word": "A"}, {"id": 2, "word": "b", "note": "B"}])
    today = [{"id": 3, "word": "a"}, {"id": 2, "word": "b"}, {"id": 1, "word": "a"}]
    assert laid(today, patch) == [
        {"id": 3, "word": "a"},
        {"id": 2, "word": "b", "note": "B"},
        {"id": 1, "word": "A"},
    ]


def test_items_without_an_id_are_never_taken_for_one_another() -> None:
    ours = [{"number": "T2", "at": "2024-05-02"}]
    patch = residue.difference(ours, [{"number": "T2", "at": "2024-05-02T10:00:00Z", "note": "for T2"}])
    today = [{"number": "T1", "at": "2024-05-01"}, {"number": "T2", "at": "2024-05-02"}]
    assert laid(today, patch)[0] == {"number": "T1", "at": "2024-05-01"}, "what was said of T2 is not said of T1"


def test_a_member_that_we_do_not_know_stays_beside_those_that_changed() -> None:
    patch = residue.difference({"status": "created"}, {"status": "created", "colour": "red"})
    assert laid({"status": "shipped"}, patch) == {"status": "shipped", "colour": "red"}


def test_a_word_gives_way_to_a_change_and_only_then() -> None:
    patch = residue.difference({"status": "processing", "at": "1"}, {"status": "partially fulfilled", "at": "one"})
    assert laid({"status": "processing", "at": "2"}, patch) == {"status": "partially fulfilled", "at": "2"}
    assert laid({"status": "fulfilled", "at": "1"}, patch) == {"status": "fulfilled", "at": "one"}


def test_a_member_that_they_lack_comes_back_when_it_has_something_new_to_say() -> None:
    patch = residue.difference({"total": 0}, {})
    assert laid({"total": 0}, patch) == {}
    assert laid({"total": 5}, patch) == {"total": 5}
