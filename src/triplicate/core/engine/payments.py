"""Payment requests, payments and refunds, limited to the outstanding and the paid amount."""

from triplicate.core import lifecycle
from triplicate.core.engine import commands
from triplicate.core.engine.transitions import Act, Change, check, counted, paying, progressed, refuse, replace
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Obstacle, Payment, Verb
from triplicate.core.order import totals
from triplicate.core.order.history import PaymentRecord, RefundRecord
from triplicate.core.order.order import Order


def request(order: Order, command: commands.RequestPayment, act: Act) -> Change:
    """Requests payment."""
    check(Verb.REQUEST_PAYMENT, order)
    if _is_paid(order):
        refuse(Verb.REQUEST_PAYMENT, Obstacle.ALREADY_PAID)
    wanted = Payment.PENDING if command.pending else Payment.UNPAID
    asked = paying(order, lifecycle.further_payment(order.payment, wanted) or wanted)
    return Change(replace(asked, payment_link=command.link or order.payment_link))


def pay(order: Order, command: commands.Pay, act: Act) -> Change:
    """Records a payment; when nothing is outstanding, the order is paid."""
    check(Verb.PAY, order)
    counted(Verb.PAY, order.payments)
    if _is_paid(order):
        refuse(Verb.PAY, Obstacle.ALREADY_PAID)
    left = totals.receivable(order)
    if left is None:
        refuse(Verb.PAY, Obstacle.TOTAL_UNKNOWN)
    if not left and totals.total(order):
        refuse(Verb.PAY, Obstacle.ALREADY_PAID if order.payments else Obstacle.NOTHING_LEFT)
    amount = left if command.amount is None else _positive(command.amount)
    if amount > left:
        refuse(Verb.PAY, Obstacle.BEYOND_OUTSTANDING, "$.amount", left)
    if not amount:
        return Change(paying(order, Payment.PAID))
    record = PaymentRecord(
        guid=act.new_guid(), amount=amount, at=act.at, method=command.method, reference=command.reference
    )
    after = paying(
        replace(order, payments=(*order.payments, record)), Payment.PAID if amount == left else Payment.PENDING
    )
    return Change(after, {"payment_id": record.guid, "amount": amount})


def refund(order: Order, command: commands.Refund, act: Act) -> Change:
    """Records a refund. When all that was paid is refunded, the order is refunded; else partially refunded if it was
    paid in full. While a payment is still pending, the state stays."""
    check(Verb.REFUND, order)
    counted(Verb.REFUND, order.refunds)
    paid, back = totals.paid(order), totals.refunded(order)
    if paid is None or back is None:
        refuse(Verb.REFUND, Obstacle.PAYMENT_UNKNOWN)
    left = paid - back
    if left <= 0:
        refuse(Verb.REFUND, Obstacle.NOTHING_LEFT)
    amount = left if command.amount is None else _positive(command.amount)
    if amount > left:
        refuse(Verb.REFUND, Obstacle.BEYOND_PAID, "$.amount", left)
    record = RefundRecord(
        guid=act.new_guid(), amount=amount, at=act.at, reason=command.reason, reference=command.reference
    )
    after = replace(order, refunds=(*order.refunds, record))
    if amount == left:
        after = progressed(paying(after, Payment.REFUNDED), Payment.REFUNDED, act.at)
    elif _is_paid(order):
        after = paying(after, Payment.PARTIALLY_REFUNDED)
    return Change(after, {"refund_id": record.guid, "amount": amount, "reason": command.reason})


def reckoned(order: Order) -> Order:
    """The order after a price reduction, with the payment state that follows from it."""
    if order.ending is not None or totals.outstanding(order) != 0:
        return order
    match order.payment:
        case Payment.UNPAID if not order.payments:
            return paying(order, Payment.NONE)
        case Payment.UNPAID | Payment.PENDING if order.payments:
            return paying(order, Payment.PAID)
        case _:
            return order


def amended(order: Order) -> Order:
    """The order after a price change, with the payment state that follows from it."""
    owed = order.payment is Payment.NONE and totals.outstanding(order)
    return paying(order, Payment.UNPAID) if owed else reckoned(order)


def has_money(order: Order) -> bool:
    """Whether a payment was recorded for the order, or stated by a document."""
    return bool(order.payments) or _is_paid(order)


def _is_paid(order: Order) -> bool:
    payment = order.payment
    return payment is not None and lifecycle.PAYMENT_RANK[payment] >= lifecycle.PAYMENT_RANK[Payment.PAID]


def _positive(amount: int) -> int:
    if amount <= 0:
        raise invalid("$.amount", "must be greater than 0")
    return amount
