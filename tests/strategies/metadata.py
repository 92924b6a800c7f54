"""Hypothesis strategies of metadata and of metadata filters, with an independent subset test."""

from typing import Any

from hypothesis import strategies as st

from tests.strategies.json_values import json_values, objects, same_json

_NAMES = st.sampled_from(["a", "b", "", "é", "a.b", "0"])
_FEW = st.sampled_from([None, True, False, 0, 1, 1.0, -0.0, 1.5, 10**22, 1e22, "", "1", "a", "true", "a" * 300])


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=3)


SMALL_METADATA = st.dictionaries(_NAMES, st.recursive(_FEW, _nested, max_leaves=5), max_size=4)
"""Metadata that are often alike."""
METADATA = SMALL_METADATA | objects(json_values(), max_size=5)


@st.composite
def subsets(draw: st.DrawFn, told: dict[str, Any]) -> dict[str, Any]:
    """Something that these metadata have in them, some of it spelled differently."""
    kept = {name: member for name, member in told.items() if draw(st.integers(0, 2))}
    return {
        name: draw(subsets(member)) if isinstance(member, dict) else _spelled(member) for name, member in kept.items()
    }


def is_subset(told: Any, wanted: Any) -> bool:
    """Whether what is asked for is there already: laying it over the metadata changes nothing."""
    return same_json(_overlaid(told, wanted), told)


def _overlaid(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{name: _overlaid(below.get(name), member) for name, member in above.items()}}


def _spelled(value: Any) -> Any:
    """The same JSON value: a whole number that a double holds becomes that double."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return float(value)
    return value
