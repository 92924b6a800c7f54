"""Registers all commands, and prints failures as one sentence with exit status 1."""

import sys
from typing import Annotated

import typer

from triplicate import __version__
from triplicate.cli import (
    accounts,
    balances,
    import_export,
    maintenance,
    order_actions,
    order_copies,
    orders,
    pieces,
    prices,
    serve,
    users,
    watch,
    workshop,
)
from triplicate.cli.connection import error_text
from triplicate.client import TriplicateError
from triplicate.config import InvalidSetting
from triplicate.core.failures import AccountNotFound, DomainError, InvalidInput, OrderNotFound, Unavailable
from triplicate.main import NotReady

app = typer.Typer(
    name="triplicate",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
order = typer.Typer(help="Orders, through the native API of a server, or in the local database.", no_args_is_help=True)
order.command("place")(orders.place)
order.command("show")(order_copies.show)
order.command("list")(orders.list_)
order.command("move", epilog=order_actions.help_text())(order_actions.move)
order.command("watch")(watch.watch)
order.command("copy")(order_copies.copy)
order.command("production")(workshop.production)
order.command("packing-list")(workshop.packing_list)
piece = typer.Typer(help="Pieces, by the ids on their labels.", no_args_is_help=True)
piece.command("scan")(pieces.scan)
piece.command("show")(pieces.show)
account = typer.Typer(help="Accounts: one for each buyer organisation.", no_args_is_help=True)
account.command("create")(accounts.create)
account.command("list")(accounts.list_)
account.command("show")(accounts.show)
account.command("set")(accounts.set_)
account.command("top-up", context_settings=balances.ALLOW_NEGATIVE)(balances.top_up)
account.command("correct", context_settings=balances.ALLOW_NEGATIVE)(balances.correct)
account.command("ledger")(balances.ledger)
price = typer.Typer(help="Price lists: products, services and their prices.", no_args_is_help=True)
price.command("import")(prices.import_)
price.command("show")(prices.show)
price.command("list")(prices.list_)
price.command("sample")(prices.sample)
app.command("serve")(serve.serve)
app.command("demo")(serve.demo)
app.command("import")(import_export.import_)
app.command("export")(import_export.export)
app.command("migrate")(maintenance.migrate)
app.command("doctor")(maintenance.doctor)
app.add_typer(order, name="order")
app.add_typer(piece, name="piece")
app.add_typer(account, name="account")
app.add_typer(price, name="prices")
app.add_typer(users.user, name="user")
app.add_typer(users.token, name="token")


def _print_version(requested: bool) -> None:
    if requested:
        print(f"triplicate {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """One order, every dialect: a self-hosted order service."""


def run() -> None:
    """Runs the command line; expected errors are printed as one sentence, with exit status 1."""
    try:
        app()
    except (NotReady, InvalidSetting) as error:
        _fail(str(error))
    except DomainError as domain_error:
        _fail(_message(domain_error))
    except TriplicateError as error:
        _fail(error_text(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _fail(message: str) -> None:
    print(f"triplicate: {message}", file=sys.stderr)
    sys.exit(1)


def _message(error: DomainError) -> str:
    match error.failure:
        case AccountNotFound(id):
            return f"account {id} not found: see `triplicate account list`"
        case OrderNotFound(id):
            hint = ", or several accounts have an order with this number: pass --account" if id.isdigit() else ""
            return f"order {id} not found{hint}"
        case InvalidInput(problems):
            return "; ".join(f"{problem.path}: {problem.reason}" for problem in problems)
        case Unavailable():
            cause = getattr(error.__cause__, "orig", error.__cause__)
            return f"the database cannot be used: {str(cause).splitlines()[0] if cause else 'no response'}"
        case failure:
            return f"failed: {type(failure).__name__}"
