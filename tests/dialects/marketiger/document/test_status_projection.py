"""Marketiger: every state has a code, the first matching row of the decided table."""

from tests.conformance.test_status_projection import ORDERS
from tests.strategies.orders import order
from triplicate.core.lifecycle import LineStage, Payment
from triplicate.dialects.marketiger.document import status as marketiger


def test_a_refund_never_reads_as_ready_for_production() -> None:
    refunded = [state for state in ORDERS.values() if state.payment is Payment.REFUNDED]
    assert {marketiger.order_status(state) for state in refunded} == {0, 10}


def test_every_line_has_a_code_that_is_written_by_us() -> None:
    stages: list[LineStage | None] = [None, *LineStage]
    codes = {marketiger.line_status(state, stage) for state in ORDERS.values() for stage in stages}
    assert codes == {0, 1, 2, 3, 4, 10}
    own = {"cancelled": 0, "created": 1, "on hold": 2, "in production": 3, "produced": 4, "shipped": 10}
    assert {stage.value: marketiger.line_status(order(), stage) for stage in LineStage} == own
