"""Amounts of Axim Commerce in every dialect: stated totals, components, no exponents."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.conformance.shared_facts import values
from tests.conformance.test_amounts import copies_of
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount

GUID, OID = "123e4567-e89b-12d3-a456-426614174000", "664f2310d5775459152d6dd8"


def order_of(currency: str, **members: Any) -> dict[str, Any]:
    """An order of one line, three pieces."""
    line = {"id": OID, "quantity": 3, "price": members.pop("price", 10)}
    return {"id": OID, "lineItems": [line], "currency": {"currency": currency}, **members}


def test_the_order_keeps_its_own_currency_where_the_account_has_another() -> None:
    copies = copies_of("axim", order_of("JPY", price=1200, total=3600), "EUR")
    assert values(copies, "unit prices", 0) == [[1200]] * len(values(copies, "unit prices", 0))
    assert set(values(copies, "total", 0)) == {3600}


def test_a_stated_total_is_shown_even_where_it_is_wrong() -> None:
    copies = copies_of("axim", order_of("EUR", total=99.99, subTotal=30))
    assert (copies["axim"]["total"], copies["axim"]["subTotal"]) == (99.99, 30)
    sums = copies["native"]["totals"]
    assert (sums["total"], sums["subtotal"], sums["mismatch"]) == (9999, 3000, 6999)
    assert set(values(copies, "total")) == {Decimal("99.99")}


def test_components_are_part_of_the_lines_price() -> None:
    body = order_of("EUR")
    body["lineItems"][0]["groupedProducts"] = [{"quantity": 12, "price": 45}, {"quantity": 12, "price": 30}]
    copies = copies_of("axim", body)
    assert Decimal(30) in values({name: copy for name, copy in copies.items() if name != "axim"}, "total")


def test_a_price_that_nobody_stated_is_zero() -> None:
    copy = copies_of("native", {"id": GUID, "lines": [{"quantity": 2}]})["axim"]
    assert (copy["lineItems"][0]["price"], copy["total"]) == (0, 0)


@pytest.mark.parametrize("price", [0.00001, 1e-9, 1.5e-9, 1e22, 123456789012345680.0])
def test_numbers_we_write_have_no_exponent(price: float) -> None:
    desk = MemoryAccount()
    desk.import_document("axim", order_of("EUR", price=price))
    for dialect in DIALECTS:
        if dialect == "axim":
            continue
        written: list[str] = []
        json.loads(desk.render_bytes(dialect), parse_float=written.append, parse_int=written.append)
        assert [number for number in written if "e" in number.lower()] == [], dialect
    assert "e" not in desk.render("native")["lines"][0]["unit_price"].lower()
