"""Equality of JSON values: numbers by value, true apart from 1, members in any order."""

from typing import Any

import pytest
from hypothesis import given

from tests.strategies.json_values import json_values, same_json
from triplicate.core.json.equality import equal
from triplicate.core.search import metadata


@given(json_values(), json_values())
def test_values_are_equal_as_json_values_are(left: Any, right: Any) -> None:
    assert equal(left, right) == same_json(left, right)
    assert equal(left, left)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (True, 1, False),
        (0, False, False),
        ([True], [1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([1, 2], [2, 1], False),
        ({}, [], False),
        (None, 0, False),
    ],
)
def test_patches_and_metadata_filters_agree(left: Any, right: Any, same: bool) -> None:
    assert equal(left, right) is same
    assert metadata.contains({"value": [left]}, {"value": [right]}) is same
