"""Axim Commerce's order and payment statuses, and their meaning in the order's lifecycle."""

from typing import NamedTuple

from triplicate.core.lifecycle import Ending, Payment, Step, at_least
from triplicate.core.order import fulfilment
from triplicate.core.order.order import Order

CANCELLED, RETURNED, FULFILLED = "cancelled", "returned", "fulfilled"
PARTIALLY_FULFILLED, PROCESSING, PENDING = "partially fulfilled", "processing", "pending"


class Claim(NamedTuple):
    """What one status asserts: the least progress it can mean, or an ending."""

    step: Step | None = None
    ending: Ending | None = None


CLAIMS = {
    PENDING: Claim(step=Step.CREATED),
    PROCESSING: Claim(step=Step.VALIDATED),
    PARTIALLY_FULFILLED: Claim(step=Step.VALIDATED),
    FULFILLED: Claim(step=Step.SHIPPED),
    RETURNED: Claim(ending=Ending.RETURNED),
    CANCELLED: Claim(ending=Ending.CANCELLED),
}
PAYMENTS = {
    "pending": Payment.PENDING,
    "paid": Payment.PAID,
    "partially refunded": Payment.PARTIALLY_REFUNDED,
    "refunded": Payment.REFUNDED,
}
ORDER_WORD, PAYMENT_WORD = "axim.order", "axim.payment"


def order_status(order: Order) -> str:
    """The order's status, first match over ending, fulfilment and progress. Empty where nothing is known."""
    native = order.words.get(ORDER_WORD)
    if isinstance(native, str):
        return native
    match order.ending:
        case Ending.CANCELLED | Ending.EXPIRED | Ending.FAILED:
            return CANCELLED
        case Ending.RETURNED:
            return RETURNED
        case None:
            pass
    if at_least(order.step, Step.SHIPPED) or fulfilment.is_complete(order):
        return FULFILLED
    if fulfilment.is_partial(order):
        return PARTIALLY_FULFILLED
    if order.step is None:
        return ""
    return PROCESSING if at_least(order.step, Step.VALIDATED) else PENDING


def payment_status(order: Order) -> str:
    """The order's payment status; empty where nothing is known."""
    native = order.words.get(PAYMENT_WORD)
    if isinstance(native, str):
        return native
    match order.payment:
        case Payment.NONE | Payment.UNPAID | Payment.PENDING:
            return Payment.PENDING.value
        case Payment.PAID | Payment.PARTIALLY_REFUNDED | Payment.REFUNDED:
            return order.payment.value
        case None:
            return ""
