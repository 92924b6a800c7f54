"""All commands in one place, and how a failure reads in a terminal: one sentence, and an exit status that says so."""

import sys
from typing import Annotated

import typer

from triplicate import __version__
from triplicate.cli import documents, people, serving, upkeep
from triplicate.core.failures import InvalidInput, NoSuchAccount, NoSuchOrder, Refused, Unavailable
from triplicate.main import NotReady

app = typer.Typer(
    name="triplicate",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("serve")(serving.serve)
app.command("demo")(serving.demo)
app.command("import")(documents.import_)
app.command("export")(documents.export)
app.command("migrate")(upkeep.migrate)
app.command("doctor")(upkeep.doctor)
app.add_typer(documents.order, name="order")
app.add_typer(people.account, name="account")
app.add_typer(people.user, name="user")
app.add_typer(people.token, name="token")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"triplicate {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """One order, every dialect: a self-hosted order service."""


def run() -> None:
    """Runs the command line; what can be expected to go wrong is said in one sentence, with exit status 1."""
    try:
        app()
    except NotReady as error:
        _fail(str(error))
    except Refused as refused:
        _fail(_sentence(refused))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _fail(sentence: str) -> None:
    print(f"triplicate: {sentence}", file=sys.stderr)
    sys.exit(1)


def _sentence(refused: Refused) -> str:
    match refused.failure:
        case NoSuchAccount(id):
            return f"no account {id} exists: see `triplicate account list`"
        case NoSuchOrder(id):
            several = ", or the number means several: give --account" if id.isdigit() else ""
            return f"no order {id} exists{several}"
        case InvalidInput(problems):
            return "; ".join(f"{problem.path}: {problem.reason}" for problem in problems)
        case Unavailable():
            cause = getattr(refused.__cause__, "orig", refused.__cause__)
            return f"the database cannot be used: {str(cause).splitlines()[0] if cause else 'no answer'}"
        case failure:
            return f"refused: {type(failure).__name__}"
