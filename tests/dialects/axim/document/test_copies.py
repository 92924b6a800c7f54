"""Axim Commerce: one order in every dialect: shared facts are equal, and nothing is invented."""

import pytest

from tests.conformance.test_copies import copies_of
from tests.strategies.documents import DIALECTS


@pytest.mark.parametrize("source", DIALECTS)
def test_the_currency_is_said_where_it_can_be_said(source: str) -> None:
    code, symbol = ("USD", "$") if source == "axim" else ("EUR", "€")
    copies = copies_of(source)
    assert copies["axim"]["currency"] == {"currency": code, "symbol": symbol}
    assert copies["native"]["currency"] == code
