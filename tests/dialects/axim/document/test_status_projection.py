"""Axim Commerce: every state has a status, the first matching row of the decided table."""

from tests.strategies.orders import line, order
from triplicate.core.documents.codec import STABLE_OPTIONS
from triplicate.core.lifecycle import Step
from triplicate.dialects.axim.document import status as axim
from triplicate.dialects.native.document.encode import encode


def test_quantities_decide_what_is_partially_fulfilled() -> None:
    for done, due in ((0, "processing"), (1, "partially fulfilled"), (2, "fulfilled")):
        lines = (line(0, quantity=2, fulfilled=done),)
        extent = ("none", "partial", "complete")[done]
        assert encode(order(lines=lines), STABLE_OPTIONS).fulfilment == extent
        assert axim.order_status(order(step=Step.PACKAGED, lines=lines)) == due
