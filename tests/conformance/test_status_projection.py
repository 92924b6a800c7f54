"""Status projection: every state has a status in every dialect, the first matching row of the decided table."""

from collections.abc import Callable
from itertools import product

import pytest

from tests.dialects.axim.documents import PAYMENTS as AXIM_PAYMENTS
from tests.dialects.axim.documents import STATUSES as AXIM_STATUSES
from tests.dialects.marketiger.documents import STATUSES as MARKETIGER_STATUSES
from tests.dialects.printags.documents import STATUSES as PRINTAGS_STATUSES
from tests.strategies.orders import order
from triplicate.core.documents.codec import STABLE_OPTIONS, ImportContext
from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.core.order.history import Hold
from triplicate.core.order.order import Order
from triplicate.dialects.axim.document import status as axim
from triplicate.dialects.marketiger.document import status as marketiger
from triplicate.dialects.native.document.decode import decode
from triplicate.dialects.native.document.encode import encode
from triplicate.dialects.printags.document import status as printags

PROGRESS = list(Step)
STATES = [
    order(step=step, payment=payment, ending=ending, hold=hold)
    for step, payment, ending, hold in product([None, *Step], [None, *Payment], [None, *Ending], [None, Hold()])
]
Row = tuple[Callable[[Order], bool], int | str]


def reached(order: Order, word: str) -> bool:
    """Whether progress is known to have come this far."""
    return order.step is not None and PROGRESS.index(order.step) >= PROGRESS.index(Step(word))


def gone(order: Order) -> bool:
    """Whether the goods were sent; what came back was sent before."""
    return reached(order, "shipped") or order.ending == "returned"


def first_match(rows: list[Row], order: Order) -> int | str:
    """The word of the first row whose condition holds."""
    return next(word for holds, word in rows if holds(order))


MARKETIGER: list[Row] = [
    (lambda o: o.ending in ("cancelled", "expired", "failed"), 0),
    (lambda o: o.payment == "refunded" and gone(o), 10),
    (lambda o: o.payment == "refunded", 0),
    (lambda o: o.hold is not None and reached(o, "in_queue"), 15),
    (lambda o: o.hold is not None, 2),
    (gone, 10),
    (lambda o: o.payment in ("paid", "partially refunded"), 5),
    (lambda o: o.payment == "pending", 4),
    (lambda o: o.payment == "unpaid", 3),
    (lambda o: True, 1),
]
PRINTAGS: list[Row] = [
    *[(lambda o, e=ending: o.ending == e, ending) for ending in ("cancelled", "failed", "returned")],
    (lambda o: o.ending == "expired", "cancelled"),
    (lambda o: o.payment == "refunded", "refunded"),
    (lambda o: o.hold is not None, "on_hold"),
    *[(lambda o, s=step: o.step == s, step.value) for step in Step],
    (lambda o: True, ""),
]
AXIM: list[Row] = [
    (lambda o: o.ending in ("cancelled", "expired", "failed"), "cancelled"),
    (lambda o: o.ending == "returned", "returned"),
    (lambda o: reached(o, "shipped"), "fulfilled"),
    (lambda o: reached(o, "validated"), "processing"),
    (lambda o: o.step is not None, "pending"),
    (lambda o: True, ""),
]
AXIM_PAYMENT: list[Row] = [
    *[(lambda o, p=word: o.payment == p, word) for word in ("paid", "partially refunded", "refunded")],
    (lambda o: o.payment is not None, "pending"),
    (lambda o: True, ""),
]


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (MARKETIGER, marketiger.order_status),
        (PRINTAGS, printags.order_status),
        (AXIM, axim.order_status),
        (AXIM_PAYMENT, axim.payment_status),
    ],
    ids=["marketiger", "printags", "axim", "axim payment"],
)
def test_every_state_reads_as_the_first_row_that_matches(rows: list[Row], word: Callable[[Order], int | str]) -> None:
    told = [(state, word(state), first_match(rows, state)) for state in STATES]
    assert [(s.step, s.payment, s.ending, s.hold, got, due) for s, got, due in told if got != due] == []


def test_every_word_is_a_documented_one() -> None:
    assert {marketiger.order_status(state) for state in STATES} == set(MARKETIGER_STATUSES)
    assert {printags.order_status(state) for state in STATES} == {*PRINTAGS_STATUSES, ""}
    assert {axim.order_status(state) for state in STATES} == {*AXIM_STATUSES, ""} - {"partially fulfilled"}
    assert {axim.payment_status(state) for state in STATES} == {*AXIM_PAYMENTS, ""}


def test_every_state_is_told_natively_axis_by_axis_and_read_back() -> None:
    for state in STATES:
        told = encode(state, STABLE_OPTIONS)
        axes = (told.step, told.payment, told.ending, told.hold is not None)
        assert axes == (state.step, state.payment, state.ending, state.hold is not None)
        back = decode(told, ImportContext(account=state.account, currency="EUR", file_of=lambda text: None))
        assert (back.step, back.payment, back.ending, back.hold) == (
            state.step,
            state.payment,
            state.ending,
            state.hold,
        )
        assert back.sync.vendor_statuses == {}


def test_every_step_has_its_stage() -> None:
    told = {state.step: encode(state, STABLE_OPTIONS).stage for state in STATES}
    assert [*dict.fromkeys(told[step] for step in PROGRESS)] == list(Stage), (
        "the stages follow each other as the steps do"
    )
    assert told[None] is None
