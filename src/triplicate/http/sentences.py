"""Sentences for what the engine refuses: one for each obstacle, in which every dialect says it."""

from typing import assert_never

from triplicate.core import money
from triplicate.core.failures import BalanceTooLow, NotPossible
from triplicate.core.lifecycle import Obstacle


def sentence(failure: NotPossible) -> str:
    """Why the verb is not possible, as one sentence, with the place and what is left where they tell something."""
    told = f"Cannot {failure.verb}: {because(failure.because)}"
    left = f", of which {failure.left} is left" if failure.left is not None else ""
    place = f" ({failure.path})" if failure.path != "$" else ""
    return f"{told}{left}{place}."


def uncovered(failure: BalanceTooLow) -> str:
    """That the balance is too low, as one sentence with both amounts."""
    has, needs = (money.to_major(amount, failure.currency) for amount in (failure.available, failure.needed))
    return f"The balance does not cover this: {needs:f} {failure.currency} is needed, {has:f} can be spent."


def because(obstacle: Obstacle) -> str:
    """The rest of a sentence that begins with what cannot be done."""
    match obstacle:
        case Obstacle.ENDED:
            return "the order has ended"
        case Obstacle.HELD:
            return "the order is on hold"
        case Obstacle.NOT_HELD:
            return "the order is not on hold"
        case Obstacle.TOO_EARLY:
            return "the order has not come far enough"
        case Obstacle.TOO_LATE:
            return "the order is too far along"
        case Obstacle.BACKWARDS:
            return "it has come that far already, and nothing moves backwards"
        case Obstacle.PAYMENT_RECORDED:
            return "money has been received for the order"
        case Obstacle.PAYMENT_UNKNOWN:
            return "it is not known how much was paid"
        case Obstacle.TOTAL_UNKNOWN:
            return "the order's total is not known"
        case Obstacle.ALREADY_PAID:
            return "the order is paid"
        case Obstacle.ALREADY_APPROVED:
            return "the order is approved already"
        case Obstacle.ALREADY_SHIPPED:
            return "it has been shipped already"
        case Obstacle.ALREADY_DELIVERED:
            return "it has been delivered already"
        case Obstacle.BEYOND_OUTSTANDING:
            return "it is more than what is outstanding"
        case Obstacle.BEYOND_PAID:
            return "it is more than what was paid and not given back"
        case Obstacle.BEYOND_ORDERED:
            return "it is more than what was ordered"
        case Obstacle.BEYOND_FULFILLED:
            return "it is more than what was shipped"
        case Obstacle.NOTHING_LEFT:
            return "nothing is left of it"
        case Obstacle.TOO_MANY:
            return "the order has as many of them as it can have"
        case _:
            assert_never(obstacle)
