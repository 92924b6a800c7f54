"""Registers all commands, and prints failures as one sentence with exit status 1."""

import sys
from typing import Annotated

import typer

from triplicate import __version__
from triplicate.cli.lazy_group import Entry, lazy_group

ORDER = {
    "place": Entry("Places an order and prints its id. Options override the file.", "orders.place:place"),
    "show": Entry(
        "Shows an order exactly as the dialect's GET returns it; a remote server leaves out secrets.",
        "orders.copies:show",
    ),
    "list": Entry("Lists orders. All filters must match; of a repeated filter, any value.", "orders.list:list_"),
    "move": Entry(
        "Applies an action to an order, and prints the changed order.", "orders.actions:move", "orders.actions:SETTINGS"
    ),
    "watch": Entry(
        "Prints events from now on, or after a place in the feed, until Ctrl-C. None is missed.", "orders.watch:watch"
    ),
    "copy": Entry(
        "Shows the fidelity of a dialect's copy of an order, field by field, and what the dialect cannot express.",
        "orders.copies:copy",
    ),
    "production": Entry(
        "Prints the production export as CSV: a row for each piece, with its chip content and artwork.",
        "orders.workshop:production",
    ),
    "packing-list": Entry(
        "Prints the packing list: the contents and address of a shipment.", "orders.workshop:packing_list"
    ),
}
PIECE = {
    "scan": Entry(
        "Advances pieces in production, and prints for each: piece, step, order number, reference and order step.",
        "orders.pieces:scan",
    ),
    "show": Entry("Shows a piece, its line, its order, and their steps.", "orders.pieces:show"),
}
ACCOUNT = {
    "create": Entry("Creates an account and prints its id.", "accounts.accounts:create"),
    "list": Entry("Lists the accounts.", "accounts.accounts:list_"),
    "show": Entry("Shows an account's balance and profile.", "accounts.accounts:show"),
    "set": Entry(
        "Changes an account, and shows it. An empty value removes a setting; omitted settings stay.",
        "accounts.accounts:set_",
    ),
    "top-up": Entry(
        "Adds a payment to the balance, and prints the balance.",
        "accounts.balances:top_up",
        "accounts.balances:SETTINGS",
    ),
    "correct": Entry(
        "Corrects the balance by an amount, which may be negative, and prints the balance.",
        "accounts.balances:correct",
        "accounts.balances:SETTINGS",
    ),
    "ledger": Entry("Lists the ledger entries of an account.", "accounts.balances:ledger"),
}
PRICES = {
    "import": Entry(
        "Imports a price list as the newest version, and prints its name. Existing orders keep their prices.",
        "accounts.prices:import_",
    ),
    "show": Entry("Shows the prices of a price list, or the whole list as JSON.", "accounts.prices:show"),
    "list": Entry("Lists the versions of a price list, newest first.", "accounts.prices:list_"),
    "sample": Entry("Prints a sample price list in TOML.", "accounts.prices:sample"),
}
USER = {
    "create": Entry("Creates a user in an account.", "accounts.users:user_create"),
    "list": Entry("Lists the users.", "accounts.users:user_list"),
}
TOKEN = {
    "create": Entry("Creates a token and prints it. It cannot be shown again.", "accounts.users:token_create"),
    "list": Entry("Lists the tokens, without their values.", "accounts.users:token_list"),
    "revoke": Entry(
        "Revokes a token, all tokens of a user, or a family. It takes effect everywhere within five seconds.",
        "accounts.users:token_revoke",
    ),
}
JOBS = {
    "list": Entry("Lists jobs, newest first. Both filters must match.", "jobs.jobs:list_"),
    "show": Entry("Shows a job and its payload.", "jobs.jobs:show"),
    "retry": Entry(
        "Queues a dead or queued job for now, and shows it. One that is running or done stays as it is.",
        "jobs.jobs:retry",
    ),
    "drop": Entry(
        "Deletes a job, and shows it as it was. What a running one has not written by now, it never writes.",
        "jobs.jobs:drop",
    ),
}
DIALECT = {
    "list": Entry("Lists the dialects that are served, also those of other distributions.", "dialects:list_"),
    "new": Entry("Writes a new dialect, in a Python distribution of its own, and prints its path.", "dialects:new"),
}
COMMANDS = {
    "serve": Entry("Serves the orders of this Triplicate in every dialect.", "serve:serve"),
    "work": Entry("Runs jobs until Ctrl-C or SIGTERM: by itself, or beside servers.", "work:work"),
    "demo": Entry("Serves sample orders in every dialect, and prints example requests.", "serve:demo"),
    "import": Entry(
        "Imports a vendor's documents: orders, companies or customers, or the vendor's API responses with one in them.",
        "documents.import_documents:import_",
    ),
    "export": Entry(
        "Exports orders as documents of a dialect, one a line. Stored files appear as ids, which do not expire.",
        "documents.export_documents:export",
    ),
    "migrate": Entry("Migrates the database schema to the current version.", "maintenance:migrate"),
    "doctor": Entry(
        "Shows each setting with its origin, and checks the database and the master key.", "maintenance:doctor"
    ),
    "order": Entry("Orders, through the native API of a server, or in the local database.", entries=ORDER),
    "piece": Entry("Pieces, by the ids on their labels.", entries=PIECE),
    "account": Entry("Accounts: one for each buyer organisation.", entries=ACCOUNT),
    "prices": Entry("Price lists: products, services and their prices.", entries=PRICES),
    "user": Entry("Users of an account, by e-mail address.", entries=USER),
    "token": Entry("Access tokens.", entries=TOKEN),
    "jobs": Entry("Jobs: work that is done after a change.", entries=JOBS),
    "dialect": Entry("Dialects: the order APIs that are spoken.", entries=DIALECT),
}
app = typer.Typer(
    name="triplicate",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    cls=lazy_group(COMMANDS),
)


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
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        from triplicate.cli.error_messages import describe  # imports what most commands do not need

        message = describe(error)
        if message is None:
            raise
        print(f"triplicate: {message}", file=sys.stderr)
        sys.exit(1)
