"""Totals follow from the parts, unless they were stated; then they are facts, and a mismatch can be told."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.orders import line, order
from triplicate.core import totals
from triplicate.core.order import Totals

PRICES = st.decimals(0, 10**6, places=2)
QUANTITIES = st.integers(0, 1000).map(Decimal)


def priced(*lines: tuple[str | None, str], currency: str = "EUR", **sums: int) -> Any:
    """An order of lines, each a price and a quantity, and the sums that it states."""
    of = tuple(
        line(index, price=None if price is None else Decimal(price), quantity=Decimal(quantity))
        for index, (price, quantity) in enumerate(lines)
    )
    return order(lines=of, currency=currency, totals=Totals(**sums))


def test_a_line_is_price_times_quantity() -> None:
    assert totals.line_total(line(0, price=Decimal("12.50"), quantity=Decimal("2.5"))) == Decimal("31.25")
    assert totals.line_total(line(0, quantity=Decimal(2))) is None


def test_the_total_is_lines_shipping_and_tax() -> None:
    one = priced(("12.50", "4"), ("540.05", "1"), shipping=500, tax=495)
    assert (totals.subtotal(one), totals.total(one), totals.mismatch(one)) == (59005, 60000, None)


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 13), ("EUR", 1250), ("KWD", 12500)])
def test_sums_are_minor_units_of_their_currency(currency: str, minor: int) -> None:
    assert totals.subtotal(priced(("6.25", "2"), currency=currency)) in (
        minor,
        minor - 1 if currency == "JPY" else minor,
    )


def test_what_is_finer_than_the_currency_is_rounded_once_for_all_lines() -> None:
    assert totals.subtotal(priced(("0.004", "1"), ("0.004", "1"), ("0.004", "1"))) == 1


def test_a_stated_total_is_a_fact_even_where_the_parts_say_otherwise() -> None:
    one = priced(("10", "1"), shipping=500, total=9900)
    assert (totals.total(one), totals.mismatch(one)) == (9900, 9900 - 1500)


def test_a_stated_subtotal_stands_in_for_the_lines() -> None:
    one = priced(("10", "1"), subtotal=2000, tax=100, total=2100)
    assert (totals.subtotal(one), totals.mismatch(one)) == (2000, 0)


def test_one_unknown_price_makes_the_sum_unknown() -> None:
    one = priced(("10", "1"), (None, "1"), shipping=500)
    assert (totals.subtotal(one), totals.total(one), totals.mismatch(one)) == (None, None, None)


def test_no_lines_sum_to_nothing_known() -> None:
    assert (totals.subtotal(priced()), totals.total(priced(shipping=500))) == (None, None)


@given(st.lists(st.tuples(PRICES, QUANTITIES), min_size=1, max_size=5), st.integers(0, 10**6), st.integers(0, 10**6))
def test_parts_always_sum_to_totals(parts: list[tuple[Decimal, Decimal]], shipping: int, tax: int) -> None:
    lines = tuple(line(index, price=price, quantity=count) for index, (price, count) in enumerate(parts))
    one = order(lines=lines, currency="EUR", totals=Totals(shipping=shipping, tax=tax))
    cents = sum(int(price * 100) * int(count) for price, count in parts)
    assert totals.total(one) == cents + shipping + tax
