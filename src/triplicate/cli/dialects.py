"""`triplicate dialect new | list`: a new dialect in a folder of its own, and the dialects that are served."""

from pathlib import Path
from typing import Annotated

import typer

from triplicate.cli.terminal.tables import show
from triplicate.discovery import UnusableDialect, load_dialects
from triplicate.main import NotReady
from triplicate.scaffold.write_dialect import InvalidName, write_dialect

COLUMNS = ("name", "title", "operations", "paths")


def new(
    name: Annotated[str, typer.Argument(help="The dialect's name: lower-case letters and digits.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder to write into.")] = Path(),
) -> None:
    """Writes a new dialect, in a Python distribution of its own, and prints its path."""
    try:
        target = write_dialect(name, into)
    except InvalidName as error:
        raise typer.BadParameter(str(error)) from None
    except FileExistsError as error:
        raise NotReady(f"{error.filename} exists already") from None
    except OSError as error:
        raise NotReady(f"{error.filename} cannot be written: {error.strerror}") from None
    print(target)


def list_() -> None:
    """Lists the dialects that are served, also those of other distributions."""
    try:
        dialects = load_dialects()
    except UnusableDialect as error:
        raise NotReady(str(error)) from None
    rows = [
        (one.name, one.title, str(len(one.operations)), " ".join(f"/{name}" for name in one.prefixes))
        for one in dialects
    ]
    show(COLUMNS, rows)
