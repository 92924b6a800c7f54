"""The state machine of orders: its axes, their order, and the preconditions of every action.

An order's state has four independent axes: progress (`Step`, grouped into stages), payment (`Payment`), hold (`Hold` on
the order) and ending (`Ending`). A dialect maps them to its own statuses. Every axis but the hold is ordered, and
vendor updates only move forward on it: a merge takes the maximum.

Every change of an order, in any dialect, is one of the actions. `RULES` gives the preconditions of each: the step that
must have been reached (`since`), the step that must not have been reached (`before`), whether the order may be held or
ended, and the step or ending that the action leads to when it applies to the complete order. Unknown progress counts as
created. `PAYMENT_MOVES` gives the transitions of payment. Preconditions on quantities and amounts are checked in
`core.engine`: nothing is shipped, returned, cancelled or refunded twice, or beyond what is available. Each rejection is
one of the `Obstacle`s.

Only `override` has no preconditions: it needs a reason, which is recorded.
"""

from enum import StrEnum
from typing import NamedTuple


class _TextEnum(StrEnum):
    """A text enumeration that hashes as its text does, and not in Python: every copy looks steps up several times."""

    __hash__ = str.__hash__


class Step(_TextEnum):
    """Progress, from first to last. The values are those of Printags, the finest scale of the three vendors."""

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
    """Groups of steps."""

    DRAFT = "draft"
    PLACED = "placed"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    IN_PRODUCTION = "in production"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


class Payment(_TextEnum):
    """The payment state. None on the order means unknown."""

    NONE = "none"
    UNPAID = "unpaid"
    PENDING = "pending"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially refunded"
    REFUNDED = "refunded"


class Ending(_TextEnum):
    """How an order ended, from the weakest claim to the strongest; a merge keeps the strongest."""

    EXPIRED = "expired"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RETURNED = "returned"


FINAL_STATUSES = frozenset(ending.value for ending in Ending)
"""The statuses of a piece that has ended."""


class LineStage(_TextEnum):
    """The progress of one line."""

    CREATED = "created"
    IN_PRODUCTION = "in production"
    PRODUCED = "produced"
    SHIPPED = "shipped"
    ON_HOLD = "on hold"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """The actions on an existing order."""

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
    """Why an action is not possible in the present state."""

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
    """The preconditions of an action and its result. None: no bound; leads to no step; leads to no ending."""

    since: Step | None = None
    before: Step | None = None
    held: bool = False
    ended: bool = False
    to: Step | None = None
    ends: Ending | None = None


RULES: dict[Action, Rule] = {
    Action.PLACE: Rule(before=Step.CREATED, to=Step.CREATED),
    Action.ACCEPT: Rule(before=Step.VALIDATED, to=Step.VALIDATED),
    Action.ADVANCE: Rule(since=Step.VALIDATED, before=Step.READY_FOR_SHIPPING),
    Action.SHIP: Rule(since=Step.VALIDATED, before=Step.DELIVERED, to=Step.SHIPPED),
    Action.TRACK: Rule(since=Step.VALIDATED, held=True, ended=True),
    Action.DELIVER: Rule(since=Step.VALIDATED, before=Step.DELIVERED, held=True, to=Step.DELIVERED),
    Action.RETURN: Rule(since=Step.VALIDATED, held=True, ends=Ending.RETURNED),
    Action.HOLD: Rule(since=Step.CREATED, before=Step.SHIPPED),
    Action.RELEASE: Rule(held=True, ended=True),
    Action.CANCEL: Rule(before=Step.SHIPPED, held=True, ends=Ending.CANCELLED),
    Action.EXPIRE: Rule(before=Step.PROCESSING, held=True, ends=Ending.EXPIRED),
    Action.FAIL: Rule(since=Step.CREATED, before=Step.SHIPPED, held=True, ends=Ending.FAILED),
    Action.REQUEST_PAYMENT: Rule(since=Step.CREATED, held=True),
    Action.PAY: Rule(since=Step.CREATED, held=True, ended=True),
    Action.REFUND: Rule(since=Step.CREATED, held=True, ended=True),
    Action.AMEND: Rule(held=True, ended=True),
    Action.AMEND_ADDRESS: Rule(before=Step.SHIPPED, held=True),
    Action.AMEND_CONTENT: Rule(before=Step.PROCESSING, held=True),
    Action.APPROVE: Rule(held=True),
    Action.COMMENT: Rule(held=True, ended=True),
    Action.OVERRIDE: Rule(held=True, ended=True),
}

PAYMENT_MOVES: dict[Action, dict[Payment | None, tuple[Payment, ...]]] = {
    Action.REQUEST_PAYMENT: {
        None: (Payment.UNPAID, Payment.PENDING),
        Payment.NONE: (Payment.UNPAID, Payment.PENDING),
        Payment.UNPAID: (Payment.PENDING,),
    },
    Action.PAY: {
        None: (Payment.PENDING, Payment.PAID),
        Payment.NONE: (Payment.PENDING, Payment.PAID),
        Payment.UNPAID: (Payment.PENDING, Payment.PAID),
        Payment.PENDING: (Payment.PAID,),
    },
    Action.REFUND: {
        Payment.PENDING: (Payment.REFUNDED,),
        Payment.PAID: (Payment.PARTIALLY_REFUNDED, Payment.REFUNDED),
        Payment.PARTIALLY_REFUNDED: (Payment.REFUNDED,),
    },
    Action.CANCEL: {Payment.UNPAID: (Payment.NONE,), Payment.PENDING: (Payment.PAID,)},
    Action.AMEND_CONTENT: {Payment.NONE: (Payment.UNPAID,), Payment.UNPAID: (Payment.NONE,)},
}
"""The transitions of the payment state by action. None is the unknown state."""

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


def obstacle(action: Action, step: Step | None, held: bool, ended: bool) -> Obstacle | None:
    """Why the rule of `action` forbids it in this state; None when it is allowed."""
    rule = RULES[action]
    current_step = step or Step.CREATED
    if ended and not rule.ended:
        return Obstacle.ENDED
    if rule.before is not None and at_least(current_step, rule.before):
        return Obstacle.TOO_LATE
    if rule.since is not None and not at_least(current_step, rule.since):
        return Obstacle.TOO_EARLY
    return Obstacle.HELD if held and not rule.held else None


def further_step(first: Step | None, second: Step | None) -> Step | None:
    """The later of two steps; None (unknown) comes before every step."""
    if first is None or second is None:
        return first or second
    return max(first, second, key=STEP_RANK.__getitem__)


def further_payment(first: Payment | None, second: Payment | None) -> Payment | None:
    """The later of two payment states; None (unknown) comes before every state."""
    if first is None or second is None:
        return first or second
    return max(first, second, key=PAYMENT_RANK.__getitem__)


def stronger_ending(first: Ending | None, second: Ending | None) -> Ending | None:
    """The stronger of two endings; None is weaker than any."""
    if first is None or second is None:
        return first or second
    return max(first, second, key=ENDING_RANK.__getitem__)


def at_least(step: Step | None, threshold: Step) -> bool:
    """Whether `step` is known and not before `threshold`."""
    return step is not None and STEP_RANK[step] >= STEP_RANK[threshold]
