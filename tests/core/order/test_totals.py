"""Totals: lines, shipping and tax in minor units of the currency; what is due, and what was paid."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.orders import line, order
from triplicate.core.lifecycle import Ending, Payment
from triplicate.core.order import totals
from triplicate.core.order.order import Order, Totals
from triplicate.core.order.payments import PaymentRecord, RefundRecord

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
    before = priced(("12.50", "4"), ("540.05", "1"), shipping=500, tax=495)
    assert (totals.subtotal(before), totals.total(before), totals.mismatch(before)) == (59005, 60000, None)


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 13), ("EUR", 1250), ("KWD", 12500)])
def test_sums_are_minor_units_of_their_currency(currency: str, minor: int) -> None:
    assert totals.subtotal(priced(("6.25", "2"), currency=currency)) in (
        minor,
        minor - 1 if currency == "JPY" else minor,
    )


def test_what_is_finer_than_the_currency_is_rounded_once_for_all_lines() -> None:
    assert totals.subtotal(priced(("0.004", "1"), ("0.004", "1"), ("0.004", "1"))) == 1


def test_a_stated_total_is_a_fact_even_where_the_parts_say_otherwise() -> None:
    before = priced(("10", "1"), shipping=500, total=9900)
    assert (totals.total(before), totals.mismatch(before)) == (9900, 9900 - 1500)


def test_a_stated_subtotal_stands_in_for_the_lines() -> None:
    before = priced(("10", "1"), subtotal=2000, tax=100, total=2100)
    assert (totals.subtotal(before), totals.mismatch(before)) == (2000, 0)


def test_one_unknown_price_makes_the_sum_unknown() -> None:
    before = priced(("10", "1"), (None, "1"), shipping=500)
    assert (totals.subtotal(before), totals.total(before), totals.mismatch(before)) == (None, None, None)


def test_no_lines_sum_to_nothing_known() -> None:
    assert (totals.subtotal(priced()), totals.total(priced(shipping=500))) == (None, None)


@given(st.lists(st.tuples(PRICES, QUANTITIES), min_size=1, max_size=5), st.integers(0, 10**6), st.integers(0, 10**6))
def test_parts_always_sum_to_totals(parts: list[tuple[Decimal, Decimal]], shipping: int, tax: int) -> None:
    lines = tuple(line(index, price=price, quantity=count) for index, (price, count) in enumerate(parts))
    before = order(lines=lines, currency="EUR", totals=Totals(shipping=shipping, tax=tax))
    cents = sum(int(price * 100) * int(count) for price, count in parts)
    assert totals.total(before) == cents + shipping + tax


def moved(payment: Payment | None, received: tuple[int, ...] = (), back: tuple[int, ...] = (), **members: Any) -> Order:
    """An order for 20 euros, two pieces of one line, for which so much was received and given back."""
    at = "2024-07-01T00:00:00.000Z"
    lines = (line(0, price=Decimal(10), quantity=Decimal(2), cancelled_quantity=members.pop("cancelled", Decimal(0))),)
    return order(
        lines=lines,
        currency="EUR",
        payment=payment,
        payments=tuple(PaymentRecord(guid=f"p{n}", amount=amount, at=at) for n, amount in enumerate(received)),
        refunds=tuple(RefundRecord(guid=f"r{n}", amount=amount, at=at) for n, amount in enumerate(back)),
        **members,
    )


def test_what_is_cancelled_is_not_asked_for_but_stays_in_the_total() -> None:
    before = moved(Payment.UNPAID, cancelled=Decimal(1), totals=Totals(shipping=500))
    assert (totals.total(before), totals.amount_requested(before), totals.due(before), totals.outstanding(before)) == (
        2500,
        1500,
        1500,
        1500,
    )
    free = moved(Payment.UNPAID, cancelled=Decimal(2), totals=Totals(total=100))
    assert totals.amount_requested(free) == 0, "never less than nothing"


@pytest.mark.parametrize("ending", Ending)
def test_nothing_is_due_for_what_ended_before_anything_was_sent(ending: Ending) -> None:
    due = 2000 if ending is Ending.RETURNED else 0
    before = moved(Payment.UNPAID, ending=ending)
    assert (totals.due(before), totals.outstanding(before), totals.receivable(before)) == (due, due, 2000)


def test_of_what_ended_after_something_was_sent_all_is_due() -> None:
    sent = line(0, price=Decimal(10), quantity=Decimal(2), fulfilled=Decimal(1))
    assert totals.due(order(lines=(sent,), currency="EUR", ending=Ending.CANCELLED)) == 2000


@pytest.mark.parametrize(
    ("one", "paid", "refunded", "outstanding"),
    [
        (moved(None), None, 0, None),
        (moved(None, (500,)), 500, 0, 1500),
        (moved(Payment.NONE), 0, 0, 2000),
        (moved(Payment.PENDING, (500, 300)), 800, 0, 1200),
        (moved(Payment.PENDING, (500,), (100,)), 500, 100, 1500),
        (moved(Payment.PAID), 2000, 0, 0),
        (moved(Payment.PAID, (500, 1500)), 2000, 0, 0),
        (moved(Payment.PAID, (500,)), 2000, 0, 0),
        (moved(Payment.PAID, (1000,), cancelled=Decimal(1)), 1000, 0, 0),
        (moved(Payment.PAID, cancelled=Decimal(1)), 2000, 0, 0),
        (moved(Payment.PARTIALLY_REFUNDED, (2000,), (500,)), 2000, 500, 0),
        (moved(Payment.PARTIALLY_REFUNDED, (), (500,)), 2000, 500, 0),
        (moved(Payment.PARTIALLY_REFUNDED), 2000, None, 0),
        (moved(Payment.REFUNDED), 2000, 2000, 0),
        (moved(Payment.REFUNDED, (2000,), (2000,)), 2000, 2000, 0),
        (moved(Payment.REFUNDED, (500,), (500,)), 500, 500, 0),
    ],
)
def test_what_was_paid_follows_from_the_records_and_else_from_what_a_document_says(
    one: Order, paid: int | None, refunded: int | None, outstanding: int | None
) -> None:
    assert (totals.paid(one), totals.refunded(one), totals.outstanding(one)) == (paid, refunded, outstanding)


def test_of_an_order_without_a_total_nobody_knows_what_was_paid() -> None:
    unpriced = order(lines=(line(0, quantity=Decimal(1)),), payment=Payment.PAID)
    assert (totals.paid(unpriced), totals.outstanding(unpriced), totals.receivable(unpriced)) == (None, None, None)
    assert totals.receivable(moved(None)) == 2000, "but it can be told"
    assert totals.refunded(order(payment=Payment.REFUNDED)) is None
