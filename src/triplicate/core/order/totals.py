"""Subtotal, total, amount due, paid and refunded amounts of an order, stated or derived. In minor units."""

from decimal import Decimal

from triplicate.core import money
from triplicate.core.lifecycle import PAYMENT_RANK, Ending, Payment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order


def line_total(line: Line) -> Decimal | None:
    """Price times quantity in major units, exactly; None without a price."""
    return None if line.price is None else line.price * line.quantity


def subtotal(order: Order) -> int | None:
    """The stated subtotal, else the sum of the lines; None when a price is unknown or there are no lines."""
    if order.totals.subtotal is not None:
        return order.totals.subtotal
    line_totals = [line_total(line) for line in order.lines]
    amounts = [amount for amount in line_totals if amount is not None]
    if not line_totals or len(amounts) != len(line_totals):
        return None
    return money.to_minor(sum(amounts, ZERO), order.currency)


def total(order: Order, known_subtotal: int | None = None) -> int | None:
    """The stated total, else subtotal plus shipping plus tax; None when the subtotal is unknown.

    `known_subtotal` is what `subtotal` says, where the caller has it already.
    """
    if order.totals.total is not None:
        return order.totals.total
    lines_total = subtotal(order) if known_subtotal is None else known_subtotal
    return None if lines_total is None else lines_total + (order.totals.shipping or 0) + (order.totals.tax or 0)


def mismatch(order: Order) -> int | None:
    """The stated total minus the sum of its stated or derived parts; None when either is unknown."""
    lines_total = subtotal(order)
    if order.totals.total is None or lines_total is None:
        return None
    return order.totals.total - (lines_total + (order.totals.shipping or 0) + (order.totals.tax or 0))


def amount_requested(order: Order) -> int | None:
    """The total less the price of cancelled quantities, at least 0; None when unknown."""
    full_total = total(order)
    if full_total is None:
        return None
    cancelled_amounts = [
        (line.price or ZERO) * line.cancelled_quantity for line in order.lines if line.cancelled_quantity
    ]
    cancelled = money.to_minor(sum(cancelled_amounts, ZERO), order.currency) if cancelled_amounts else 0
    return max(0, full_total - cancelled)


def due(order: Order) -> int | None:
    """The amount due: the requested amount, or 0 when the order ended before anything was shipped."""
    if order.ending in (None, Ending.RETURNED) or any(line.fulfilled for line in order.lines):
        return amount_requested(order)
    return 0


def paid(order: Order) -> int | None:
    """The amount received: recorded payments, or the total where a document states it is paid; None when unknown.

    The document's payment state counts where the records do not explain it: less than the requested amount was
    recorded, and it was not refunded in full.
    """
    recorded_amount = sum(payment.amount for payment in order.payments)
    if not _has_reached(order.payment, Payment.PAID):
        return recorded_amount if order.payments or order.payment is not None else None
    is_fully_refunded = order.payment is Payment.REFUNDED and _refunded_amount(order) == recorded_amount
    if order.payments and (is_fully_refunded or recorded_amount >= (amount_requested(order) or 0)):
        return recorded_amount
    full_total = total(order)
    return max(recorded_amount, full_total) if full_total is not None else recorded_amount or None


def refunded(order: Order) -> int | None:
    """The amount refunded; None when a document states a partial refund without its amount."""
    recorded_amount = _refunded_amount(order)
    if order.payment is Payment.REFUNDED:
        paid_amount = paid(order)
        return None if paid_amount is None else max(recorded_amount, paid_amount)
    if order.payment is Payment.PARTIALLY_REFUNDED and not order.refunds:
        return None
    return recorded_amount


def outstanding(order: Order) -> int | None:
    """The amount still to be paid: 0 once the order is refunded; None when unknown."""
    amount_due = due(order)
    if order.payment is Payment.REFUNDED or amount_due == 0:
        return 0
    return None if paid(order) is None else _minus_paid(order, amount_due)


def receivable(order: Order) -> int | None:
    """The largest payment that can still be recorded, also after the order ended (it can then be refunded)."""
    return _minus_paid(order, amount_requested(order))


def _minus_paid(order: Order, amount: int | None) -> int | None:
    return None if amount is None else max(0, amount - (paid(order) or 0))


def _refunded_amount(order: Order) -> int:
    return sum(refund.amount for refund in order.refunds)


def _has_reached(payment: Payment | None, threshold: Payment) -> bool:
    return payment is not None and PAYMENT_RANK[payment] >= PAYMENT_RANK[threshold]
