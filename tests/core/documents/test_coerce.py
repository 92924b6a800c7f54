"""Coercion of wire scalars: absent, null and empty are no value; true is not a number; bad timestamps are refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from msgspec import UNSET

from tests.strategies.json_values import json_values
from tests.strategies.validation import problems_of
from triplicate.core.documents import coerce


@pytest.mark.parametrize("value", [UNSET, None])
def test_what_is_not_there_says_nothing(value: Any) -> None:
    readers = coerce.text, coerce.amount, coerce.integer, coerce.boolean
    assert [read(value) for read in readers] == [None] * 4
    assert coerce.timestamp("$.at", value) is None
    assert coerce.running_number(value) == 0


def test_an_empty_text_says_nothing() -> None:
    assert (coerce.text(""), coerce.timestamp("$.at", ""), coerce.text(" ")) == (None, None, " ")


def test_true_is_not_a_number_and_one_is_not_true() -> None:
    assert (coerce.amount(True), coerce.integer(True), coerce.running_number(True)) == (None, None, 0)
    assert (coerce.boolean(1), coerce.boolean("true"), coerce.boolean(False)) == (None, None, False)


def test_an_amount_is_the_decimal_that_was_written() -> None:
    assert (coerce.amount(50.99), coerce.amount(900)) == (Decimal("50.99"), Decimal(900))


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1), (2**53 - 1, 2**53 - 1), (2**53, 0), (0, 0), (-1, 0), (1.5, 0), ("1", 0)]
)
def test_a_running_number_is_positive_and_exact(value: Any, number: int) -> None:
    assert coerce.running_number(value) == number


def test_a_moment_that_is_none_is_refused_by_its_path() -> None:
    (problem,) = problems_of(lambda: coerce.timestamp("$.createdAt", "yesterday " * 50))
    assert problem.path == "$.createdAt"
    assert "yesterday" in problem.reason
    assert len(problem.reason) < 200, "a refusal does not repeat a long text"


@given(json_values())
def test_any_value_is_read_or_says_nothing(value: Any) -> None:
    coerce.text(value), coerce.amount(value), coerce.integer(value), coerce.running_number(value), coerce.boolean(value)
