"""Parses money amounts on the command line, in major units such as `12.50`, exactly."""

import re
from decimal import Decimal

from triplicate.core import money
from triplicate.core.failures import invalid

_AMOUNT = re.compile(r"[+-]?[0-9]{1,16}(\.[0-9]{1,10})?")


def parse_minor(name: str, text: str, currency: str | None) -> int:
    """An amount such as `12.50` in minor units; raises DomainError(InvalidInput), also for too many decimals."""
    amount = money.to_minor_exactly(Decimal(text), currency) if _AMOUNT.fullmatch(text) else None
    if amount is None:
        unit = f" in {currency}" if currency else ""
        raise invalid(name, f"must be an amount{unit}, such as {money.to_major(1250, currency):f}")
    return amount
