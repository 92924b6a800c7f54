"""The axes of an order's state, and how far along each of them a value is.

An order moves on four independent axes: how far it has come (`Step`, grouped into stages), what was paid (`Payment`),
whether it is held (`Hold` on the order), and how it ended (`Ending`). A dialect projects them onto its own words.
Every axis but the hold is ordered, and vendor updates only ever move forward on it: joining is taking the furthest.
"""

from enum import StrEnum


class Step(StrEnum):
    """Progress, from the first to the last. The words are those of Printags, the finest alphabet of the three."""

    CREATING = "creating"
    DRAFT = "draft"
    CREATED = "created"
    VALIDATED = "validated"
    IN_QUEUE = "in_queue"
    PROCESSING = "processing"
    TREATED = "treated"
    BATCHING = "batching"
    SENT_FOR_PRINTING = "sent_for_printing"
    MANUFACTURING = "manufacturing"
    PACKAGING = "packaging"
    PACKAGED = "packaged"
    READY_FOR_SHIPPING = "ready_for_shipping"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


class Stage(StrEnum):
    """The coarse stages that the steps belong to."""

    DRAFT = "draft"
    PLACED = "placed"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    IN_PRODUCTION = "in production"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


class Payment(StrEnum):
    """What is known of payment. An order that says nothing has no value on this axis."""

    NONE = "none"
    UNPAID = "unpaid"
    PENDING = "pending"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially refunded"
    REFUNDED = "refunded"


class Ending(StrEnum):
    """How an order ended before or after its time, from the weakest claim to the strongest."""

    EXPIRED = "expired"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class LineStage(StrEnum):
    """How far one line has come."""

    CREATED = "created"
    IN_PRODUCTION = "in production"
    PRODUCED = "produced"
    SHIPPED = "shipped"
    ON_HOLD = "on hold"
    CANCELLED = "cancelled"


STAGE_OF = {
    Step.CREATING: Stage.DRAFT,
    Step.DRAFT: Stage.DRAFT,
    Step.CREATED: Stage.PLACED,
    Step.VALIDATED: Stage.ACCEPTED,
    Step.IN_QUEUE: Stage.QUEUED,
    Step.PROCESSING: Stage.IN_PRODUCTION,
    Step.TREATED: Stage.IN_PRODUCTION,
    Step.BATCHING: Stage.IN_PRODUCTION,
    Step.SENT_FOR_PRINTING: Stage.IN_PRODUCTION,
    Step.MANUFACTURING: Stage.IN_PRODUCTION,
    Step.PACKAGING: Stage.IN_PRODUCTION,
    Step.PACKAGED: Stage.PACKED,
    Step.READY_FOR_SHIPPING: Stage.PACKED,
    Step.SHIPPED: Stage.SHIPPED,
    Step.DELIVERED: Stage.DELIVERED,
}

STEP_RANK = {step: rank for rank, step in enumerate(Step, 1)}
PAYMENT_RANK = {payment: rank for rank, payment in enumerate(Payment, 1)}
ENDING_RANK = {ending: rank for rank, ending in enumerate(Ending, 1)}


def further_step(one: Step | None, other: Step | None) -> Step | None:
    """The step that is further along; unknown is behind every step."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=STEP_RANK.__getitem__)


def further_payment(one: Payment | None, other: Payment | None) -> Payment | None:
    """The payment state that is further along; unknown is behind every state."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=PAYMENT_RANK.__getitem__)


def stronger_ending(one: Ending | None, other: Ending | None) -> Ending | None:
    """The ending that prevails when two are claimed; none gives way to any."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=ENDING_RANK.__getitem__)


def at_least(step: Step | None, mark: Step) -> bool:
    """Whether `step` is known and has reached `mark`."""
    return step is not None and STEP_RANK[step] >= STEP_RANK[mark]
