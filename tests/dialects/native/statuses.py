"""The native axes of a state, each shown as it is."""

from collections.abc import Hashable
from itertools import product

from hypothesis import strategies as st

from tests.conformance.protocol import Document
from tests.conformance.statuses import ENDINGS, PAYMENTS, STEPS, State, Statuses
from tests.strategies.json_values import texts


def read(document: Document) -> Hashable:
    """The step, the payment and the ending of a document, and whether the order is on hold."""
    return document.get("step"), document.get("payment"), document.get("ending"), document.get("hold") is not None


def expected(state: State) -> Hashable:
    """The axes themselves."""
    return state.step, state.payment, state.ending, state.held


STATUSES = Statuses(
    read=read,
    expected=expected,
    meanings=[
        *(({"step": step}, State(step)) for step in STEPS),
        *(({"payment": payment}, State(payment=payment)) for payment in PAYMENTS),
        *(({"step": "shipped", "ending": ending}, State("shipped", ending=ending)) for ending in ENDINGS),
        ({"step": "in_queue", "hold": {"reason": "address"}}, State("in_queue", held=True)),
    ],
    documented=frozenset(product((None, *STEPS), (None, *PAYMENTS), (None, *ENDINGS), (False, True))),
    unknown=st.fixed_dictionaries(
        {
            "step": texts().filter(lambda word: word not in STEPS),
            "payment": texts().filter(lambda word: word not in PAYMENTS),
            "ending": texts().filter(lambda word: word not in ENDINGS),
        }
    ),
)
