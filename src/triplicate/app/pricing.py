"""Prices of an account: bringing a list in as its next version, and the one that counts now."""

from typing import NamedTuple

from triplicate.app import people
from triplicate.app.acting import Acting
from triplicate.app.ports import Unit
from triplicate.app.stored import PriceVersion
from triplicate.core import document, pricing
from triplicate.core.failures import invalid
from triplicate.core.pricing import PriceList


class Imported(NamedTuple):
    """The version that a list became, and whether it is a new one."""

    version: PriceVersion
    is_new: bool


def bring_in(unit: Unit, acting: Acting, account: str | None, prices: PriceList) -> Imported:
    """Stores the list as the next version of an account's, or of the house's (None); the same list again is no version.

    Raises Refused: NoSuchAccount; InvalidInput when the account is in another currency.
    """
    if account is not None:
        account = _in_currency(unit, account, prices.currency)
    written = pricing.encode(prices)
    newest = unit.prices.versions(account)[:1]
    stored = unit.prices.add(account, document.digest(document.parse(written)), written, acting.at, acting.by)
    return Imported(stored, stored.version not in [version.version for version in newest])


def _in_currency(unit: Unit, account: str, currency: str) -> str:
    found = people.account(unit, account)
    if found.currency != currency:
        raise invalid("$.currency", f"is {currency}, and the account is in {found.currency}")
    return found.id
