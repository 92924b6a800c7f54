"""Money: sums are integer minor units with a currency; unit prices and quantities are exact decimals."""

from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import cast

import msgspec

_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
_MIN_WITHOUT_EXPONENT = Decimal("0.00001")
_DOUBLE_LIMIT = 2**1024 - 2**970
_MIN_DOUBLE = -_DOUBLE_LIMIT
_MAX_MAJOR = 10**15
_MINOR_UNIT = {n: Decimal(1).scaleb(-n) for n in range(5)}
_MINOR_UNITS = {0: 1, 1: 10, 2: 100, 3: 1000, 4: 10_000}


class CurrencyMismatch(ValueError):
    """Raised when amounts of different currencies would be added."""


class Money(msgspec.Struct, frozen=True, omit_defaults=True):
    """An amount: `minor` units (cents, for a currency with two decimals) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatch(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 currency code."""
    return code in _currencies()


@cache
def _currencies() -> frozenset[str]:
    import pycountry  # loads its tables, which starting does not need

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def exponent(currency: str | None) -> int:
    """How many decimals the minor unit of `currency` has (ISO 4217); 2 for an unknown currency."""
    return _EXPONENTS.get(currency or "", 2)


def to_decimal(value: int | float) -> Decimal:
    """A JSON number as the decimal of its shortest text: 50.99 is 50.99, not the exact value of the double."""
    return Decimal(value) if isinstance(value, int) else Decimal(repr(value))


def to_json_number(value: Decimal) -> int | float:
    """A decimal as a JSON number: whole amounts as integers, others as the nearest double.

    A value beyond the range of doubles becomes 0.
    """
    if not value:
        return 0
    integer = int(value)
    if not _MIN_DOUBLE < integer < _DOUBLE_LIMIT:
        return 0
    if integer == value:
        return integer
    nearest = float(value)
    if nearest.is_integer():
        return int(nearest)
    return nearest if abs(value) >= _MIN_WITHOUT_EXPONENT else _without_exponent(nearest)


def _without_exponent(value: float) -> float:
    """A small amount as raw JSON text, since the encoder would write it with an exponent."""
    return cast(float, msgspec.Raw(f"{to_decimal(value):f}".encode()))


def to_minor(major: Decimal, currency: str | None) -> int:
    """Major units as minor units; fractions of a minor unit round half to even."""
    return int(major.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_EVEN))


def to_minor_exactly(major: Decimal, currency: str | None) -> int | None:
    """Major units as minor units; None for fractions of a minor unit, 10^15 or more, and values that are not finite."""
    if not major.is_finite() or not -_MAX_MAJOR < major < _MAX_MAJOR:
        return None
    return to_minor(major, currency) if major == major.quantize(_MINOR_UNIT[exponent(currency)]) else None


def to_major(minor: int, currency: str | None) -> Decimal:
    """Minor units as major units, exactly."""
    return Decimal(minor) * _MINOR_UNIT[exponent(currency)]


def minor_to_json_number(minor: int, currency: str | None) -> int | float:
    """Minor units as a JSON number of major units: `to_json_number(to_major(…))`, without a decimal in between."""
    factor = _MINOR_UNITS[exponent(currency)]
    major, remainder = divmod(minor, factor)
    if not _MIN_DOUBLE < major < _DOUBLE_LIMIT:
        return 0
    if not remainder:
        return major
    nearest = minor / factor
    return int(nearest) if nearest.is_integer() else nearest


def format_amount(minor: int, currency: str) -> str:
    """Minor units formatted in major units: `50.90 EUR`."""
    return f"{to_major(minor, currency):f} {currency}"
