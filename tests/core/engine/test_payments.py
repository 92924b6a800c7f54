"""Payments: requested, received and refunded, never beyond what was requested or received."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.core.engine.engine_fixtures import (
    LATER,
    apply_command,
    apply_commands,
    engine_context,
    history_statuses,
    invalid_paths,
    new_line,
    obstacle_of,
    placed_order,
)
from tests.core.engine.vendor_words import WORDS, words_of
from tests.strategies.orders import line, order
from triplicate.core.engine.apply import apply
from triplicate.core.engine.commands import Amend, Cancel, Command, Expire, Pay, Portion, Refund, RequestPayment
from triplicate.core.lifecycle import PAYMENT_MOVES, Action, Obstacle, Payment, Step
from triplicate.core.order import totals
from triplicate.core.order.order import Order

NONE, UNPAID, PENDING = Payment.NONE, Payment.UNPAID, Payment.PENDING
PAID, PARTLY, REFUNDED = Payment.PAID, Payment.PARTIALLY_REFUNDED, Payment.REFUNDED
TWO = (new_line("2", "10.00"),)


def said(payment: Payment | None, total: str | None = "10", **members: Any) -> Order:
    """An order of two pieces for so much each of which a document says how it stands with payment."""
    price = None if total is None else Decimal(total)
    only_line = line(0, quantity=Decimal(2), price=price)
    return order(step=Step.CREATED, payment=payment, lines=(only_line,), currency="EUR", **members)


def cancelled(quantity: str) -> Cancel:
    """So many pieces will never leave."""
    return Cancel((Portion("1", Decimal(quantity)),))


def balance(order: Order) -> tuple[Payment | None, int | None, int | None, int | None]:
    """How it stands: the state, what was received, what was given back, what is still to be paid."""
    return order.payment, totals.paid(order), totals.refunded(order), totals.outstanding(order)


FREE = placed_order(new_line("1", None))
PRICED = Amend(lines=(msgspec.structs.replace(FREE.lines[0], price=Decimal(10)),))
MOVES: dict[tuple[Action, Payment | None, Payment], tuple[Order, Command]] = {
    **{(Action.REQUEST_PAYMENT, was, UNPAID): (said(was), RequestPayment()) for was in (None, NONE)},
    **{
        (Action.REQUEST_PAYMENT, was, PENDING): (said(was), RequestPayment(pending=True))
        for was in (None, NONE, UNPAID)
    },
    **{(Action.PAY, was, PENDING): (said(was), Pay(1)) for was in (None, NONE, UNPAID)},
    **{(Action.PAY, was, PAID): (said(was), Pay()) for was in (None, NONE, UNPAID, PENDING)},
    (Action.REFUND, PENDING, REFUNDED): (apply_commands(said(UNPAID), Pay(1)), Refund()),
    (Action.REFUND, PAID, PARTLY): (said(PAID), Refund(1)),
    (Action.REFUND, PAID, REFUNDED): (said(PAID), Refund()),
    (Action.REFUND, PARTLY, REFUNDED): (apply_commands(said(PAID), Refund(1)), Refund()),
    (Action.CANCEL, UNPAID, NONE): (placed_order(new_line("1", "10"), new_line("1", "0")), cancelled("1")),
    (Action.CANCEL, PENDING, PAID): (apply_commands(placed_order(*TWO), Pay(1000)), cancelled("1")),
    (Action.AMEND_CONTENT, NONE, UNPAID): (FREE, PRICED),
    (Action.AMEND_CONTENT, UNPAID, NONE): (placed_order(new_line("1", "0"), tax_amount=100), Amend(tax_amount=None)),
}
"""An order and a command for every move of payment."""


def test_payment_moves_as_the_table_says() -> None:
    table = {(verb, was, now) for verb, moves in PAYMENT_MOVES.items() for was, to in moves.items() for now in to}
    assert set(MOVES) == table
    for (_, was, now), (one, command) in MOVES.items():
        assert (one.payment, apply_commands(one, command).payment) == (was, now)


def test_payment_is_asked_for_by_a_link() -> None:
    done = apply_command(placed_order(), RequestPayment("https://pay.example/1"))
    assert (done.kind, done.order.payment, done.order.payment_link) == (
        "payment requested",
        UNPAID,
        "https://pay.example/1",
    )


def test_the_payer_has_begun() -> None:
    order = apply_commands(placed_order(), RequestPayment("https://pay.example/1"), RequestPayment(pending=True))
    assert (order.payment, order.payment_link) == (PENDING, "https://pay.example/1")
    assert apply(order, RequestPayment(), engine_context()) is None, "asked again, the payer has still begun"


def test_what_was_paid_is_not_asked_for_again() -> None:
    assert obstacle_of(apply_commands(placed_order(), Pay()), RequestPayment())[0] is Obstacle.ALREADY_PAID
    assert obstacle_of(placed_order(draft=True), RequestPayment())[0] is Obstacle.TOO_EARLY


def test_all_that_is_outstanding_is_paid_where_no_amount_is_named() -> None:
    done = apply_command(placed_order(*TWO, shipping_amount=495), Pay(method="card", reference="T-1"))
    (record,) = done.order.payments
    assert (record.amount, record.at, record.method, record.reference) == (2495, LATER, "card", "T-1")
    assert done.data == {
        "payment": {"from": "unpaid", "to": "paid"},
        "payment_id": record.guid,
        "amount": 2495,
    }
    assert balance(done.order) == (PAID, 2495, 0, 0)


def test_an_order_is_paid_when_nothing_is_outstanding_any_more() -> None:
    order = apply_commands(placed_order(*TWO), Pay(1500))
    assert balance(order) == (PENDING, 1500, 0, 500)
    assert obstacle_of(order, Pay(501)) == (Obstacle.BEYOND_OUTSTANDING, "$.amount", "500")
    assert balance(apply_commands(order, Pay(500))) == (PAID, 2000, 0, 0)


def test_nothing_is_paid_twice() -> None:
    assert obstacle_of(apply_commands(placed_order(), Pay()), Pay())[0] is Obstacle.ALREADY_PAID
    assert obstacle_of(said(PAID), Pay())[0] is Obstacle.ALREADY_PAID
    assert obstacle_of(said(PAID, None), Pay())[0] is Obstacle.ALREADY_PAID


def test_an_order_whose_total_nobody_knows_cannot_be_paid() -> None:
    assert obstacle_of(placed_order(new_line("1", None)), Pay(100))[0] is Obstacle.TOTAL_UNKNOWN


def test_an_order_that_costs_nothing_is_paid_without_a_payment() -> None:
    done = apply_command(placed_order(new_line("1", "0")), Pay())
    assert (done.order.payment, done.order.payments) == (PAID, ())
    assert done.data == {"payment": {"from": "none", "to": "paid"}}


@pytest.mark.parametrize("amount", [0, -1])
def test_an_amount_is_more_than_nothing(amount: int) -> None:
    assert invalid_paths(placed_order(), Pay(amount)) == ["$.amount"]
    assert invalid_paths(apply_commands(placed_order(), Pay()), Refund(amount)) == ["$.amount"]


def test_all_that_was_received_is_given_back_where_no_amount_is_named() -> None:
    done = apply_command(apply_commands(placed_order(*TWO), Pay()), Refund(reason="damaged", reference="R-1"))
    (record,) = done.order.refunds
    assert (record.amount, record.at, record.reason, record.reference) == (2000, LATER, "damaged", "R-1")
    assert (balance(done.order), history_statuses(done.order)[-1]) == ((REFUNDED, 2000, 2000, 0), "refunded")


def test_some_of_it_is_given_back() -> None:
    order = apply_commands(placed_order(*TWO), Pay(), Refund(300))
    assert balance(order) == (PARTLY, 2000, 300, 0)
    assert obstacle_of(order, Refund(1701)) == (Obstacle.BEYOND_PAID, "$.amount", "1700")
    assert balance(apply_commands(order, Refund())) == (REFUNDED, 2000, 2000, 0)
    assert obstacle_of(apply_commands(order, Refund()), Refund())[0] is Obstacle.NOTHING_LEFT


def test_a_payment_in_part_that_is_given_back_in_part_leaves_the_rest_to_be_paid() -> None:
    """The order was never paid, so that it must not read as if it had been."""
    order = apply_commands(placed_order(*TWO), Pay(500), Refund(200))
    assert balance(order) == (PENDING, 500, 200, 1500)
    assert obstacle_of(order, Refund(301)) == (Obstacle.BEYOND_PAID, "$.amount", "300")
    assert balance(apply_commands(order, Pay())) == (PAID, 2000, 200, 0)


def test_a_payment_in_part_that_is_given_back_leaves_nothing_more_to_give_back() -> None:
    order = apply_commands(placed_order(*TWO), Pay(500), Refund())
    assert balance(order) == (REFUNDED, 500, 500, 0)
    assert obstacle_of(order, Refund())[0] is Obstacle.NOTHING_LEFT


def test_what_was_never_received_is_not_given_back() -> None:
    assert obstacle_of(placed_order(), Refund())[0] is Obstacle.NOTHING_LEFT
    assert obstacle_of(said(None), Refund())[0] is Obstacle.PAYMENT_UNKNOWN
    assert obstacle_of(said(PARTLY), Refund())[0] is Obstacle.PAYMENT_UNKNOWN
    assert obstacle_of(said(PAID, None), Refund(1))[0] is Obstacle.PAYMENT_UNKNOWN


def test_what_a_document_calls_paid_was_received_in_full() -> None:
    assert balance(said(PAID)) == (PAID, 2000, 0, 0)
    assert balance(apply_commands(said(PAID), Refund(300), Refund())) == (REFUNDED, 2000, 2000, 0)
    assert obstacle_of(said(REFUNDED), Refund())[0] is Obstacle.NOTHING_LEFT


@pytest.mark.parametrize("paid", [said(PAID), apply_commands(said(UNPAID), Pay())])
def test_what_was_paid_for_pieces_that_are_cancelled_then_can_be_given_back(paid: Order) -> None:
    order = apply_commands(paid, cancelled("1"))
    assert balance(order) == (PAID, 2000, 0, 0)
    assert balance(apply_commands(order, Refund(1000))) == (PARTLY, 2000, 1000, 0)


def test_what_is_cancelled_first_is_not_to_be_paid() -> None:
    order = apply_commands(placed_order(*TWO), cancelled("1"))
    assert balance(order) == (UNPAID, 0, 0, 1000)
    assert balance(apply_commands(order, Pay())) == (PAID, 1000, 0, 0)


def test_an_order_is_paid_when_what_was_not_paid_for_is_cancelled() -> None:
    assert balance(apply_commands(placed_order(*TWO), Pay(1200), cancelled("1"))) == (PAID, 1200, 0, 0)


def test_nothing_is_to_be_paid_when_all_that_costs_is_cancelled() -> None:
    order = apply_commands(placed_order(new_line("1", "10.00"), new_line("1", "0")), cancelled("1"))
    assert balance(order) == (NONE, 0, 0, 0)
    assert obstacle_of(order, Pay())[0] is Obstacle.NOTHING_LEFT


@pytest.mark.parametrize("end", [Cancel(), Expire()])
def test_for_an_order_that_ended_nothing_is_to_be_paid_but_money_on_its_way_arrives(end: Any) -> None:
    order = apply_commands(placed_order(*TWO), end)
    assert balance(order) == (UNPAID, 0, 0, 0)
    late = apply_commands(order, Pay())
    assert balance(late) == (PAID, 2000, 0, 0)
    assert balance(apply_commands(late, Refund())) == (REFUNDED, 2000, 2000, 0)


def test_payment_takes_away_the_words_that_it_makes_untrue_and_no_others() -> None:
    assert len(WORDS) == 4
    paid = apply_commands(said(None, vendor_statuses=WORDS), Pay())
    assert paid.sync.vendor_statuses == words_of("order", "state")
    assert apply_commands(paid, Refund()).sync.vendor_statuses == {}
