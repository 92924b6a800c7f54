"""Alternatives of a type: the members of a union at any depth, without their annotations."""

from typing import Annotated, Any

import pytest
from msgspec import Meta, inspect

from triplicate.core.json.alternatives import alternatives, type_alternatives

Quantity = Annotated[int, Meta(ge=0)] | Annotated[float, Meta(ge=0)]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (int, [int]),
        (Annotated[str, Meta(max_length=3)], [str]),
        (Quantity | None, [int, float, type(None)]),
        (Annotated[Quantity | list[str], Meta(description="any")], [int, float, list[str]]),
    ],
)
def test_both_forms_of_a_type_have_the_same_alternatives(kind: Any, expected: list[Any]) -> None:
    assert list(alternatives(kind)) == expected
    described = [type(option) for option in type_alternatives(inspect.type_info(kind))]
    assert sorted(map(str, described)) == sorted(str(type(inspect.type_info(option))) for option in expected)
