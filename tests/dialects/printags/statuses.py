"""The status words of Printags: what each means, alone and after others, and which one a state has."""

from collections.abc import Hashable

from tests.conformance.protocol import Document
from tests.conformance.statuses import STEPS, Rows, State, Statuses, first_match
from tests.dialects.printags.documents import STATUSES as WORDS
from tests.strategies.json_values import texts

AT = "2024-07-01T09:26:55.737Z"
ROWS: Rows = [
    *[(lambda s, e=ending: s.ending == e, ending) for ending in ("cancelled", "failed", "returned")],
    (lambda s: s.ending == "expired", "cancelled"),
    (lambda s: s.payment == "refunded", "refunded"),
    (lambda s: s.held, "on_hold"),
    *[(lambda s, w=step: s.step == w, step) for step in STEPS],
    (lambda s: True, ""),
]
MEANINGS = {
    **{step: State(step) for step in STEPS},
    **{ending: State(ending=ending) for ending in ("cancelled", "failed", "returned")},
    "refunded": State(payment="refunded"),
    "on_hold": State(held=True),
}
MEANINGS_AFTER = {
    ("on_hold", "created"): State("created", held=True),
    ("on_hold", "validated"): State("validated", held=True),
    ("on_hold", "in_queue"): State("in_queue", held=True),
    ("on_hold", "packaged"): State("packaged", held=True),
    ("refunded", "created"): State("created", "refunded"),
    ("refunded", "manufacturing"): State("manufacturing", "refunded"),
    ("refunded", "shipped"): State("shipped", "refunded"),
    ("refunded", "delivered"): State("delivered", "refunded"),
    ("cancelled", "validated"): State("validated", ending="cancelled"),
    ("cancelled", "shipped"): State("shipped", ending="cancelled"),
    ("returned", "delivered"): State("delivered", ending="returned"),
    ("failed", "manufacturing"): State("manufacturing", ending="failed"),
}
"""By the word now, and the furthest of its history."""


def read(document: Document) -> Hashable:
    """The word of a document."""
    word: str = document["status"]
    return word


def _after(word: str, before: str) -> Document:
    history = [{"status": "created", "createdAt": AT}, {"status": before, "createdAt": AT}]
    return {"status": word, "statusHistory": history}


STATUSES = Statuses(
    read=read,
    expected=lambda state: first_match(ROWS, state),
    meanings=[
        *(({"status": word}, state) for word, state in MEANINGS.items()),
        *((_after(word, before), state) for (word, before), state in MEANINGS_AFTER.items()),
    ],
    documented=frozenset({*WORDS, ""}),
    unknown=texts().filter(lambda word: word not in WORDS).map(lambda word: {"status": word}),
)
