"""Balance: payments are debited once, refunds are credited back first, and the ledger adds up."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.accounts.balance_fixtures import AccountBalance
from tests.strategies.validation import problems_of
from triplicate.app.accounts import balance
from triplicate.app.accounts.balance import BALANCE
from triplicate.app.records import LedgerEntry
from triplicate.core.access import ADMIN, READ, WRITE, Principal
from triplicate.core.engine.commands import Accept, Cancel, Command, Pay, Refund
from triplicate.core.failures import AccountNotFound, DomainError, InsufficientBalance, MissingScope
from triplicate.core.lifecycle import Payment
from triplicate.core.order.order import Order
from triplicate.core.order.payments import PaymentRecord
from triplicate.main import Installation

ABSENT = "00000000-0000-4000-8000-000000000009"
AT = "2024-07-01T12:00:00.000Z"


def failure(work: object) -> object:
    """Why something is refused, which it must be."""
    assert callable(work)
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.failure


def test_a_payment_by_the_balance_is_a_debit(installation: Installation) -> None:
    till = AccountBalance(installation, 100_00)
    order = till.pay(till.order("50.99", reference="Order-7"))
    assert order.payment is Payment.PAID
    top_up, debit = till.entries
    assert (top_up.number, top_up.kind, top_up.amount, top_up.balance, top_up.order) == (
        1,
        "top-up",
        100_00,
        100_00,
        None,
    )
    assert (debit.number, debit.kind, debit.amount, debit.balance) == (2, "debit", -50_99, 49_01)
    assert (debit.order, debit.reference, debit.account) == (order.guid, "Order-7", till.account)
    assert (debit.actor, debit.request) == ("operator", "test")
    assert till.balance == 49_01


@pytest.mark.parametrize("method", ["card", None, "Balance "])
def test_other_money_leaves_the_balance_alone(installation: Installation, method: str | None) -> None:
    till = AccountBalance(installation, 100_00)
    till.refund(till.pay(till.order("50.99"), method=method))
    assert till.movements == [("top-up", 100_00)]


def test_what_is_given_back_goes_back_to_the_balance(installation: Installation) -> None:
    till = AccountBalance(installation, 100_00)
    order = till.refund(till.pay(till.order("50.99")), 20_00)
    assert till.movements[1:] == [("debit", -50_99), ("refund", 20_00)]
    till.refund(order)
    assert till.movements[3:] == [("refund", 30_99)]
    assert (till.balance, till.total_for(order)) == (100_00, 0)


def test_of_mixed_money_the_balance_gets_its_own_back_first(installation: Installation) -> None:
    """60 came from it, 40 by card: of 70 given back, 60 go to the balance, and of the last 30 none."""
    till = AccountBalance(installation, 100_00)
    order = till.pay(till.pay(till.order("100"), 60_00), 40_00, "card")
    order = till.refund(order, 70_00)
    till.refund(order, 30_00)
    assert till.movements[1:] == [("debit", -60_00), ("refund", 60_00)]
    assert till.balance == 100_00


def test_a_later_payment_is_debited_whole(installation: Installation) -> None:
    """What went back by card before it stays by card: 20 of the 30 went to the balance, and then it pays 40 more."""
    till = AccountBalance(installation, 100_00)
    order = till.pay(till.pay(till.order("100"), 40_00, "card"), 20_00)
    order = till.refund(order, 30_00)
    till.pay(order, 40_00)
    assert till.movements[1:] == [("debit", -20_00), ("refund", 20_00), ("debit", -40_00)]
    assert till.balance == 60_00


@pytest.mark.parametrize(
    ("paid_in", "least", "can_be_spent"),
    [(50_98, 0, 50_98), (60_00, 10_00, 50_00), (0, -50_98, 50_98), (5_00, 10_00, 0)],
)
def test_a_balance_that_does_not_reach(installation: Installation, paid_in: int, least: int, can_be_spent: int) -> None:
    """Nothing changes, neither the order nor the balance. Below nothing, the least balance is a credit."""
    till = AccountBalance(installation, paid_in, minimal_balance=least)
    order = till.order("50.99")
    assert failure(lambda: till.pay(order)) == InsufficientBalance(can_be_spent, 50_99, "EUR")
    assert (till.total_for(order), till.balance) == (0, paid_in)
    assert till.pay(order, method="card").payment is Payment.PAID, "it was not paid before"


@pytest.mark.parametrize(("paid_in", "least"), [(50_99, 0), (60_99, 10_00), (0, -50_99)])
def test_a_balance_that_just_reaches(installation: Installation, paid_in: int, least: int) -> None:
    till = AccountBalance(installation, paid_in, minimal_balance=least)
    till.pay(till.order("50.99"))
    assert till.balance == least


def test_an_order_in_another_currency(installation: Installation) -> None:
    till = AccountBalance(installation, 100_00)
    order = till.order("50.99", currency="USD")
    (problem,) = problems_of(lambda: till.pay(order))
    assert problem.path == "$.method"
    assert till.balance == 100_00
    till.refund(till.pay(order, method="card"))
    assert till.movements == [("top-up", 100_00)]


def test_what_a_document_told_never_came_from_this_balance(installation: Installation) -> None:
    """An order that was imported says that some balance paid it; when money is given back, it is not from ours."""
    till = AccountBalance(installation, 100_00)
    told = PaymentRecord(guid=ABSENT, amount=50_99, at=AT, method=BALANCE)
    order = msgspec.structs.replace(till.order("50.99"), payments=(told,), payment=Payment.PAID)
    installation.store.run("as told", lambda unit: unit.orders.replace(order))
    till.refund(order)
    assert till.movements == [("top-up", 100_00)]


def test_the_balance_holds_when_everybody_pays_at_once(installation: Installation) -> None:
    """Eight orders of 10.00 and 55.00 to pay them with: five are paid, whoever came first."""
    till = AccountBalance(installation, 55_00)
    orders = [till.order("10.00") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        told = [task.exception() for task in [pool.submit(till.pay, order) for order in orders]]
    failures = [error.failure for error in told if isinstance(error, DomainError)]
    assert told.count(None) == 5
    assert failures == [InsufficientBalance(5_00, 10_00, "EUR")] * 3
    assert till.movements[1:] == [("debit", -10_00)] * 5
    assert [entry.number for entry in till.entries] == [1, 2, 3, 4, 5, 6]
    assert till.balance == 5_00


COMMANDS = st.one_of(
    st.builds(Pay, st.none() | st.integers(1, 120_00), st.sampled_from([BALANCE, BALANCE, "card", None])),
    st.builds(Refund, st.none() | st.integers(1, 60_00)),
    st.sampled_from([Accept(), Cancel()]),
)


@given(
    paid_in=st.integers(1, 200_00),
    price=st.sampled_from(["0", "0.01", "33.33", "100"]),
    commands=st.lists(COMMANDS, max_size=7),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_ledger_is_what_the_order_says(
    installation: Installation, paid_in: int, price: str, commands: list[Command]
) -> None:
    """Whatever is asked of an order: its movements sum up to what the balance paid for it less what went back there,
    and the balance is what was paid in with all movements."""
    till = AccountBalance(installation, paid_in)
    order, held = till.order(price), 0
    refunded_before_paid = False
    for command in commands:
        try:
            after = till.execute(order, command)
        except DomainError:
            after = order
        debited = by_balance(after) - by_balance(order)
        given_back = given_back_in_all(after) - given_back_in_all(order)
        refunded_before_paid |= bool(debited and order.refunds)
        held += debited - min(given_back, held + debited)
        order = after
        assert till.total_for(order) == -held
        assert till.balance == paid_in - held
    if not refunded_before_paid:
        assert held == by_balance(order) - min(given_back_in_all(order), by_balance(order))
    assert [entry.number for entry in till.entries] == list(range(1, len(till.entries) + 1))
    assert sum(entry.amount for entry in till.entries) == till.entries[-1].balance == till.balance


def test_top_ups(installation: Installation) -> None:
    till = AccountBalance(installation, minimal_credit=25_00)
    top_up = partial(_top_up, till)
    assert top_up(25_00).balance == 25_00
    assert top_up(40_00, "Bank transfer 12").reference == "Bank transfer 12"
    for amount in (24_99, 0, -30_00):
        assert [problem.path for problem in problems_of(lambda amount=amount: top_up(amount))] == ["amount"]  # type: ignore[misc]
    assert till.balance == 65_00


@pytest.mark.parametrize("amount", [0, -1, 2**53])
def test_top_ups_that_are_none(installation: Installation, amount: int) -> None:
    till = AccountBalance(installation)
    assert [problem.path for problem in problems_of(lambda: _top_up(till, amount))] == ["amount"]
    assert till.movements == []


def test_corrections(installation: Installation) -> None:
    """In either direction, also below the least balance, and never without a reason."""
    till = AccountBalance(installation, 10_00)
    made = installation.store.run(
        "correct", lambda unit: balance.correct(unit, till.context(), till.account, -12_50, "Paid in twice")
    )
    assert (made.kind, made.amount, made.balance, made.reference) == ("correction", -12_50, -2_50, "Paid in twice")
    for amount, reason, path in ((5_00, " ", "reason"), (0, "Nothing", "amount"), (1, "a\nb", "reference")):
        problems = problems_of(
            lambda amount=amount, reason=reason: installation.store.run(  # type: ignore[misc]
                "correct", lambda unit: balance.correct(unit, till.context(), till.account, amount, reason)
            )
        )
        assert [problem.path for problem in problems] == [path]
    assert till.balance == -2_50


def test_only_an_operator_moves_a_balance_by_hand(installation: Installation) -> None:
    till = AccountBalance(installation)
    buyer = Principal(credential="key", dialect="native", account=till.account, scopes=frozenset({READ, WRITE}))
    other = Principal(credential="key", dialect="native", account=ABSENT, scopes=frozenset({ADMIN}))
    assert failure(lambda: _top_up(till, 5_00, principal=buyer)) == MissingScope(ADMIN)
    assert failure(lambda: _top_up(till, 5_00, principal=other)) == AccountNotFound(till.account)
    assert till.movements == []


def _top_up(
    till: AccountBalance, amount: int, reference: str | None = None, principal: Principal | None = None
) -> LedgerEntry:
    acting = till.context(principal) if principal else till.context()
    return till.installation.store.run(
        "top-up", lambda unit: balance.top_up(unit, acting, till.account, amount, reference)
    )


def by_balance(order: Order) -> int:
    """What the balance paid, by the order's own records."""
    return sum(payment.amount for payment in order.payments if payment.method == "balance")


def given_back_in_all(order: Order) -> int:
    """What was given back, by the order's own records."""
    return sum(refund.amount for refund in order.refunds)
