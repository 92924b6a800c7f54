"""Amounts across dialects: each in its own unit and currency, never off by a cent, never with an exponent."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.desk import ACCOUNT, Desk
from triplicate.app.ports import Account

GUID, OID = "123e4567-e89b-12d3-a456-426614174000", "664f2310d5775459152d6dd8"
EXPONENTS = {"JPY": 0, "EUR": 2, "KWD": 3}


def axim(currency: str | None, **members: Any) -> dict[str, Any]:
    """An Axim order of one line, three pieces."""
    price = members.pop("price", 10)
    line = {"id": OID, "quantity": 3, "price": price}
    return {"id": OID, "lineItems": [line], "currency": {"currency": currency}, **members}


def copies_of(dialect: str, body: dict[str, Any], currency: str = "EUR") -> dict[str, Any]:
    """The copies of a document brought into an account that is billed in a currency."""
    desk = Desk(Account(ACCOUNT.id, ACCOUNT.name, currency, ACCOUNT.created_at))
    desk.bring(dialect, body)
    return desk.show_all()


@given(st.integers(0, 10**12), st.sampled_from(sorted(EXPONENTS)))
def test_a_price_of_axim_is_exact_in_marketiger(minor: int, currency: str) -> None:
    major = Decimal(minor).scaleb(-EXPONENTS[currency])
    number = int(major) if major == int(major) else float(major)
    copies = copies_of("axim", axim(currency, price=number, shippingCost=number))
    assert copies["marketiger"]["orderModels"][0]["price"] == minor
    assert copies["marketiger"]["shippingRate"] == minor


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


def test_the_order_keeps_its_own_currency_where_the_account_has_another() -> None:
    copies = copies_of("axim", axim("JPY", price=1200, total=3600), "EUR")
    assert copies["marketiger"]["orderModels"][0]["price"] == 1200
    assert copies["printags"]["total"] == 3600


def test_a_stated_total_is_shown_even_where_it_is_wrong() -> None:
    copies = copies_of("axim", axim("EUR", total=99.99, subTotal=30))
    assert (copies["axim"]["total"], copies["axim"]["subTotal"]) == (99.99, 30)
    assert copies["printags"]["total"] == 99.99


def test_components_are_part_of_the_lines_price() -> None:
    body = axim("EUR")
    body["lineItems"][0]["groupedProducts"] = [{"quantity": 12, "price": 45}, {"quantity": 12, "price": 30}]
    assert copies_of("axim", body)["printags"]["total"] == 30


def test_a_price_that_nobody_stated_is_zero_and_no_total_follows() -> None:
    copies = copies_of("printags", {"id": GUID, "status": "created", "product_groups": [{"id": GUID, "quantity": 2}]})
    assert copies["marketiger"]["orderModels"][0]["price"] == 0
    assert (copies["axim"]["lineItems"][0]["price"], copies["axim"]["total"]) == (0, 0)


@pytest.mark.parametrize("price", [0.00001, 1e-9, 1.5e-9, 1e22, 123456789012345680.0])
def test_numbers_we_write_have_no_exponent(price: float) -> None:
    desk = Desk()
    desk.bring("axim", axim("EUR", price=price))
    for dialect in ("marketiger", "printags"):
        written: list[str] = []
        json.loads(desk.text(dialect), parse_float=written.append, parse_int=written.append)
        assert [number for number in written if "e" in number.lower()] == [], dialect


def test_whole_amounts_are_written_as_integers() -> None:
    desk = Desk()
    desk.bring("axim", axim("EUR", price=10.0, total=30.0))
    assert b'"total":30}' in desk.text("printags")
    assert b'"price":1000,' in desk.text("marketiger")
