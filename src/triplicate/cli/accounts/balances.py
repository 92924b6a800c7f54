"""`triplicate account top-up | correct | ledger`: an account's balance and its ledger."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from triplicate.app.accounts import balance, directory
from triplicate.app.context import Context
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account, LedgerEntry
from triplicate.cli.accounts.accounts import Id
from triplicate.cli.options import Data, open_installation, operator_context
from triplicate.cli.terminal.amount import parse_minor
from triplicate.cli.terminal.tables import show
from triplicate.core import money

Amount = Annotated[str, typer.Argument(help="An amount in the account's currency, such as 250.00.")]
SETTINGS = {"context_settings": {"ignore_unknown_options": True}}
"""Negative amounts look like options, so unknown options are arguments."""
COLUMNS = ("number", "at", "kind", "amount", "balance", "order", "reference", "by")


def top_up(
    id: Id,
    amount: Amount,
    reference: Annotated[str | None, typer.Option(help="The payer's or the bank's reference.")] = None,
    data: Data = None,
) -> None:
    """Adds a payment to the balance, and prints the balance."""
    _move(data, id, amount, lambda uow, context, amount: balance.top_up(uow, context, id, amount, reference))


def correct(
    id: Id,
    amount: Amount,
    reason: Annotated[str, typer.Option(help="The reason; it is stored in the ledger.")],
    data: Data = None,
) -> None:
    """Corrects the balance by an amount, which may be negative, and prints the balance."""
    _move(data, id, amount, lambda uow, context, amount: balance.correct(uow, context, id, amount, reason))


def ledger(
    id: Id,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="The maximum number of entries, newest first.")] = 20,
    data: Data = None,
) -> None:
    """Lists the ledger entries of an account."""

    def work(uow: UnitOfWork) -> tuple[Account, list[LedgerEntry]]:
        account = directory.get_account(uow, id)
        return account, uow.ledger.entries(account.id, None, limit)

    account, entries = open_installation(data).store.run("list movements", work)
    show(COLUMNS, [_row(entry, account.currency) for entry in entries])


def _move(data: Path | None, id: str, text: str, move: Callable[[UnitOfWork, Context, int], LedgerEntry]) -> None:
    installation = open_installation(data)

    def work(uow: UnitOfWork) -> str:
        currency = directory.get_account(uow, id).currency
        entry = move(uow, operator_context(installation), parse_minor("amount", text, currency))
        return money.format_amount(entry.balance, currency)

    print(installation.store.run("move balance", work))


def _row(entry: LedgerEntry, currency: str) -> tuple[str, ...]:
    amounts = (f"{money.to_major(amount, currency):f}" for amount in (entry.amount, entry.balance))
    return (str(entry.number), entry.at, entry.kind, *amounts, entry.order or "", entry.reference or "", entry.actor)
