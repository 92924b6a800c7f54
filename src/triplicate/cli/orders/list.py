"""`triplicate order list`: orders by filters, from a server or the local database."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated, Any, Literal

import typer

from triplicate.cli.connection import open_client, remote_server
from triplicate.cli.options import Data, Json, Token, Url
from triplicate.cli.orders.arguments import Words
from triplicate.cli.orders.rows import COLUMNS, row
from triplicate.cli.terminal.tables import show, show_json
from triplicate.client import Filters, Order, OrderPage
from triplicate.core.lifecycle import Ending, Payment, Stage, Step

Day = Annotated[str | None, typer.Option(help="A date or time (UTC), inclusive.")]
PAGE_SIZE = 100


def list_(
    stage: Annotated[Words, typer.Option(help=f"The stage: {', '.join(Stage)}.")] = None,
    step: Annotated[Words, typer.Option(help=f"The step within a stage: {', '.join(Step)}, unknown.")] = None,
    payment: Annotated[Words, typer.Option(help=f"{', '.join(Payment)}, unknown.")] = None,
    ending: Annotated[Words, typer.Option(help=f"{', '.join(Ending)}, none.")] = None,
    fulfilment: Annotated[Words, typer.Option(help="none, partial, complete.")] = None,
    held: Annotated[bool | None, typer.Option(help="Only orders on hold, or only orders not on hold.")] = None,
    origin: Annotated[Words, typer.Option(help="The dialect of origin.")] = None,
    account: Annotated[str | None, typer.Option(help="Only orders of this account.")] = None,
    reference: Annotated[Words, typer.Option(help="The buyer's reference.")] = None,
    email: Annotated[Words, typer.Option(help="An e-mail address of the order.")] = None,
    sku: Annotated[Words, typer.Option(help="The SKU of a line.")] = None,
    tracking: Annotated[Words, typer.Option(help="The tracking number of a parcel.")] = None,
    q: Annotated[str | None, typer.Option("--search", "-q", help="Prefixes of words in names and references.")] = None,
    created_since: Day = None,
    created_until: Day = None,
    changed_since: Day = None,
    changed_until: Day = None,
    sort: Annotated[Literal["newest", "changed"], typer.Option(help="Sort by newest or last changed.")] = "newest",
    limit: Annotated[int, typer.Option(min=0, help="The maximum number of orders; 0 for all.")] = 20,
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Lists orders. All filters must match; of a repeated filter, any value."""
    filter_values: dict[str, Any] = {
        "stage": stage,
        "step": step,
        "payment": payment,
        "ending": ending,
        "fulfilment": fulfilment,
        "held": held,
        "origin": origin,
        "account": account,
        "reference": reference,
        "email": email,
        "sku": sku,
        "tracking": tracking,
        "q": q,
        "created_since": created_since,
        "created_until": created_until,
        "changed_since": changed_since,
        "changed_until": changed_until,
        "sort": sort,
        "limit": min(limit or PAGE_SIZE, PAGE_SIZE),
    }
    filters: Filters = {name: value for name, value in filter_values.items() if value not in (None, [])}  # type: ignore[assignment]
    with open_client(remote_server(url, token, data), data) as client:
        orders = islice(_iter_orders(client.iter_pages(**filters)), limit or None)
        if json:
            for order in orders:
                show_json(order)
        else:
            show(COLUMNS, (row(order) for order in orders))


def _iter_orders(pages: Iterable[OrderPage]) -> Iterator[Order]:
    """The orders of the pages; prints the hint about a slow filter once."""
    hint_shown = False
    for page in pages:
        if page.hint is not None and not hint_shown:
            print(f"note: {page.hint}", file=sys.stderr)
            hint_shown = True
        yield from page.orders
