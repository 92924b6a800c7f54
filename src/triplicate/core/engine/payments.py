"""Payment requests, payments and refunds, limited to the outstanding and the paid amount."""

from triplicate.core import lifecycle
from triplicate.core.engine import commands
from triplicate.core.engine.transitions import (
    EngineContext,
    Transition,
    check_record_limit,
    check_rule,
    record_progress,
    refuse,
    replace,
    set_payment,
)
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Action, Obstacle, Payment
from triplicate.core.order import totals
from triplicate.core.order.order import Order
from triplicate.core.order.payments import PaymentRecord, RefundRecord


def request_payment(order: Order, command: commands.RequestPayment, context: EngineContext) -> Transition:
    """Requests payment."""
    check_rule(Action.REQUEST_PAYMENT, order)
    if _is_paid(order):
        refuse(Action.REQUEST_PAYMENT, Obstacle.ALREADY_PAID)
    target = Payment.PENDING if command.pending else Payment.UNPAID
    updated = set_payment(order, lifecycle.further_payment(order.payment, target) or target)
    return Transition(replace(updated, payment_link=command.link or order.payment_link))


def pay(order: Order, command: commands.Pay, context: EngineContext) -> Transition:
    """Records a payment; when nothing is outstanding, the order is paid."""
    check_rule(Action.PAY, order)
    check_record_limit(Action.PAY, order.payments)
    if _is_paid(order):
        refuse(Action.PAY, Obstacle.ALREADY_PAID)
    remaining = totals.receivable(order)
    if remaining is None:
        refuse(Action.PAY, Obstacle.TOTAL_UNKNOWN)
    if not remaining and totals.total(order):
        refuse(Action.PAY, Obstacle.ALREADY_PAID if order.payments else Obstacle.NOTHING_LEFT)
    amount = remaining if command.amount is None else _positive(command.amount)
    if amount > remaining:
        refuse(Action.PAY, Obstacle.BEYOND_OUTSTANDING, "$.amount", remaining)
    if not amount:
        return Transition(set_payment(order, Payment.PAID))
    record = PaymentRecord(
        guid=context.new_guid(), amount=amount, at=context.at, method=command.method, reference=command.reference
    )
    updated = set_payment(
        replace(order, payments=(*order.payments, record)), Payment.PAID if amount == remaining else Payment.PENDING
    )
    return Transition(updated, {"payment_id": record.guid, "amount": amount})


def refund(order: Order, command: commands.Refund, context: EngineContext) -> Transition:
    """Records a refund. When all that was paid is refunded, the order is refunded; else partially refunded if it was
    paid in full. While a payment is still pending, the state stays."""
    check_rule(Action.REFUND, order)
    check_record_limit(Action.REFUND, order.refunds)
    paid_amount, refunded_amount = totals.paid(order), totals.refunded(order)
    if paid_amount is None or refunded_amount is None:
        refuse(Action.REFUND, Obstacle.PAYMENT_UNKNOWN)
    refundable = paid_amount - refunded_amount
    if refundable <= 0:
        refuse(Action.REFUND, Obstacle.NOTHING_LEFT)
    amount = refundable if command.amount is None else _positive(command.amount)
    if amount > refundable:
        refuse(Action.REFUND, Obstacle.BEYOND_PAID, "$.amount", refundable)
    record = RefundRecord(
        guid=context.new_guid(), amount=amount, at=context.at, reason=command.reason, reference=command.reference
    )
    updated = replace(order, refunds=(*order.refunds, record))
    if amount == refundable:
        updated = record_progress(set_payment(updated, Payment.REFUNDED), Payment.REFUNDED, context.at)
    elif _is_paid(order):
        updated = set_payment(updated, Payment.PARTIALLY_REFUNDED)
    return Transition(updated, {"refund_id": record.guid, "amount": amount, "reason": command.reason})


def settle_if_covered(order: Order) -> Order:
    """The order after a price reduction, with the payment state that follows from it."""
    if order.ending is not None or totals.outstanding(order) != 0:
        return order
    match order.payment:
        case Payment.UNPAID if not order.payments:
            return set_payment(order, Payment.NONE)
        case Payment.UNPAID | Payment.PENDING if order.payments:
            return set_payment(order, Payment.PAID)
        case _:
            return order


def update_after_amendment(order: Order) -> Order:
    """The order after a price change, with the payment state that follows from it."""
    is_owed = order.payment is Payment.NONE and totals.outstanding(order)
    return set_payment(order, Payment.UNPAID) if is_owed else settle_if_covered(order)


def has_received_money(order: Order) -> bool:
    """Whether a payment was recorded for the order, or stated by a document."""
    return bool(order.payments) or _is_paid(order)


def _is_paid(order: Order) -> bool:
    payment = order.payment
    return payment is not None and lifecycle.PAYMENT_RANK[payment] >= lifecycle.PAYMENT_RANK[Payment.PAID]


def _positive(amount: int) -> int:
    if amount <= 0:
        raise invalid("$.amount", "must be greater than 0")
    return amount
