"""Members that a type does not declare are listed where they lie, whatever lies between."""

from typing import Any

import msgspec
import pytest

from triplicate.core.json.unknown_members import unknown_members


class Part(msgspec.Struct):
    """A part, which may have parts."""

    name: str = ""
    parts: list["Part"] | None = None
    size: dict[str, int] = {}


@pytest.mark.parametrize(
    ("value", "unknown"),
    [
        ({"name": "a", "parts": None}, None),
        ({"name": "a", "colour": None}, {"colour": None}),
        (
            {"parts": [{"name": "b"}, {"parts": [{"colour": {"name": 1}}]}]},
            {"parts": {"1": {"parts": {"0": {"colour": {"name": 1}}}}}},
        ),
        ({"size": {"width": 1}, "name": {"colour": 1}}, None),
        ([{"colour": 1}], None),
    ],
)
def test_unknown_members(value: Any, unknown: Any) -> None:
    assert unknown_members(value, Part) == unknown
