"""`triplicate order place`: places an order, on a server or in the local database."""

from typing import Annotated, Any

import msgspec
import typer

from triplicate.cli.connection import open_client, remote_server
from triplicate.cli.options import Data, Json, Token, Url, read_input
from triplicate.cli.orders.arguments import Key, Words
from triplicate.cli.terminal.tables import show_json
from triplicate.client import InvalidInput, NewOrder
from triplicate.core.failures import DomainError
from triplicate.core.json import ijson

OPTIONS_BY_PATH = {f"$.{name}": f"--{name}" for name in ("account", "reference", "currency")}
"""The options by the JSON path of the member that they fill."""


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
    order_data = (
        {"lines": [_parse_line(text) for text in line or ()]} if file is None else ijson.parse(read_input(file))
    )
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


def _naming_options(error: InvalidInput) -> InvalidInput:
    """The same error, with options in place of the JSON paths that they fill."""
    errors = [
        msgspec.structs.replace(detail, path=OPTIONS_BY_PATH.get(detail.path, detail.path)) for detail in error.errors
    ]
    return InvalidInput(msgspec.structs.replace(error.problem, errors=errors), error.retry_after)


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
