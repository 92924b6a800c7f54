"""Messages for domain errors that all dialects share: why an action is not possible, insufficient balance."""

from typing import assert_never

from triplicate.core import money
from triplicate.core.failures import ActionNotPossible, InsufficientBalance
from triplicate.core.lifecycle import Obstacle


def action_not_possible(failure: ActionNotPossible) -> str:
    """Why an action is not possible, as one sentence, with the JSON path and the remaining quantity if there is one."""
    problem = f"Cannot {failure.action}: {obstacle_reason(failure.obstacle)}"
    remaining = f"; {failure.remaining} remaining" if failure.remaining is not None else ""
    location = f" ({failure.path})" if failure.path != "$" else ""
    return f"{problem}{remaining}{location}."


def insufficient_balance(failure: InsufficientBalance) -> str:
    """That the balance is insufficient, as one sentence with both amounts."""
    available, required = (money.to_major(amount, failure.currency) for amount in (failure.available, failure.needed))
    return (
        f"Insufficient balance: {required:f} {failure.currency} required, {available:f} {failure.currency} available."
    )


def obstacle_reason(obstacle: Obstacle) -> str:
    """The reason, as the rest of a sentence that begins with "Cannot ...:"."""
    match obstacle:
        case Obstacle.ENDED:
            return "the order has ended"
        case Obstacle.HELD:
            return "the order is on hold"
        case Obstacle.NOT_HELD:
            return "the order is not on hold"
        case Obstacle.TOO_EARLY:
            return "the order has not reached the required stage yet"
        case Obstacle.TOO_LATE:
            return "the order has already passed the stage in which this is possible"
        case Obstacle.BACKWARDS:
            return "the order or piece has already reached this step, and cannot move backwards"
        case Obstacle.PAYMENT_RECORDED:
            return "a payment has been recorded for the order"
        case Obstacle.PAYMENT_UNKNOWN:
            return "the paid amount is unknown"
        case Obstacle.TOTAL_UNKNOWN:
            return "the order's total is unknown"
        case Obstacle.ALREADY_PAID:
            return "the order is already paid"
        case Obstacle.ALREADY_APPROVED:
            return "the order is already approved"
        case Obstacle.ALREADY_SHIPPED:
            return "it has already been shipped"
        case Obstacle.ALREADY_DELIVERED:
            return "it has already been delivered"
        case Obstacle.BEYOND_OUTSTANDING:
            return "the amount exceeds the outstanding amount"
        case Obstacle.BEYOND_PAID:
            return "the amount exceeds what was paid and not yet refunded"
        case Obstacle.BEYOND_ORDERED:
            return "the quantity exceeds what remains to be shipped"
        case Obstacle.BEYOND_FULFILLED:
            return "the quantity exceeds the shipped quantity"
        case Obstacle.NOTHING_LEFT:
            return "nothing remains of it"
        case Obstacle.TOO_MANY:
            return "the order has reached the maximum number of these"
        case _:
            assert_never(obstacle)
