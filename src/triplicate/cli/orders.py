"""`triplicate order place | list`: orders through the native API, on a server or in the local database."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated, Any, Literal

import msgspec
import typer

from triplicate.cli.connection import open_client, remote_server
from triplicate.cli.options import Data, Json, Token, Url, read_input
from triplicate.cli.tables import show, show_json
from triplicate.client import Filters, InvalidInput, NewOrder, Order, OrderPage
from triplicate.core import money
from triplicate.core.failures import DomainError
from triplicate.core.json import ijson
from triplicate.core.lifecycle import Ending, Payment, Stage, Step

Id = Annotated[str, typer.Argument(help="The order's id: GUID, 24-hex id or running number.")]
Key = Annotated[
    str | None,
    typer.Option("--idempotency-key", help="Makes it safe to retry: the same command with the same key runs once."),
]
Words = list[str] | None
Day = Annotated[str | None, typer.Option(help="A date or time (UTC), inclusive.")]
COLUMNS = ("id", "number", "reference", "stage", "payment", "fulfilment", "hold", "ending", "total", "created")
PAGE_SIZE = 100
OPTIONS_BY_PATH = {f"$.{name}": f"--{name}" for name in ("account", "reference", "currency")}
"""The options of `order place` by the JSON path of the member that they fill."""


def place(
    file: Annotated[str | None, typer.Argument(help="A JSON file with the new order; - for standard input.")] = None,
    line: Annotated[
        Words, typer.Option("--line", metavar="SKU=QTY@PRICE", help="An order line, instead of a file.")
    ] = None,
    account: Annotated[str | None, typer.Option("--account", help="The account of the order.")] = None,
    reference: Annotated[str | None, typer.Option("--reference", help="The buyer's reference.")] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="The order's currency (ISO 4217).")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Place it as a draft.")] = False,
    idempotency_key: Key = None,
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Places an order and prints its id. Options override the file."""
    if (file is None) == (not line):
        raise typer.BadParameter("pass either a file, or lines as --line SKU=QTY@PRICE")
    order_data = {"lines": [_parse_line(one) for one in line or ()]} if file is None else ijson.parse(read_input(file))
    options = {"account": account, "reference": reference, "currency": currency, "draft": draft or None}
    if isinstance(order_data, dict):
        order_data |= {name: value for name, value in options.items() if value is not None}
    new_order = ijson.convert(order_data, NewOrder)
    with open_client(remote_server(url, token, data), data) as client:
        try:
            order = client.place_order(new_order, idempotency_key=idempotency_key)
        except InvalidInput as error:
            raise _naming_options(error) from None
    show_json(order) if json else print(order.id)


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


def _naming_options(error: InvalidInput) -> InvalidInput:
    """The same error, with options in place of the JSON paths that they fill."""
    errors = [
        msgspec.structs.replace(detail, path=OPTIONS_BY_PATH.get(detail.path, detail.path)) for detail in error.errors
    ]
    return InvalidInput(msgspec.structs.replace(error.problem, errors=errors), error.retry_after)


def _iter_orders(pages: Iterable[OrderPage]) -> Iterator[Order]:
    """The orders of the pages; prints the hint about a slow filter once."""
    hint_shown = False
    for page in pages:
        if page.hint is not None and not hint_shown:
            print(f"note: {page.hint}", file=sys.stderr)
            hint_shown = True
        yield from page.orders


def row(order: Order) -> tuple[str, ...]:
    """An order as a row of a table."""
    total = order.totals.total if order.totals is not None else None
    amount = "" if total is None else f"{money.to_major(total, order.currency):f} {order.currency or ''}".rstrip()
    hold = "" if order.hold is None else order.hold.reason or "held"
    cells = (order.number, order.reference, order.stage, order.payment, order.fulfilment, hold, order.ending, amount)
    return (order.id, *("" if value is None else str(value) for value in (*cells, order.created_at)))


def _parse_line(text: str) -> dict[str, Any]:
    """Parses a line such as `CARD-01=10@2.50`; the price is optional."""
    sku, _, quantity_and_price = text.rpartition("=")
    quantity, _, price = quantity_and_price.partition("@")
    try:
        line = {"sku": sku, "quantity": ijson.parse(quantity.encode())}
    except DomainError:
        line = {}
    if not sku or not line:
        raise typer.BadParameter(f"{text!r} is not a valid line: use SKU=QTY@PRICE, such as CARD-01=10@2.50")
    return {**line, **({"unit_price": price} if price else {})}
