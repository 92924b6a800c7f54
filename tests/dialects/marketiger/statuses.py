"""The status codes of Marketiger: what each means, and which one a state has."""

from collections.abc import Hashable

from hypothesis import strategies as st

from tests.conformance.protocol import Document
from tests.conformance.statuses import Rows, State, Statuses, first_match
from tests.dialects.marketiger.documents import STATUSES as CODES

ROWS: Rows = [
    (lambda s: s.ending in ("cancelled", "expired", "failed"), 0),
    (lambda s: s.payment == "refunded" and s.is_away, 10),
    (lambda s: s.payment == "refunded", 0),
    (lambda s: s.held and s.has_reached("in_queue"), 15),
    (lambda s: s.held, 2),
    (lambda s: s.is_away, 10),
    (lambda s: s.payment in ("paid", "partially refunded"), 5),
    (lambda s: s.payment == "pending", 4),
    (lambda s: s.payment == "unpaid", 3),
    (lambda s: True, 1),
]
MEANINGS = {
    0: State(ending="cancelled"),
    1: State("created"),
    2: State("created", held=True),
    3: State("created", "unpaid"),
    4: State("created", "pending"),
    5: State("created", "paid"),
    10: State("shipped"),
    15: State("in_queue", held=True),
}


def read(document: Document) -> Hashable:
    """The code of a document."""
    code: int = document["status"]
    return code


STATUSES = Statuses(
    read=read,
    expected=lambda state: first_match(ROWS, state),
    meanings=[({"status": code}, state) for code, state in MEANINGS.items()],
    documented=frozenset(CODES),
    unknown=st.integers(-(2**60), 2**60).filter(lambda code: code not in CODES).map(lambda code: {"status": code}),
)
