"""Imports a price list as the next version of an account's list or of the default list."""

from typing import NamedTuple

from triplicate.app.accounts import directory
from triplicate.app.context import Acting
from triplicate.app.ports import Unit
from triplicate.app.records import PriceVersion
from triplicate.core.catalog import price_list
from triplicate.core.catalog.price_list import PriceList
from triplicate.core.failures import invalid
from triplicate.core.json import ijson


class Imported(NamedTuple):
    """The stored version of a price list, and whether it is new."""

    version: PriceVersion
    is_new: bool


def bring_in(unit: Unit, acting: Acting, account: str | None, prices: PriceList) -> Imported:
    """Stores a list as the next version for an account, or of the default list (None); an equal list adds no version.

    Raises DomainError: AccountNotFound; InvalidInput when the account is in another currency.
    """
    if account is not None:
        account = _in_currency(unit, account, prices.currency)
    written = price_list.encode(prices)
    newest = unit.prices.versions(account)[:1]
    stored = unit.prices.add(account, ijson.digest(ijson.parse(written)), written, acting.at, acting.by)
    return Imported(stored, stored.version not in [version.version for version in newest])


def _in_currency(unit: Unit, account: str, currency: str) -> str:
    found = directory.account(unit, account)
    if found.currency != currency:
        raise invalid("$.currency", f"must be {found.currency}, the currency of the account, not {currency}")
    return found.id
