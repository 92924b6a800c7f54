"""`triplicate export`: orders as documents of a dialect."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from triplicate.app.accounts import directory
from triplicate.app.ports import OrderCursor
from triplicate.bulk.export_stream import ExportStream
from triplicate.cli.documents.processes import Processes, available_cores
from triplicate.cli.options import Data, find_dialect, open_installation
from triplicate.cli.terminal.output_file import open_output
from triplicate.config import child_environment
from triplicate.core.access import OPERATOR
from triplicate.core.order import header
from triplicate.main import Installation


def export(
    dialect: Annotated[str, typer.Argument(help="The dialect of the documents.")],
    account: Annotated[str | None, typer.Option("--account", help="Only this account's orders.")] = None,
    origin: Annotated[
        str | None, typer.Option("--origin", help="Only orders that originate from this dialect.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to a file instead of standard output.")
    ] = None,
    without_secrets: Annotated[bool, typer.Option("--without-secrets", help="Leave out secret fields.")] = False,
    processes: Processes = None,
    data: Data = None,
) -> None:
    """Exports orders as documents of a dialect, one a line. Stored files appear as ids, which do not expire."""
    installation = open_installation(data)
    document_codec = find_dialect(installation, dialect).codec
    if origin is not None:
        find_dialect(installation, origin)
    if account is not None:
        account = installation.store.run("export", partial(directory.get_account, account_id=account)).id
    stream = ExportStream(
        document_codec,
        not without_secrets,
        installation.keys.unseal,
        processes or available_cores(),
        child_environment(),
    )
    with open_output(output) as file, closing(stream):
        for document in stream.documents(_pages(installation, account, origin)):
            file.write(document + b"\n")


def _pages(installation: Installation, account: str | None, origin: str | None) -> Iterator[list[bytes]]:
    """Stored orders of one account or all, of one origin or any."""
    after: OrderCursor | None = None
    while True:
        page, next_after = installation.store.run(
            "export",
            lambda unit, after=after: unit.orders.page(OPERATOR, account, after),  # type: ignore[misc]
        )
        if not page:
            return
        yield [document for document in page if origin is None or header.decode(document).origin == origin]
        after = next_after
