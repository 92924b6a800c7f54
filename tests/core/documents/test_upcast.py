"""Upcasting: stored orders of every shape so far are read; a later shape is refused."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from triplicate.core.documents.upcast import ORDER_SHAPES, DocumentShapes, UnknownShape
from triplicate.core.order import order

EXAMPLES = sorted((Path(__file__).parent / "shapes").glob("order-*.json"))
"""Stored orders as each shape's program wrote them: never change one, add some for each new shape."""


def shape_of(example: Path) -> int:
    match = re.fullmatch(r"order-(\d+)-\w+", example.stem)
    assert match
    return int(match[1])


def rename(document: dict[str, Any]) -> dict[str, Any]:
    return {"title" if name == "name" else name: value for name, value in document.items()}


def count_lines(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "line_count": len(document["lines"])}


SHAPES = DocumentShapes(newest=3, steps={1: rename, 2: count_lines})


def test_every_shape_so_far_has_examples() -> None:
    assert {shape_of(example) for example in EXAMPLES} == set(range(1, ORDER_SHAPES.newest + 1))
    assert set(ORDER_SHAPES.steps) == set(range(1, ORDER_SHAPES.newest))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_an_order_of_every_shape_is_read(example: Path) -> None:
    """One of the newest shape loses nothing: if this fails for it, the stored type has changed, and its shape must."""
    stored = example.read_bytes()
    decoded = order.decode(ORDER_SHAPES.upcast(stored, shape_of(example)))
    assert decoded.lines
    if shape_of(example) == ORDER_SHAPES.newest:
        assert msgspec.json.decode(order.encode(decoded)) == msgspec.json.decode(stored)


@pytest.mark.parametrize(
    ("shape", "document", "newest"),
    [
        (1, {"name": "a", "lines": [1]}, {"title": "a", "lines": [1], "line_count": 1}),
        (2, {"title": "a", "lines": []}, {"title": "a", "lines": [], "line_count": 0}),
    ],
)
def test_each_step_is_taken_in_turn(shape: int, document: Any, newest: Any) -> None:
    assert msgspec.json.decode(SHAPES.upcast(msgspec.json.encode(document), shape)) == newest


def test_the_newest_shape_is_passed_on_byte_by_byte() -> None:
    assert SHAPES.upcast(b'{ "title" : 1.0 }', 3) == b'{ "title" : 1.0 }'


@pytest.mark.parametrize("shape", [0, -1, 4, 100])
def test_a_shape_that_nobody_knows(shape: int) -> None:
    with pytest.raises(UnknownShape, match=f"shape {shape}"):
        SHAPES.upcast(b"{}", shape)
