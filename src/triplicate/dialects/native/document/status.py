"""The words of an order's state: those of the axes themselves. A word that is none of them stays a native word."""

from triplicate.core.lifecycle import STAGE_OF, Ending, LineStage, Payment, Stage, Step
from triplicate.core.order.order import Order
from triplicate.dialects.native.document import wire

STEPS: dict[str | None, Step] = {step.value: step for step in Step}
PAYMENTS: dict[str | None, Payment] = {payment.value: payment for payment in Payment}
ENDINGS: dict[str | None, Ending] = {ending.value: ending for ending in Ending}
LINE_STAGES: dict[str | None, LineStage] = {stage.value: stage for stage in LineStage}


def words(document: wire.Order) -> dict[str, str | int]:
    """The native words of all dialects: those that the document names, and its own that are on none of our axes."""
    own = (
        (f"{wire.NAME}.step", document.step, STEPS),
        (f"{wire.NAME}.payment", document.payment, PAYMENTS),
        (f"{wire.NAME}.ending", document.ending, ENDINGS),
    )
    unknown = {name: word for name, word, axis in own if word and word not in axis}
    return {**(document.words or {}), **unknown}


def stage(order: Order) -> Stage | None:
    """The coarse stage that the order's step belongs to."""
    return None if order.step is None else STAGE_OF[order.step]
