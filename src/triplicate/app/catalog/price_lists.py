"""Imports a price list as the next version of an account's list or of the default list."""

from typing import NamedTuple

from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import PriceVersion
from triplicate.core.catalog import price_list
from triplicate.core.catalog.price_list import PriceList
from triplicate.core.failures import invalid
from triplicate.core.json import ijson


class ImportResult(NamedTuple):
    """The stored version of a price list, and whether it is new."""

    version: PriceVersion
    is_new: bool


def import_price_list(uow: UnitOfWork, context: Context, account: str | None, prices: PriceList) -> ImportResult:
    """Stores a list as the next version for an account, or of the default list (None); an equal list adds no version.

    Raises DomainError: AccountNotFound; InvalidInput when the account is in another currency.
    """
    if account is not None:
        account = _account_in_currency(uow, account, prices.currency)
    content = price_list.encode(prices)
    newest_versions = uow.prices.versions(account)[:1]
    stored_version = uow.prices.add(account, ijson.digest(ijson.parse(content)), content, context.at, context.actor)
    return ImportResult(stored_version, stored_version.version not in [version.version for version in newest_versions])


def _account_in_currency(uow: UnitOfWork, account_id: str, currency: str) -> str:
    account = directory.get_account(uow, account_id)
    if account.currency != currency:
        raise invalid("$.currency", f"must be {account.currency}, the currency of the account, not {currency}")
    return account.id
