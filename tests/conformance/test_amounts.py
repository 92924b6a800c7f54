"""Amounts across dialects: each in its own unit and currency, exact to the cent, without exponents."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conformance import numbered_documents
from tests.conformance.registry import CONFORMANCES
from tests.conformance.shared_facts import values
from tests.strategies.documents import CODECS
from tests.strategies.memory_account import ACCOUNT, MemoryAccount
from triplicate.app.records import Account
from triplicate.core.documents.codec import STABLE_OPTIONS

GUID = "123e4567-e89b-12d3-a456-426614174000"
EXPONENTS = {"JPY": 0, "EUR": 2, "KWD": 3}


def copies_of(dialect: str, body: dict[str, Any], currency: str = "EUR") -> dict[str, Any]:
    """The copies of a document brought into an account that is billed in a currency."""
    desk = MemoryAccount(Account(ACCOUNT.id, ACCOUNT.name, currency, ACCOUNT.created_at))
    desk.import_document(dialect, body)
    return desk.render_all()


@pytest.mark.parametrize("dialect", [name for name, of in CONFORMANCES.items() if of.priced])
@given(minor=st.integers(0, 10**12), currency=st.sampled_from(sorted(EXPONENTS)))
def test_a_price_is_exact_in_every_dialect(dialect: str, minor: int, currency: str) -> None:
    """Three pieces at a price, and as much for the parcel."""
    exponent = EXPONENTS[currency]
    major = Decimal(minor).scaleb(-exponent)
    priced = CONFORMANCES[dialect].priced
    assert priced is not None
    copies = copies_of(dialect, numbered_documents.least(dialect, 1, **priced(minor, exponent, currency)), currency)
    assert values(copies, "unit prices", exponent) == [[major or None]] * len(values(copies, "unit prices", exponent))
    assert set(values(copies, "shipping", exponent)) == {major or None}
    assert set(values(copies, "total", exponent)) == {4 * major or None}
    if dialect != "native":
        line, sums = copies["native"]["lines"][0], copies["native"]["totals"]
        assert (Decimal(line["unit_price"]), line["total"]) == (major, 3 * minor)
        assert (sums["subtotal"], sums["shipping"], sums["total"]) == (3 * minor, minor, 4 * minor)


@pytest.mark.parametrize(
    ("price", "currency", "shown"),
    [
        ("12.5", "EUR", "12.50"),
        ("12.50", "EUR", "12.50"),
        ("1200", "JPY", "1200"),
        ("1200.5", "JPY", "1200.5"),
        ("1.25", "KWD", "1.250"),
        ("0.000125", "EUR", "0.000125"),
        ("12345678901234567890.123456789", "EUR", "12345678901234567890.123456789"),
        ("-3", "EUR", "-3.00"),
    ],
)
def test_a_native_price_is_exact_with_the_decimals_of_its_currency(price: str, currency: str, shown: str) -> None:
    desk = MemoryAccount()
    desk.import_document("native", {"id": GUID, "currency": currency, "lines": [{"quantity": 1, "unit_price": price}]})
    assert desk.render("native")["lines"][0]["unit_price"] == price, "an import keeps its own spelling"
    written = CODECS["native"].encode(desk.order, STABLE_OPTIONS)
    assert json.loads(msgspec.json.encode(written))["lines"][0]["unit_price"] == shown
