"""Native status values to core values. A value that core does not know is kept as a vendor status."""

from triplicate.core.lifecycle import STAGE_OF, Ending, LineStage, Payment, Stage, Step
from triplicate.core.order.order import Order
from triplicate.dialects.native.document import wire

STEPS: dict[str | None, Step] = {step.value: step for step in Step}
PAYMENTS: dict[str | None, Payment] = {payment.value: payment for payment in Payment}
ENDINGS: dict[str | None, Ending] = {ending.value: ending for ending in Ending}
LINE_STAGES: dict[str | None, LineStage] = {stage.value: stage for stage in LineStage}


def vendor_statuses(document: wire.Order) -> dict[str, str | int]:
    """Vendor statuses by dialect and field: those in the document, and values that core does not know."""
    axes = (
        (f"{wire.NAME}.step", document.step, STEPS),
        (f"{wire.NAME}.payment", document.payment, PAYMENTS),
        (f"{wire.NAME}.ending", document.ending, ENDINGS),
    )
    unknown = {name: word for name, word, axis in axes if word and word not in axis}
    return {**(document.words or {}), **unknown}


def stage(order: Order) -> Stage | None:
    """The stage that the order's step belongs to; None if the step is unknown."""
    return None if order.step is None else STAGE_OF[order.step]
