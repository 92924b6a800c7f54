"""Amounts across dialects: each in its own unit and currency, exact to the cent, without exponents."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.documents import CODECS
from tests.strategies.memory_account import ACCOUNT, MemoryAccount
from triplicate.app.records import Account
from triplicate.core.documents.codec import STABLE_OPTIONS

GUID, OID = "123e4567-e89b-12d3-a456-426614174000", "664f2310d5775459152d6dd8"
EXPONENTS = {"JPY": 0, "EUR": 2, "KWD": 3}


def axim(currency: str | None, **members: Any) -> dict[str, Any]:
    """An Axim order of one line, three pieces."""
    price = members.pop("price", 10)
    line = {"id": OID, "quantity": 3, "price": price}
    return {"id": OID, "lineItems": [line], "currency": {"currency": currency}, **members}


def copies_of(dialect: str, body: dict[str, Any], currency: str = "EUR") -> dict[str, Any]:
    """The copies of a document brought into an account that is billed in a currency."""
    desk = MemoryAccount(Account(ACCOUNT.id, ACCOUNT.name, currency, ACCOUNT.created_at))
    desk.import_document(dialect, body)
    return desk.render_all()


@given(st.integers(0, 10**12), st.sampled_from(sorted(EXPONENTS)))
def test_a_price_of_axim_is_exact_in_marketiger(minor: int, currency: str) -> None:
    major = Decimal(minor).scaleb(-EXPONENTS[currency])
    number = int(major) if major == int(major) else float(major)
    copies = copies_of("axim", axim(currency, price=number, shippingCost=number))
    assert copies["marketiger"]["orderModels"][0]["price"] == minor
    assert copies["marketiger"]["shippingRate"] == minor
    line, sums = copies["native"]["lines"][0], copies["native"]["totals"]
    assert (Decimal(line["unit_price"]), line["total"], sums["shipping"]) == (major, 3 * minor, minor)


@given(st.integers(0, 10**12), st.sampled_from(sorted(EXPONENTS)))
def test_a_price_of_marketiger_is_exact_in_axim(minor: int, currency: str) -> None:
    model = {"modelId": "m", "price": minor, "quantity": 3}
    body = {"id": GUID, "status": 1, "orderModels": [model], "shippingRate": minor}
    copies = copies_of("marketiger", body, currency)
    major = Decimal(minor).scaleb(-EXPONENTS[currency])
    told = copies["axim"]["lineItems"][0]
    assert Decimal(repr(told["price"])) == major
    assert Decimal(repr(told["extendedTotalPrice"])) == 3 * major
    assert Decimal(repr(copies["axim"]["shippingCost"])) == major
    assert Decimal(repr(copies["axim"]["total"])) == 4 * major
    assert Decimal(repr(copies["printags"]["total"])) == 4 * major
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


@given(st.integers(0, 10**12), st.sampled_from(sorted(EXPONENTS)))
def test_a_native_price_is_exact_in_every_other_dialect(minor: int, currency: str) -> None:
    major = Decimal(minor).scaleb(-EXPONENTS[currency])
    line = {"quantity": 3, "unit_price": f"{major:f}"}
    body = {"id": GUID, "currency": currency, "lines": [line], "totals": {"shipping": minor}}
    copies = copies_of("native", body)
    assert copies["marketiger"]["orderModels"][0]["price"] == copies["marketiger"]["shippingRate"] == minor
    assert Decimal(repr(copies["axim"]["lineItems"][0]["price"])) == major
    assert Decimal(repr(copies["printags"]["total"])) == 4 * major


def test_the_order_keeps_its_own_currency_where_the_account_has_another() -> None:
    copies = copies_of("axim", axim("JPY", price=1200, total=3600), "EUR")
    assert copies["marketiger"]["orderModels"][0]["price"] == 1200
    assert copies["printags"]["total"] == 3600


def test_a_stated_total_is_shown_even_where_it_is_wrong() -> None:
    copies = copies_of("axim", axim("EUR", total=99.99, subTotal=30))
    assert (copies["axim"]["total"], copies["axim"]["subTotal"]) == (99.99, 30)
    sums = copies["native"]["totals"]
    assert (sums["total"], sums["subtotal"], sums["mismatch"]) == (9999, 3000, 6999)
    assert copies["printags"]["total"] == 99.99


def test_components_are_part_of_the_lines_price() -> None:
    body = axim("EUR")
    body["lineItems"][0]["groupedProducts"] = [{"quantity": 12, "price": 45}, {"quantity": 12, "price": 30}]
    assert copies_of("axim", body)["printags"]["total"] == 30


def test_a_price_that_nobody_stated_is_zero_and_no_total_follows() -> None:
    copies = copies_of("printags", {"id": GUID, "status": "created", "product_groups": [{"id": GUID, "quantity": 2}]})
    assert copies["marketiger"]["orderModels"][0]["price"] == 0
    assert (copies["axim"]["lineItems"][0]["price"], copies["axim"]["total"]) == (0, 0)
    assert (copies["native"]["lines"][0]["unit_price"], copies["native"]["lines"][0]["total"]) == (None, None)
    assert set(copies["native"]["totals"].values()) <= {None, 0}


@pytest.mark.parametrize("price", [0.00001, 1e-9, 1.5e-9, 1e22, 123456789012345680.0])
def test_numbers_we_write_have_no_exponent(price: float) -> None:
    desk = MemoryAccount()
    desk.import_document("axim", axim("EUR", price=price))
    for dialect in ("marketiger", "printags", "native"):
        written: list[str] = []
        json.loads(desk.render_bytes(dialect), parse_float=written.append, parse_int=written.append)
        assert [number for number in written if "e" in number.lower()] == [], dialect
    assert "e" not in desk.render("native")["lines"][0]["unit_price"].lower()


def test_whole_amounts_are_written_as_integers() -> None:
    desk = MemoryAccount()
    desk.import_document("axim", axim("EUR", price=10.0, total=30.0))
    assert b'"total":30}' in desk.render_bytes("printags")
    assert b'"price":1000,' in desk.render_bytes("marketiger")
