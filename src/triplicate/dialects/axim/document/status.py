"""Axim Commerce's order and payment statuses, and their meaning in the order's lifecycle."""

from typing import NamedTuple

from triplicate.core.lifecycle import Ending, Payment, Step, at_least
from triplicate.core.order import fulfilment
from triplicate.core.order.order import Order

CANCELLED, RETURNED, FULFILLED = "cancelled", "returned", "fulfilled"
PARTIALLY_FULFILLED, PROCESSING, PENDING = "partially fulfilled", "processing", "pending"


class StatusMeaning(NamedTuple):
    """What one status asserts: the least progress it can mean, or an ending."""

    step: Step | None = None
    ending: Ending | None = None


MEANINGS = {
    PENDING: StatusMeaning(step=Step.CREATED),
    PROCESSING: StatusMeaning(step=Step.VALIDATED),
    PARTIALLY_FULFILLED: StatusMeaning(step=Step.VALIDATED),
    FULFILLED: StatusMeaning(step=Step.SHIPPED),
    RETURNED: StatusMeaning(ending=Ending.RETURNED),
    CANCELLED: StatusMeaning(ending=Ending.CANCELLED),
}
PAYMENTS = {
    "pending": Payment.PENDING,
    "paid": Payment.PAID,
    "partially refunded": Payment.PARTIALLY_REFUNDED,
    "refunded": Payment.REFUNDED,
}
ORDER_STATUS_KEY, PAYMENT_STATUS_KEY = "axim.order", "axim.payment"


def order_status(order: Order) -> str:
    """The order's status, first match over ending, fulfilment and progress. Empty where nothing is known."""
    vendor_status = order.sync.vendor_statuses.get(ORDER_STATUS_KEY)
    if isinstance(vendor_status, str):
        return vendor_status
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
    vendor_status = order.sync.vendor_statuses.get(PAYMENT_STATUS_KEY)
    if isinstance(vendor_status, str):
        return vendor_status
    match order.payment:
        case Payment.NONE | Payment.UNPAID | Payment.PENDING:
            return Payment.PENDING.value
        case Payment.PAID | Payment.PARTIALLY_REFUNDED | Payment.REFUNDED:
            return order.payment.value
        case None:
            return ""
