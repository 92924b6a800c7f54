"""`triplicate account create | list | show | set`: accounts and their profiles."""

from typing import Annotated

import msgspec
import typer

from triplicate.app.accounts import directory, profile
from triplicate.app.accounts.profile import ProfileChanges
from triplicate.app.files.purposes import MIB
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account
from triplicate.cli.options import Data, open_installation
from triplicate.cli.terminal.amount import parse_minor
from triplicate.cli.terminal.tables import show as table
from triplicate.core import money, times
from triplicate.core.failures import invalid

Id = Annotated[str, typer.Argument(help="The account's id.")]
Text = str | None
Flag = bool | None


def create(
    name: Annotated[str, typer.Argument(help="The account's name.")],
    id: Annotated[str | None, typer.Option(help="The account's GUID; default: a new one.")] = None,
    currency: Annotated[str, typer.Option(help="The account's currency (ISO 4217).")] = "EUR",
    data: Data = None,
) -> None:
    """Creates an account and prints its id."""
    installation = open_installation(data, create=True)
    account = installation.store.run(
        "create account", lambda uow: directory.create_account(uow, id, name, currency, installation.now())
    )
    print(account.id)


def list_(data: Data = None) -> None:
    """Lists the accounts."""
    accounts = open_installation(data).store.run("list accounts", lambda uow: uow.accounts.all())
    table(("id", "name", "currency", "created"), [(a.id, a.name, a.currency, a.created_at) for a in accounts])


def show(id: Id, data: Data = None) -> None:
    """Shows an account's balance and profile."""

    def work(uow: UnitOfWork) -> tuple[Account, int]:
        account = directory.get_account(uow, id)
        return account, uow.ledger.balance(account.id)

    _print(*open_installation(data).store.run("show account", work))


def set_(
    id: Id,
    name: Annotated[Text, typer.Option(help="The name.")] = None,
    email: Annotated[Text, typer.Option(help="The e-mail address.")] = None,
    phone: Annotated[Text, typer.Option(help="The phone number.")] = None,
    fiscal_number: Annotated[Text, typer.Option(help="The VAT number.")] = None,
    minimal_balance: Annotated[
        Text,
        typer.Option(
            metavar="AMOUNT", help="The lowest balance that orders may reach; a negative amount is a credit limit."
        ),
    ] = None,
    minimal_credit: Annotated[Text, typer.Option(metavar="AMOUNT", help="The minimum top-up.")] = None,
    language: Annotated[Text, typer.Option(help="The language for messages: a two-letter code.")] = None,
    plan: Annotated[Text, typer.Option(help="The name of the subscription plan.")] = None,
    plan_price: Annotated[Text, typer.Option(metavar="AMOUNT", help="The monthly price of the plan.")] = None,
    shipping_letter: Annotated[
        Flag,
        typer.Option("--shipping-letter/--no-shipping-letter", help="Whether the plan includes letters in parcels."),
    ] = None,
    white_label: Annotated[
        Flag, typer.Option("--white-label/--no-white-label", help="Whether the plan includes white-label parcels.")
    ] = None,
    group_payments: Annotated[
        Flag,
        typer.Option("--group-payments/--no-group-payments", help="Whether orders are paid together with the plan."),
    ] = None,
    one_order_per_reference: Annotated[
        Flag,
        typer.Option(
            "--one-order-per-reference/--no-one-order-per-reference",
            help="Whether an order with an already used reference is rejected.",
        ),
    ] = None,
    file_quota: Annotated[
        Text,
        typer.Option(metavar="MIB", help="How many MiB of files the account may have."),
    ] = None,
    data: Data = None,
) -> None:
    """Changes an account, and shows it. An empty value removes a setting; omitted settings stay."""
    installation = open_installation(data)
    amounts = {
        "minimal_balance": minimal_balance,
        "minimal_credit": minimal_credit,
        "plan_price": plan_price,
    }
    changes = ProfileChanges(
        name=name,
        email=email,
        phone=phone,
        fiscal_number=fiscal_number,
        language=language,
        plan=plan,
        shipping_letter=shipping_letter,
        white_label=white_label,
        group_payments=group_payments,
        one_order_per_reference=one_order_per_reference,
        file_quota=_quota(file_quota),
    )

    def work(uow: UnitOfWork) -> tuple[Account, int]:
        currency = directory.get_account(uow, id).currency
        minor_amounts = {name: parse_minor(name, text, currency) for name, text in amounts.items() if text is not None}
        all_changes = msgspec.structs.replace(changes, **minor_amounts)
        account = profile.update_profile(uow, id, all_changes, times.from_datetime(installation.now()))
        return account, uow.ledger.balance(account.id)

    _print(*installation.store.run("change account", work))


def _print(account: Account, balance: int) -> None:
    """Prints an account as rows of a name and a value, without empty values."""
    details, plan = account.profile, account.profile.plan
    rows: list[tuple[str, str | None]] = [
        ("id", account.id),
        ("name", account.name),
        ("balance", money.format_amount(balance, account.currency)),
        ("minimal balance", money.format_amount(details.minimal_balance, account.currency)),
        ("minimal credit", money.format_amount(details.minimal_credit, account.currency)),
        ("e-mail", details.email),
        ("phone", details.phone),
        ("fiscal number", details.fiscal_number),
        ("language", details.language),
        ("plan", None if plan is None else plan.name),
        ("plan price", None if plan is None else f"{money.format_amount(plan.price, account.currency)} a month"),
        ("shipping letter", _yes_no(plan and plan.shipping_letter)),
        ("white label", _yes_no(plan and plan.white_label)),
        ("group payments", _yes_no(details.group_payments)),
        ("one order per reference", _yes_no(details.one_order_per_reference)),
        ("file quota", None if details.file_quota is None else f"{details.file_quota // MIB} MiB"),
        ("created", account.created_at),
        ("changed", account.updated_at),
    ]
    table(("what", "value"), [(name, value) for name, value in rows if value])


def _quota(text: str | None) -> int | None:
    """A number of MiB in bytes; -1 for an empty text, which removes the quota. Raises DomainError(InvalidInput)."""
    if not text:
        return None if text is None else -1
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise invalid("file-quota", "must be a whole number of MiB, at most 999999999")
    return int(text) * MIB


def _yes_no(value: object) -> str | None:
    return {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
