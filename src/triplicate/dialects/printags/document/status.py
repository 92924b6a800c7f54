"""Printags' twenty statuses, and their meaning in the order's lifecycle."""

from typing import NamedTuple

from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.order.order import Order

ON_HOLD, REFUNDED = "on_hold", "refunded"
ENDINGS = {"cancelled": Ending.CANCELLED, "failed": Ending.FAILED, "returned": Ending.RETURNED}
STEPS: dict[str, Step] = {step.value: step for step in Step}
ORDER_STATUS_KEY = "printags.state"
STATUSES = (*STEPS, *ENDINGS, ON_HOLD, REFUNDED)
_FIXED_NUMBERS = {"in_queue": 19, "failed": 20}
NUMBERS = {
    word: number for number, word in enumerate((word for word in STATUSES if word not in _FIXED_NUMBERS), 1)
} | _FIXED_NUMBERS
"""Stable numbers of the statuses. That of `in_queue` is the vendor's; numbers do not follow the order of progress."""


class StatusMeaning(NamedTuple):
    """What one status asserts, and nothing more: `created` says nothing about payment."""

    step: Step | None = None
    payment: Payment | None = None
    ending: Ending | None = None
    on_hold: bool = False


MEANINGS: dict[str, StatusMeaning] = {
    **{word: StatusMeaning(step=step) for word, step in STEPS.items()},
    **{word: StatusMeaning(ending=ending) for word, ending in ENDINGS.items()},
    REFUNDED: StatusMeaning(payment=Payment.REFUNDED),
    ON_HOLD: StatusMeaning(on_hold=True),
}


def order_status(order: Order) -> str:
    """The order's status, first match: ending, refund, hold, progress. Empty where nothing is known.

    An unknown status is kept, unless the order was put on hold here.
    """
    vendor_status = order.sync.vendor_statuses.get(ORDER_STATUS_KEY)
    if isinstance(vendor_status, str) and not (order.hold and order.hold.actor):
        return vendor_status
    match order.ending:
        case Ending.CANCELLED | Ending.FAILED | Ending.RETURNED:
            return order.ending.value
        case Ending.EXPIRED:
            return Ending.CANCELLED.value
        case None:
            pass
    if order.payment is Payment.REFUNDED:
        return REFUNDED
    return ON_HOLD if order.hold is not None else (order.step or "")


def history_status(status: str) -> str:
    """A status of the order's history as a Printags status; unknown ones are kept."""
    return Ending.CANCELLED.value if status == Ending.EXPIRED else status
