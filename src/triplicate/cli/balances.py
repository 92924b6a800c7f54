"""`triplicate account top-up | correct | ledger`: an account's balance and its ledger."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from triplicate.app.accounts import balance, directory
from triplicate.app.context import Acting
from triplicate.app.ports import Unit
from triplicate.app.records import Account, Entry
from triplicate.cli.accounts import Id
from triplicate.cli.money import minor
from triplicate.cli.options import Data, acting, opened
from triplicate.cli.tables import show
from triplicate.core import money

Amount = Annotated[str, typer.Argument(help="An amount in the account's currency, such as 250.00.")]
SIGNED = {"ignore_unknown_options": True}
"""Negative amounts look like options, so unknown options are arguments."""
COLUMNS = ("number", "at", "kind", "amount", "balance", "order", "reference", "by")


def top_up(
    id: Id,
    amount: Amount,
    reference: Annotated[str | None, typer.Option(help="The payer's or the bank's reference.")] = None,
    data: Data = None,
) -> None:
    """Adds a payment to the balance, and prints the balance."""
    _move(data, id, amount, lambda unit, acting, amount: balance.top_up(unit, acting, id, amount, reference))


def correct(
    id: Id,
    amount: Amount,
    reason: Annotated[str, typer.Option(help="The reason; it is stored in the ledger.")],
    data: Data = None,
) -> None:
    """Corrects the balance by an amount, which may be negative, and prints the balance."""
    _move(data, id, amount, lambda unit, acting, amount: balance.correct(unit, acting, id, amount, reason))


def ledger(
    id: Id,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="The maximum number of entries, newest first.")] = 20,
    data: Data = None,
) -> None:
    """Lists the ledger entries of an account."""

    def work(unit: Unit) -> tuple[Account, list[Entry]]:
        account = directory.account(unit, id)
        return account, unit.ledger.entries(account.id, None, limit)

    account, entries = opened(data).store.run("list movements", work)
    show(COLUMNS, [_row(entry, account.currency) for entry in entries])


def _move(data: Path | None, id: str, text: str, move: Callable[[Unit, Acting, int], Entry]) -> None:
    house = opened(data)

    def work(unit: Unit) -> str:
        currency = directory.account(unit, id).currency
        entry = move(unit, acting(house), minor("amount", text, currency))
        return money.written(entry.balance, currency)

    print(house.store.run("move balance", work))


def _row(entry: Entry, currency: str) -> tuple[str, ...]:
    amounts = (f"{money.to_major(amount, currency):f}" for amount in (entry.amount, entry.balance))
    return (str(entry.number), entry.at, entry.kind, *amounts, entry.order or "", entry.reference or "", entry.actor)
