"""The order status and the payment status of Axim Commerce: what they mean, and which ones a state has."""

from collections.abc import Hashable
from itertools import product

from hypothesis import strategies as st

from tests.conformance.protocol import Document
from tests.conformance.statuses import Rows, State, Statuses, first_match
from tests.dialects.axim.documents import PAYMENTS
from tests.dialects.axim.documents import STATUSES as WORDS
from tests.strategies.json_values import texts

ROWS: Rows = [
    (lambda s: s.ending in ("cancelled", "expired", "failed"), "cancelled"),
    (lambda s: s.ending == "returned", "returned"),
    (lambda s: s.has_reached("shipped") or s.fulfilment == "complete", "fulfilled"),
    (lambda s: s.fulfilment == "partial", "partially fulfilled"),
    (lambda s: s.has_reached("validated"), "processing"),
    (lambda s: s.step is not None, "pending"),
    (lambda s: True, ""),
]
PAYMENT_ROWS: Rows = [
    *[(lambda s, p=word: s.payment == p, word) for word in ("paid", "partially refunded", "refunded")],
    (lambda s: s.payment is not None, "pending"),
    (lambda s: True, ""),
]
MEANINGS = {
    "pending": State("created"),
    "processing": State("validated"),
    "partially fulfilled": State("validated"),
    "fulfilled": State("shipped"),
    "returned": State(ending="returned"),
    "cancelled": State(ending="cancelled"),
    "": State(),
}


def read(document: Document) -> Hashable:
    """The order status and the payment status of a document."""
    return document.get("orderStatus", ""), document.get("paymentStatus", "")


STATUSES = Statuses(
    read=read,
    expected=lambda state: (first_match(ROWS, state), first_match(PAYMENT_ROWS, state)),
    meanings=[
        ({"orderStatus": word, "paymentStatus": payment}, state._replace(payment=payment or None))
        for (word, state), payment in product(MEANINGS.items(), ("", *PAYMENTS))
    ],
    documented=frozenset(product({*WORDS, ""}, {*PAYMENTS, ""})),
    unknown=st.fixed_dictionaries(
        {
            "orderStatus": texts().filter(lambda word: word not in WORDS),
            "paymentStatus": texts().filter(lambda word: word not in PAYMENTS),
        }
    ),
)
