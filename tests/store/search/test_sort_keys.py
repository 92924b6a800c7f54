"""Sort keys: unique for each order, also within one millisecond, and ordered by time."""

from datetime import UTC, datetime

import pytest

from tests.strategies.orders import order
from triplicate.store.search.sort_keys import (
    MAX_MS,
    TIE_BITS,
    created_ms,
    first_position,
    free_position,
    last_position,
    parse_milliseconds,
    preferred_tie,
    to_milliseconds,
)


def test_a_moment_has_a_million_places() -> None:
    assert last_position(5) - first_position(5) + 1 == 1 << 20
    assert last_position(5) + 1 == first_position(6)


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
    assert parse_milliseconds(text) == ms
    if ms is not None and ms >= 0:
        assert to_milliseconds(datetime.fromtimestamp(ms / 1000, UTC)) == ms


def test_when_an_order_was_made() -> None:
    assert created_ms(order(created_at="1970-01-01T00:00:01.000Z", placed_at="1970-01-01T00:00:02.000Z")) == 1000
    assert created_ms(order(placed_at="1970-01-01T00:00:02.000Z")) == 2000
    assert created_ms(order()) is None


@pytest.mark.parametrize(("ms", "kept"), [(-1, 0), (-(10**15), 0), (MAX_MS + 1, MAX_MS), (10**20, MAX_MS)])
def test_moments_beyond_either_end(ms: int, kept: int) -> None:
    assert free_position(ms, 0, lambda _: False) >> TIE_BITS == kept
    assert 0 <= last_position(ms) < 1 << 62


def test_places_of_one_moment_differ() -> None:
    taken: set[int] = set()
    for _ in range(2000):
        taken.add(free_position(77, 5, taken.__contains__))
    assert len(taken) == 2000
    assert {place >> TIE_BITS for place in taken} == {77}


def test_orders_of_one_moment_lie_in_the_order_of_their_numbers() -> None:
    """Whatever the account; numbers that a vendor gave may be of any size."""
    for account in ("a", "b", "c"):
        ties = [preferred_tie(account, number) for number in range(1, 5000)]
        assert ties == sorted(set(ties))
        assert all(0 <= preferred_tie(account, number) < 1 << TIE_BITS for number in (0, 1, 2**19, 2**63 - 1))
    assert len({preferred_tie(str(place), 1) for place in range(100)}) > 95


def test_when_a_moment_is_full_the_next_takes_over() -> None:
    assert free_position(77, 5, lambda place: place >> TIE_BITS == 77) >> TIE_BITS == 78
    assert free_position(MAX_MS, 5, lambda place: place >> TIE_BITS == MAX_MS) < 1 << 63
