"""Positions: one for each order, however many were made in the same moment, in the sequence of the moments."""

from datetime import UTC, datetime

import pytest

from tests.strategies.orders import order
from triplicate.store.search.sort_keys import LAST_MS, TIE_BITS, choose, earliest, in_ms, latest, made, millis


def test_a_moment_has_a_million_places() -> None:
    assert latest(5) - earliest(5) + 1 == 1 << 20
    assert latest(5) + 1 == earliest(6)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1970-01-01T00:00:00.000Z", 0),
        ("1970-01-01T00:00:01.234Z", 1234),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2024-07-01T11:26:55.737+02:00", 1719826015737),
        ("", None),
        (None, None),
        ("yesterday", None),
    ],
)
def test_moments_in_milliseconds(text: str | None, ms: int | None) -> None:
    assert millis(text) == ms
    if ms is not None and ms >= 0:
        assert in_ms(datetime.fromtimestamp(ms / 1000, UTC)) == ms


def test_when_an_order_was_made() -> None:
    assert made(order(created_at="1970-01-01T00:00:01.000Z", placed_at="1970-01-01T00:00:02.000Z")) == 1000
    assert made(order(placed_at="1970-01-01T00:00:02.000Z")) == 2000
    assert made(order()) is None


@pytest.mark.parametrize(("ms", "kept"), [(-1, 0), (-(10**15), 0), (LAST_MS + 1, LAST_MS), (10**20, LAST_MS)])
def test_moments_beyond_either_end(ms: int, kept: int) -> None:
    assert choose(ms, lambda _: False) >> TIE_BITS == kept
    assert 0 <= latest(ms) < 1 << 62


def test_places_of_one_moment_differ() -> None:
    taken: set[int] = set()
    for _ in range(2000):
        taken.add(choose(77, taken.__contains__))
    assert len(taken) == 2000
    assert {place >> TIE_BITS for place in taken} == {77}


def test_when_a_moment_is_full_the_next_takes_over() -> None:
    assert choose(77, lambda place: place >> TIE_BITS == 77) >> TIE_BITS == 78
    assert choose(LAST_MS, lambda place: place >> TIE_BITS == LAST_MS) < 1 << 63
