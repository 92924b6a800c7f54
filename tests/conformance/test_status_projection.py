"""Status projection: every state has a status in every dialect, the first matching row of the decided table."""

from typing import Any

import msgspec
import pytest

from tests.conformance.registry import CONFORMANCES
from tests.conformance.statuses import STATES, STEPS, State
from tests.strategies.documents import CODECS, DIALECTS
from tests.strategies.orders import order
from triplicate.core.documents.codec import STABLE_OPTIONS, ImportContext
from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.core.order.history import Hold
from triplicate.core.order.order import Order
from triplicate.dialects.native.document.decode import decode
from triplicate.dialects.native.document.encode import encode


def order_in(state: State) -> Order:
    """An order of which nothing is known but its state."""
    return order(
        step=state.step and Step(state.step),
        payment=state.payment and Payment(state.payment),
        ending=state.ending and Ending(state.ending),
        hold=Hold() if state.held else None,
    )


ORDERS = {state: order_in(state) for state in STATES}


def written(dialect: str, state: State) -> Any:
    """The copy of an order in a state."""
    return msgspec.json.decode(msgspec.json.encode(CODECS[dialect].encode(ORDERS[state], STABLE_OPTIONS)))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_state_reads_as_the_first_row_that_matches(dialect: str) -> None:
    statuses = CONFORMANCES[dialect].statuses
    shown = {state: statuses.read(written(dialect, state)) for state in STATES}
    assert {state: (status, statuses.expected(state)) for state, status in shown.items()} == {
        state: (statuses.expected(state), statuses.expected(state)) for state in STATES
    }


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_status_is_a_documented_one_and_each_is_of_some_state(dialect: str) -> None:
    statuses = CONFORMANCES[dialect].statuses
    extents = ("none", "partial", "complete")
    assert {
        statuses.expected(state._replace(fulfilment=extent)) for state in STATES for extent in extents
    } == statuses.documented


def test_the_steps_are_those_of_the_lifecycle() -> None:
    assert [*Step] == STEPS
    assert len(STATES) == len(set(STATES)) == (len(Step) + 1) * (len(Payment) + 1) * (len(Ending) + 1) * 2


def test_every_state_is_shown_natively_axis_by_axis_and_read_back() -> None:
    for state in ORDERS.values():
        document = encode(state, STABLE_OPTIONS)
        axes = (document.step, document.payment, document.ending, document.hold is not None)
        assert axes == (state.step, state.payment, state.ending, state.hold is not None)
        back = decode(document, ImportContext(account=state.account, currency="EUR", file_of=lambda text: None))
        assert (back.step, back.payment, back.ending, back.hold) == (
            state.step,
            state.payment,
            state.ending,
            state.hold,
        )
        assert back.sync.vendor_statuses == {}


def test_every_step_has_its_stage() -> None:
    stages = {state.step: encode(state, STABLE_OPTIONS).stage for state in ORDERS.values()}
    assert [*dict.fromkeys(stages[step] for step in Step)] == list(Stage), (
        "the stages follow each other as the steps do"
    )
    assert stages[None] is None
