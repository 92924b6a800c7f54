"""Upcasting: stored documents of every shape so far are read; a later shape is refused."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from triplicate.core.catalog import price_list
from triplicate.core.company import company, customer
from triplicate.core.documents.upcast import (
    COMPANY_SHAPES,
    CUSTOMER_SHAPES,
    ORDER_SHAPES,
    PRICE_LIST_SHAPES,
    DocumentShapes,
    UnknownShape,
)
from triplicate.core.order import order


class StoredKind(NamedTuple):
    """A kind of stored document: its shapes, and how it is decoded and encoded; `member` is never empty."""

    shapes: DocumentShapes
    decode: Callable[[bytes], Any]
    encode: Callable[[Any], bytes]
    member: str = "guid"


KINDS = {
    "order": StoredKind(ORDER_SHAPES, order.decode, order.encode),
    "company": StoredKind(COMPANY_SHAPES, company.decode, company.encode),
    "customer": StoredKind(CUSTOMER_SHAPES, customer.decode, customer.encode),
    "price_list": StoredKind(PRICE_LIST_SHAPES, price_list.decode, price_list.encode, "models"),
}
EXAMPLES = sorted((Path(__file__).parent / "shapes").glob("*.json"))
"""Documents as each shape's program wrote them: never change one, add some for each new shape."""


def kind_and_shape(example: Path) -> tuple[str, int]:
    match = re.fullmatch(r"([a-z_]+)-(\d+)-\w+", example.stem)
    assert match
    return match[1], int(match[2])


def rename(document: dict[str, Any]) -> dict[str, Any]:
    return {"title" if name == "name" else name: value for name, value in document.items()}


def count_lines(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "line_count": len(document["lines"])}


SHAPES = DocumentShapes(newest=3, steps={1: rename, 2: count_lines})


@pytest.mark.parametrize("kind", KINDS)
def test_every_shape_so_far_has_examples(kind: str) -> None:
    shapes = KINDS[kind].shapes
    assert {kind_and_shape(example) for example in EXAMPLES} >= {(kind, n) for n in range(1, shapes.newest + 1)}
    assert set(shapes.steps) == set(range(1, shapes.newest))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_a_document_of_every_shape_is_read(example: Path) -> None:
    """One of the newest shape loses nothing: if this fails for it, the stored type has changed, and its shape must."""
    kind, shape = kind_and_shape(example)
    shapes, decode, encode, member = KINDS[kind]
    stored = example.read_bytes()
    decoded = decode(shapes.upcast(stored, shape))
    assert getattr(decoded, member)
    if shape == shapes.newest:
        assert msgspec.json.decode(encode(decoded)) == msgspec.json.decode(stored)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.stem.startswith("order-")], ids=lambda e: e.stem)
def test_the_examples_of_orders_have_lines(example: Path) -> None:
    assert order.decode(ORDER_SHAPES.upcast(example.read_bytes(), kind_and_shape(example)[1])).lines


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
