"""Hypothesis strategies of JSON values (all that I-JSON allows), and an independent equality."""

import json
from typing import Any

from hypothesis import strategies as st

IDENTIFYING_NAMES = ("id", "_id", "poId")
"""Member names by which our patches tell the items of a list apart: the ones to be careless with."""

_AWKWARD = ["", " ", "0", "null", "é", "e\u0301", "\u202e", "\U0001f389", '"\\/', "{{name}}", "\u2028", "=", "place 0"]
_SCALARS = st.characters(exclude_categories=["Cs"], exclude_characters="\0", codec="utf-8").filter(
    lambda character: not is_noncharacter(ord(character))
)


def is_noncharacter(point: int) -> bool:
    """Whether RFC 7493 forbids the code point for never being a character."""
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


def texts(max_size: int = 12) -> st.SearchStrategy[str]:
    """Texts, among them what code likes to trip over."""
    return st.sampled_from(_AWKWARD) | st.text(_SCALARS, max_size=max_size)


def whole_numbers() -> st.SearchStrategy[int]:
    """Integers, also those that no 64 bits hold."""
    return st.integers(-1000, 1000) | st.integers() | st.sampled_from([2**53, 2**63, 2**64 + 1, -(2**70), 10**300])


def numbers() -> st.SearchStrategy[int | float]:
    """All finite JSON numbers, also whole ones written with a fraction."""
    doubles = st.floats(allow_nan=False, allow_infinity=False)
    return whole_numbers() | doubles | st.sampled_from([1.0, 0.1, -0.0, 1e16, 5e-324, 1.5, 50.99])


def json_values(max_leaves: int = 6) -> st.SearchStrategy[Any]:
    """Arbitrary JSON values, nested a little, lists of objects that repeat their ids included."""
    leaves = st.none() | st.booleans() | numbers() | texts()
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | objects(inner), max_leaves=max_leaves)


def objects(members: st.SearchStrategy[Any], max_size: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects whose members may carry telling names, and those of secrets."""
    names = st.sampled_from([*IDENTIFYING_NAMES, "", "name", "success", "publicKey", "privateKey"])
    return st.dictionaries(names | texts(6), members, max_size=max_size)


def same_json(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: numbers by value, true is not 1, the order of members does not matter."""
    return _with_types(one) == _with_types(other)


def without(value: Any, names: frozenset[str]) -> Any:
    """A JSON value without the members called by one of `names`, at any depth."""
    if isinstance(value, dict):
        return {name: without(member, names) for name, member in value.items() if name not in names}
    return [without(item, names) for item in value] if isinstance(value, list) else value


def to_json(value: Any) -> bytes:
    """A JSON value as UTF-8 text."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def _with_types(value: Any) -> Any:
    """The value with every scalar beside the name of its type, so that Python's own equality is JSON's."""
    if isinstance(value, dict):
        return {name: _with_types(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_types(item) for item in value]
    kind = "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
    return (kind, value)
