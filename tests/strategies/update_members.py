"""Strategies of what successive documents of one order differ in: days, tracking numbers, unknown members."""

from typing import Any

from hypothesis import strategies as st

DAYS = st.integers(0, 4)
TRACKING_NUMBERS = st.lists(st.sampled_from(["T1", "T2", "T3"]), unique=True, max_size=3)
EXTRA_MEMBERS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {"note": "a"}, {"note": "b", "seen": [1, {"id": 2}]}]
)


def moment(day: int, form: str = "2024-07-{:02}T09:26:55.737Z") -> str:
    """The moment of a day."""
    return form.format(day + 1)
