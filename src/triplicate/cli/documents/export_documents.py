"""`triplicate export`: orders as documents of a dialect."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from triplicate.app.accounts import directory
from triplicate.app.ports import OrderCursor
from triplicate.cli.options import Data, find_dialect, open_installation
from triplicate.cli.terminal.output_file import open_output
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.order import order as orders
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
    data: Data = None,
) -> None:
    """Exports orders as documents of a dialect, one a line. Stored files appear as ids, which do not expire."""
    installation = open_installation(data)
    document_codec = find_dialect(installation, dialect).codec
    if origin is not None:
        find_dialect(installation, origin)
    if account is not None:
        account = installation.store.run("export", partial(directory.get_account, account_id=account)).id
    options = RenderOptions(secrets=not without_secrets, link=str)

    with open_output(output) as file:
        for order in _all_orders(installation, account):
            if origin in (None, order.origin):
                file.write(codec.render(document_codec, order, options, installation.keys.unseal) + b"\n")


def _all_orders(installation: Installation, account: str | None) -> Iterator[orders.Order]:
    after: OrderCursor | None = None
    while True:
        page, next_after = installation.store.run(
            "export",
            lambda unit, after=after: unit.orders.page(OPERATOR, account, after),  # type: ignore[misc]
        )
        if not page:
            return
        yield from page
        after = next_after
