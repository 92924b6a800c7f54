"""Marketiger's status codes of orders (docs.marketiger3d.com) and lines, and their meaning in the lifecycle."""

from typing import NamedTuple

from triplicate.core.lifecycle import Ending, LineStage, Payment, Step, at_least
from triplicate.core.order.order import Order

CANCELED, CREATED, ON_HOLD, UNPAID, PENDING, PAID, SHIPPED, HELD_IN_PRODUCTION = 0, 1, 2, 3, 4, 5, 10, 15

LINE_STAGES = {
    0: LineStage.CANCELLED,
    1: LineStage.CREATED,
    2: LineStage.ON_HOLD,
    3: LineStage.IN_PRODUCTION,
    4: LineStage.PRODUCED,
    10: LineStage.SHIPPED,
}
LINE_CODES = {stage: code for code, stage in LINE_STAGES.items()}


class Claim(NamedTuple):
    """What one status code asserts, and nothing more."""

    step: Step | None = None
    payment: Payment | None = None
    ending: Ending | None = None
    held: bool = False


CLAIMS = {
    CANCELED: Claim(ending=Ending.CANCELLED),
    CREATED: Claim(step=Step.CREATED),
    ON_HOLD: Claim(step=Step.CREATED, held=True),
    UNPAID: Claim(step=Step.CREATED, payment=Payment.UNPAID),
    PENDING: Claim(step=Step.CREATED, payment=Payment.PENDING),
    PAID: Claim(step=Step.CREATED, payment=Payment.PAID),
    SHIPPED: Claim(step=Step.SHIPPED),
    HELD_IN_PRODUCTION: Claim(step=Step.IN_QUEUE, held=True),
}


def code(order: Order) -> int:
    """The order's status code. An unknown code is kept, unless the order was put on hold here; a refunded order is
    never 5 (paid), which would start its production."""
    word = order.words.get("marketiger")
    if isinstance(word, int) and not (order.hold and order.hold.actor):
        return word
    shipped = at_least(order.step, Step.SHIPPED) or order.ending is Ending.RETURNED
    if order.ending in (Ending.CANCELLED, Ending.EXPIRED, Ending.FAILED):
        return CANCELED
    if order.payment is Payment.REFUNDED:
        return SHIPPED if shipped else CANCELED
    if order.hold is not None:
        return HELD_IN_PRODUCTION if at_least(order.step, Step.IN_QUEUE) else ON_HOLD
    return SHIPPED if shipped else _PAYMENT_CODES.get(order.payment, CREATED)


def line_code(order: Order, stage: LineStage | None) -> int:
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
