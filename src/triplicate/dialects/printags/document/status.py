"""Printags' twenty statuses, and their meaning in the order's lifecycle."""

from typing import NamedTuple

from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.order.order import Order

ON_HOLD, REFUNDED = "on_hold", "refunded"
ENDINGS = {"cancelled": Ending.CANCELLED, "failed": Ending.FAILED, "returned": Ending.RETURNED}
STEPS: dict[str, Step] = {step.value: step for step in Step}
NATIVE = "printags.state"
WORDS = (*STEPS, *ENDINGS, ON_HOLD, REFUNDED)
_LATER = {"in_queue": 19, "failed": 20}
NUMBERS = {word: number for number, word in enumerate((word for word in WORDS if word not in _LATER), 1)} | _LATER
"""Stable numbers of the statuses. That of `in_queue` is the vendor's; numbers do not follow the order of progress."""


class Claim(NamedTuple):
    """What one status asserts, and nothing more: `created` says nothing about payment."""

    step: Step | None = None
    payment: Payment | None = None
    ending: Ending | None = None
    held: bool = False


CLAIMS: dict[str, Claim] = {
    **{word: Claim(step=step) for word, step in STEPS.items()},
    **{word: Claim(ending=ending) for word, ending in ENDINGS.items()},
    REFUNDED: Claim(payment=Payment.REFUNDED),
    ON_HOLD: Claim(held=True),
}


def word(order: Order) -> str:
    """The order's status, first match: ending, refund, hold, progress. Empty where nothing is known.

    An unknown status is kept, unless the order was put on hold here.
    """
    native = order.words.get(NATIVE)
    if isinstance(native, str) and not (order.hold and order.hold.actor):
        return native
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


def history_word(claim: str) -> str:
    """A status of the order's history as a Printags status; unknown ones are kept."""
    return Ending.CANCELLED.value if claim == Ending.EXPIRED else claim
