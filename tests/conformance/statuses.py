"""The states of an order in plain words, and what a dialect's own tests say of its statuses in them."""

from collections.abc import Callable, Hashable, Sequence
from itertools import product
from typing import Any, NamedTuple

from hypothesis import strategies as st

STEPS = (
    "creating draft created validated in_queue processing treated batching sent_for_printing manufacturing packaging "
    "packaged ready_for_shipping shipped delivered"
).split()
PAYMENTS = ("none", "unpaid", "pending", "paid", "partially refunded", "refunded")
ENDINGS = ("expired", "failed", "cancelled", "returned")
Document = dict[str, Any]


class State(NamedTuple):
    """The axes of an order's state, each None where nothing is known; `fulfilment` is none, partial or complete."""

    step: str | None = None
    payment: str | None = None
    ending: str | None = None
    held: bool = False
    fulfilment: str = "none"

    def has_reached(self, step: str) -> bool:
        """Whether progress is known to have come this far."""
        return self.step is not None and STEPS.index(self.step) >= STEPS.index(step)

    @property
    def is_away(self) -> bool:
        """Whether the goods were sent; what came back was sent before."""
        return self.has_reached("shipped") or self.ending == "returned"


STATES = [State(*axes) for axes in product((None, *STEPS), (None, *PAYMENTS), (None, *ENDINGS), (False, True))]
Rows = Sequence[tuple[Callable[[State], bool], Hashable]]


def first_match(rows: Rows, state: State) -> Hashable:
    """The status of the first row whose condition holds."""
    return next(status for holds, status in rows if holds(state))


class Statuses(NamedTuple):
    """The statuses of a dialect, as its table decides.

    - `read` takes them from a copy; `expected` is the table: the status of a state.
    - `meanings` has members of a document with each documented status, and what they say of the order.
    - `documented` are all that a copy may show. `unknown` is a strategy of members with statuses that are not.
    """

    read: Callable[[Document], Hashable]
    expected: Callable[[State], Hashable]
    meanings: Sequence[tuple[Document, State]]
    documented: frozenset[Hashable]
    unknown: st.SearchStrategy[Document]
