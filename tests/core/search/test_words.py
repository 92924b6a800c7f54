"""Words for searching: folded in one pass over all texts of an order, and in a shorter way where they are ASCII."""

import string

from hypothesis import given
from hypothesis import strategies as st

from triplicate.core.search.facets import fold

TEXTS = st.text(st.characters() | st.sampled_from("aB9 -_\u0301\u0345\u00df\u0130\u1100\u1161\ufb01"), max_size=8)


@given(st.lists(TEXTS, max_size=4))
def test_no_word_spans_two_texts(texts: list[str]) -> None:
    assert set(fold(" ".join(texts))) == {word for text in texts for word in fold(text)}


@given(st.text(string.printable, max_size=60))
def test_ascii_folds_like_any_text(text: str) -> None:
    assert fold(text) == fold(f"\u00e9 {text}")[1:]
