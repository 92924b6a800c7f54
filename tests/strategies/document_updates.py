"""Hypothesis strategies of a vendor's successive documents of one order, in any order and state."""

from typing import Any

from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES

UPDATES = {dialect: conformance.updates for dialect, conformance in CONFORMANCES.items()}


@st.composite
def arrivals(draw: st.DrawFn, dialect: str) -> tuple[list[Any], list[Any]]:
    """The same few documents in two orders of arrival, some of them more than once."""
    documents = draw(st.lists(UPDATES[dialect], min_size=2, max_size=4))
    again = draw(st.lists(st.sampled_from(range(len(documents))), max_size=2))
    shuffled = draw(st.permutations([*range(len(documents)), *again]))
    return documents, [documents[index] for index in shuffled]
