"""The axes of an order's state, how far along each of them a value is, and what may happen to an order when.

An order moves on four independent axes: how far it has come (`Step`, grouped into stages), what was paid (`Payment`),
whether it is held (`Hold` on the order), and how it ended (`Ending`). A dialect projects them onto its own words.
Every axis but the hold is ordered, and vendor updates only ever move forward on it: joining is taking the furthest.

What is done to an order here, whichever dialect asks for it, is one of the verbs, and `RULES` says of each what it
needs of the order's progress: the step that must have been reached (`since`), the one that must not have been
(`before`), whether the order may be held or ended, and the step or the ending that the verb leads to when it concerns
the whole order. An order whose progress nobody knows counts as created. `PAYMENT_MOVES` says how payment moves. What
else a verb needs is counted, not tabled: nothing ships, comes back, is cancelled or is refunded twice, or beyond what
there is (`core.engine`). Each refusal is one of the `Obstacle`s.

`override` alone obeys no rule: it needs a reason, and the record keeps it.
"""

from enum import StrEnum
from typing import NamedTuple


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


class Verb(StrEnum):
    """What can be done to an order that exists."""

    PLACE = "place"
    ACCEPT = "accept"
    ADVANCE = "advance"
    SHIP = "ship"
    TRACK = "track"
    DELIVER = "deliver"
    RETURN = "return"
    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"
    EXPIRE = "expire"
    FAIL = "fail"
    REQUEST_PAYMENT = "request payment"
    PAY = "record payment"
    REFUND = "refund"
    AMEND = "amend"
    AMEND_ADDRESS = "amend address"
    AMEND_CONTENT = "amend content"
    APPROVE = "approve"
    COMMENT = "comment"
    OVERRIDE = "override"


class Obstacle(StrEnum):
    """Why a verb is not possible now."""

    ENDED = "ended"
    HELD = "held"
    NOT_HELD = "not held"
    TOO_EARLY = "too early"
    TOO_LATE = "too late"
    BACKWARDS = "backwards"
    PAYMENT_RECORDED = "payment recorded"
    PAYMENT_UNKNOWN = "payment unknown"
    TOTAL_UNKNOWN = "total unknown"
    ALREADY_PAID = "already paid"
    ALREADY_APPROVED = "already approved"
    ALREADY_SHIPPED = "already shipped"
    ALREADY_DELIVERED = "already delivered"
    BEYOND_OUTSTANDING = "beyond what is outstanding"
    BEYOND_PAID = "beyond what was paid"
    BEYOND_ORDERED = "beyond what is left to ship"
    BEYOND_FULFILLED = "beyond what was shipped"
    NOTHING_LEFT = "nothing left"
    TOO_MANY = "too many"


class Rule(NamedTuple):
    """What a verb needs of an order's progress, and where it leads. None: no bound, no step, no ending of its own."""

    since: Step | None = None
    before: Step | None = None
    held: bool = False
    ended: bool = False
    to: Step | None = None
    ends: Ending | None = None


RULES: dict[Verb, Rule] = {
    Verb.PLACE: Rule(before=Step.CREATED, to=Step.CREATED),
    Verb.ACCEPT: Rule(before=Step.VALIDATED, to=Step.VALIDATED),
    Verb.ADVANCE: Rule(since=Step.VALIDATED, before=Step.READY_FOR_SHIPPING),
    Verb.SHIP: Rule(since=Step.VALIDATED, before=Step.DELIVERED, to=Step.SHIPPED),
    Verb.TRACK: Rule(since=Step.VALIDATED, held=True, ended=True),
    Verb.DELIVER: Rule(since=Step.VALIDATED, before=Step.DELIVERED, held=True, to=Step.DELIVERED),
    Verb.RETURN: Rule(since=Step.VALIDATED, held=True, ends=Ending.RETURNED),
    Verb.HOLD: Rule(since=Step.CREATED, before=Step.SHIPPED),
    Verb.RELEASE: Rule(held=True, ended=True),
    Verb.CANCEL: Rule(before=Step.SHIPPED, held=True, ends=Ending.CANCELLED),
    Verb.EXPIRE: Rule(before=Step.PROCESSING, held=True, ends=Ending.EXPIRED),
    Verb.FAIL: Rule(since=Step.CREATED, before=Step.SHIPPED, held=True, ends=Ending.FAILED),
    Verb.REQUEST_PAYMENT: Rule(since=Step.CREATED, held=True),
    Verb.PAY: Rule(since=Step.CREATED, held=True, ended=True),
    Verb.REFUND: Rule(since=Step.CREATED, held=True, ended=True),
    Verb.AMEND: Rule(held=True, ended=True),
    Verb.AMEND_ADDRESS: Rule(before=Step.SHIPPED, held=True),
    Verb.AMEND_CONTENT: Rule(before=Step.PROCESSING, held=True),
    Verb.APPROVE: Rule(held=True),
    Verb.COMMENT: Rule(held=True, ended=True),
    Verb.OVERRIDE: Rule(held=True, ended=True),
}

PAYMENT_MOVES: dict[Verb, dict[Payment | None, tuple[Payment, ...]]] = {
    Verb.REQUEST_PAYMENT: {
        None: (Payment.UNPAID, Payment.PENDING),
        Payment.NONE: (Payment.UNPAID, Payment.PENDING),
        Payment.UNPAID: (Payment.PENDING,),
    },
    Verb.PAY: {
        None: (Payment.PENDING, Payment.PAID),
        Payment.NONE: (Payment.PENDING, Payment.PAID),
        Payment.UNPAID: (Payment.PENDING, Payment.PAID),
        Payment.PENDING: (Payment.PAID,),
    },
    Verb.REFUND: {
        Payment.PENDING: (Payment.REFUNDED,),
        Payment.PAID: (Payment.PARTIALLY_REFUNDED, Payment.REFUNDED),
        Payment.PARTIALLY_REFUNDED: (Payment.REFUNDED,),
    },
    Verb.CANCEL: {Payment.UNPAID: (Payment.NONE,), Payment.PENDING: (Payment.PAID,)},
    Verb.AMEND_CONTENT: {Payment.NONE: (Payment.UNPAID,), Payment.UNPAID: (Payment.NONE,)},
}
"""How payment moves, from one state to which others, when it does. None is the state that nobody knows."""

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


def obstacle(verb: Verb, step: Step | None, held: bool, ended: bool) -> Obstacle | None:
    """What the rule of `verb` finds against an order in this state; None when nothing."""
    rule = RULES[verb]
    known = step or Step.CREATED
    if ended and not rule.ended:
        return Obstacle.ENDED
    if rule.before is not None and at_least(known, rule.before):
        return Obstacle.TOO_LATE
    if rule.since is not None and not at_least(known, rule.since):
        return Obstacle.TOO_EARLY
    return Obstacle.HELD if held and not rule.held else None


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
