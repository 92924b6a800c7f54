"""Marketiger's status codes of orders (docs.marketiger3d.com) and lines, and their meaning in the lifecycle."""

from typing import NamedTuple

from triplicate.core.lifecycle import Ending, LineStage, Payment, Step, at_least
from triplicate.core.order.order import Order

CANCELED, CREATED, ON_HOLD, UNPAID, PENDING, PAID, SHIPPED, ON_HOLD_IN_PRODUCTION = 0, 1, 2, 3, 4, 5, 10, 15

LINE_STAGES = {
    0: LineStage.CANCELLED,
    1: LineStage.CREATED,
    2: LineStage.ON_HOLD,
    3: LineStage.IN_PRODUCTION,
    4: LineStage.PRODUCED,
    10: LineStage.SHIPPED,
}
LINE_CODES = {stage: code for code, stage in LINE_STAGES.items()}


class StatusMeaning(NamedTuple):
    """What one status code asserts, and nothing more."""

    step: Step | None = None
    payment: Payment | None = None
    ending: Ending | None = None
    on_hold: bool = False


MEANINGS = {
    CANCELED: StatusMeaning(ending=Ending.CANCELLED),
    CREATED: StatusMeaning(step=Step.CREATED),
    ON_HOLD: StatusMeaning(step=Step.CREATED, on_hold=True),
    UNPAID: StatusMeaning(step=Step.CREATED, payment=Payment.UNPAID),
    PENDING: StatusMeaning(step=Step.CREATED, payment=Payment.PENDING),
    PAID: StatusMeaning(step=Step.CREATED, payment=Payment.PAID),
    SHIPPED: StatusMeaning(step=Step.SHIPPED),
    ON_HOLD_IN_PRODUCTION: StatusMeaning(step=Step.IN_QUEUE, on_hold=True),
}


def order_status(order: Order) -> int:
    """The order's status code. An unknown code is kept, unless the order was put on hold here; a refunded order is
    never 5 (paid), which would start its production."""
    vendor_status = order.sync.vendor_statuses.get("marketiger")
    if isinstance(vendor_status, int) and not (order.hold and order.hold.actor):
        return vendor_status
    is_shipped = at_least(order.step, Step.SHIPPED) or order.ending is Ending.RETURNED
    if order.ending in (Ending.CANCELLED, Ending.EXPIRED, Ending.FAILED):
        return CANCELED
    if order.payment is Payment.REFUNDED:
        return SHIPPED if is_shipped else CANCELED
    if order.hold is not None:
        return ON_HOLD_IN_PRODUCTION if at_least(order.step, Step.IN_QUEUE) else ON_HOLD
    return SHIPPED if is_shipped else _PAYMENT_CODES.get(order.payment, CREATED)


def line_status(order: Order, stage: LineStage | None) -> int:
    """A line's status code: from its own stage, or else from the order."""
    if stage is not None:
        return LINE_CODES[stage]
    if order.ending in (Ending.CANCELLED, Ending.EXPIRED, Ending.FAILED):
        return LINE_CODES[LineStage.CANCELLED]
    if at_least(order.step, Step.SHIPPED):
        return LINE_CODES[LineStage.SHIPPED]
    if order.hold is not None:
        return LINE_CODES[LineStage.ON_HOLD]
    if at_least(order.step, Step.PACKAGING):
        return LINE_CODES[LineStage.PRODUCED]
    return LINE_CODES[LineStage.IN_PRODUCTION if at_least(order.step, Step.PROCESSING) else LineStage.CREATED]


_PAYMENT_CODES: dict[Payment | None, int] = {
    Payment.PAID: PAID,
    Payment.PARTIALLY_REFUNDED: PAID,
    Payment.PENDING: PENDING,
    Payment.UNPAID: UNPAID,
}
