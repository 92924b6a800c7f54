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
    sums = [line_total(line) for line in order.lines]
    known = [amount for amount in sums if amount is not None]
    if not sums or len(known) != len(sums):
        return None
    return money.to_minor(sum(known, ZERO), order.currency)


def total(order: Order) -> int | None:
    """The stated total, else subtotal plus shipping plus tax; None when the subtotal is unknown."""
    if order.totals.total is not None:
        return order.totals.total
    lines = subtotal(order)
    return None if lines is None else lines + (order.totals.shipping or 0) + (order.totals.tax or 0)


def mismatch(order: Order) -> int | None:
    """The stated total minus the sum of its stated or derived parts; None when either is unknown."""
    lines = subtotal(order)
    if order.totals.total is None or lines is None:
        return None
    return order.totals.total - (lines + (order.totals.shipping or 0) + (order.totals.tax or 0))


def asked(order: Order) -> int | None:
    """The total less the price of cancelled quantities, at least 0; None when unknown."""
    whole = total(order)
    if whole is None:
        return None
    cancelled = sum(((line.price or ZERO) * line.cancelled_quantity for line in order.lines), ZERO)
    return max(0, whole - money.to_minor(cancelled, order.currency))


def due(order: Order) -> int | None:
    """The amount due: the requested amount, or 0 when the order ended before anything was shipped."""
    if order.ending in (None, Ending.RETURNED) or any(line.fulfilled for line in order.lines):
        return asked(order)
    return 0


def paid(order: Order) -> int | None:
    """The amount received: recorded payments, or the total where a document states it is paid; None when unknown.

    The document's payment state counts where the records do not explain it: less than the requested amount was
    recorded, and it was not refunded in full.
    """
    recorded = sum(payment.amount for payment in order.payments)
    if not _has_reached(order.payment, Payment.PAID):
        return recorded if order.payments or order.payment is not None else None
    given_back = order.payment is Payment.REFUNDED and _given_back(order) == recorded
    if order.payments and (given_back or recorded >= (asked(order) or 0)):
        return recorded
    whole = total(order)
    return max(recorded, whole) if whole is not None else recorded or None


def refunded(order: Order) -> int | None:
    """The amount refunded; None when a document states a partial refund without its amount."""
    recorded = _given_back(order)
    if order.payment is Payment.REFUNDED:
        received = paid(order)
        return None if received is None else max(recorded, received)
    if order.payment is Payment.PARTIALLY_REFUNDED and not order.refunds:
        return None
    return recorded


def outstanding(order: Order) -> int | None:
    """The amount still to be paid: 0 once the order is refunded; None when unknown."""
    wanted = due(order)
    if order.payment is Payment.REFUNDED or wanted == 0:
        return 0
    return None if paid(order) is None else _without_paid(order, wanted)


def receivable(order: Order) -> int | None:
    """The largest payment that can still be recorded, also after the order ended (it can then be refunded)."""
    return _without_paid(order, asked(order))


def _without_paid(order: Order, amount: int | None) -> int | None:
    return None if amount is None else max(0, amount - (paid(order) or 0))


def _given_back(order: Order) -> int:
    return sum(refund.amount for refund in order.refunds)


def _has_reached(payment: Payment | None, mark: Payment) -> bool:
    return payment is not None and PAYMENT_RANK[payment] >= PAYMENT_RANK[mark]
