"""Money: minor units by the currency's exponent, exact decimals for prices, never two currencies in one sum."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triplicate.core import money
from triplicate.core.money import CurrencyMismatch, Money

EXPONENTS = {
    "JPY": 0,
    "KRW": 0,
    "ISK": 0,
    "EUR": 2,
    "USD": 2,
    "KWD": 3,
    "BHD": 3,
    "TND": 3,
    "CLF": 4,
    None: 2,
    "XXX": 2,
}
CURRENCIES = st.sampled_from(["JPY", "EUR", "KWD", "CLF", None])
MINOR = st.integers(-(10**18), 10**18)


@pytest.mark.parametrize(("currency", "exponent"), EXPONENTS.items())
def test_the_minor_unit_is_that_of_iso_4217(currency: str | None, exponent: int) -> None:
    assert money.exponent(currency) == exponent


@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [
        ("50.99", "EUR", 5099),
        ("50.99", "JPY", 51),
        ("50.999", "KWD", 50999),
        ("0.01", "USD", 1),
        ("-1.5", "EUR", -150),
        ("900", "USD", 90000),
        ("0.005", "EUR", 0),
        ("0.015", "EUR", 2),
        ("2.675", "EUR", 268),
    ],
)
def test_major_becomes_minor(major: str, currency: str, minor: int) -> None:
    assert money.to_minor(Decimal(major), currency) == minor


@given(MINOR, CURRENCIES)
def test_minor_becomes_major_and_minor_again(minor: int, currency: str | None) -> None:
    assert money.to_minor(money.to_major(minor, currency), currency) == minor


@given(MINOR, CURRENCIES)
def test_minor_units_as_a_json_number_are_those_of_the_decimal(minor: int, currency: str | None) -> None:
    number = money.minor_to_json_number(minor, currency)
    assert repr(number) == repr(money.to_json_number(money.to_major(minor, currency)))


def test_minor_units_beyond_the_range_of_doubles_are_zero() -> None:
    assert money.minor_to_json_number(10**400, "EUR") == 0


@given(MINOR, CURRENCIES)
def test_minor_becomes_major_exactly(minor: int, currency: str | None) -> None:
    assert money.to_major(minor, currency) * 10 ** money.exponent(currency) == minor


@given(st.decimals(-(10**12), 10**12, places=6), CURRENCIES)
def test_nothing_is_rounded_by_more_than_half_a_minor_unit(major: Decimal, currency: str | None) -> None:
    assert abs(money.to_major(money.to_minor(major, currency), currency) - major) <= money.to_major(1, currency) / 2


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_json_number_is_what_its_text_says(number: int | float) -> None:
    assert str(money.to_decimal(number)) == str(Decimal(repr(number)))
    assert type(number)(money.to_json_number(money.to_decimal(number))) == number


@pytest.mark.parametrize(
    ("value", "number"), [("900.0", 900), ("9E+2", 900), ("0.00", 0), ("50.99", 50.99), ("-1", -1)]
)
def test_a_whole_amount_is_written_as_an_integer(value: str, number: int | float) -> None:
    plain = money.to_json_number(Decimal(value))
    assert (plain, type(plain)) == (number, type(number))


@given(MINOR, MINOR, st.sampled_from(["EUR", "JPY"]))
def test_amounts_of_one_currency_add(one: int, other: int, currency: str) -> None:
    assert Money(one, currency) + Money(other, currency) == Money(one + other, currency)


def test_amounts_of_two_currencies_do_not() -> None:
    with pytest.raises(CurrencyMismatch, match="USD to EUR"):
        Money(1, "EUR") + Money(1, "USD")


@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [
        ("50.99", "EUR", 5099),
        ("-0.50", "EUR", -50),
        ("50.9900", "EUR", 5099),
        ("1E+2", "JPY", 100),
        ("0E-400", "EUR", 0),
        ("50.999", "KWD", 50999),
        ("50.999", "EUR", None),
        ("0.5", "JPY", None),
        ("1.00000000000000000000000000000000000001", "EUR", None),
        ("1E-999999", "EUR", None),
        ("1E+999999", "EUR", None),
        ("NaN", "EUR", None),
        ("sNaN", "EUR", None),
        ("-Infinity", "EUR", None),
    ],
)
def test_what_is_not_exactly_an_amount_is_none(major: str, currency: str, minor: int | None) -> None:
    assert money.to_minor_exactly(Decimal(major), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "text"), [(5090, "EUR", "50.90 EUR"), (-5, "USD", "-0.05 USD"), (5, "JPY", "5 JPY")]
)
def test_an_amount_as_people_write_it(minor: int, currency: str, text: str) -> None:
    assert money.format_amount(minor, currency) == text
