"""`triplicate order show | copy`: an order in a dialect, and the fidelity of that copy."""

import asyncio
import sys
from typing import Annotated

import msgspec
import typer

from triplicate.app.files import signed_links
from triplicate.app.orders.find import find, parse_name
from triplicate.cli.connection import open_client, remote_server
from triplicate.cli.local_client import LOCAL_URL
from triplicate.cli.options import Data, Json, Token, Url, find_dialect, open_installation
from triplicate.cli.orders.arguments import Id
from triplicate.cli.terminal.tables import show as show_rows
from triplicate.cli.terminal.tables import show_json
from triplicate.core import money
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.core.order import order as orders
from triplicate.core.order import totals
from triplicate.main import Installation


def show(
    id: Id,
    dialect: Annotated[str, typer.Option("--as", help="The dialect to show it in.")],
    account: Annotated[
        str | None, typer.Option("--account", help="The account, if several have an order with this number.")
    ] = None,
    without_secrets: Annotated[bool, typer.Option("--without-secrets", help="Leave out secret fields.")] = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Shows an order exactly as the dialect's GET returns it; a remote server leaves out secrets."""
    server = remote_server(url, token, data)
    if server is None:
        _show_local(open_installation(data), id, dialect, account, without_secrets)
        return
    if account is not None:
        raise typer.BadParameter("--account is only for the local database: a server uses the account of the token")
    with open_client(server, data) as client:
        document = client.get_copy(id, dialect).answer
    _write(msgspec.json.encode(document))


def _show_local(installation: Installation, id: str, dialect: str, account: str | None, without_secrets: bool) -> None:
    document_codec = find_dialect(installation, dialect).codec
    order = _local_order(installation, id, account)
    base_url, window = installation.config.public_url or LOCAL_URL, signed_links.window()
    options = RenderOptions(
        secrets=not without_secrets,
        link=lambda file: base_url + signed_links.link_path(installation.keys, file, window),
    )
    body = codec.render(document_codec, order, options, installation.keys.unseal)
    _write(codec.wrap_envelope(document_codec, body))
    if difference := totals.mismatch(order):
        amount = money.to_json_number(money.to_major(difference, order.currency))
        print(
            f"note: the stated total differs from the sum of its parts by {amount} {order.currency or ''}",
            file=sys.stderr,
        )


def _local_order(installation: Installation, id: str, account: str | None) -> orders.Order:
    name = parse_name(id)
    if name is None:
        raise DomainError(OrderNotFound(id))
    principal = OPERATOR if account is None else OPERATOR.bound_to_account(account.lower())

    async def read_document() -> bytes:
        reader = installation.reader()
        try:
            return (await find(reader, principal, name)).document
        finally:
            await reader.close()

    return orders.decode(asyncio.run(read_document()))


def _write(document: bytes) -> None:
    sys.stdout.buffer.write(document)
    sys.stdout.buffer.flush()


def copy(
    id: Id,
    dialect: Annotated[str, typer.Argument(help="The dialect of the copy.")],
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Shows the fidelity of a dialect's copy of an order, field by field, and what the dialect cannot express.

    With --json, it includes the copy itself, as `answer`.
    """
    with open_client(remote_server(url, token, data), data) as client:
        order_copy = client.get_copy(id, dialect)
    if json:
        show_json(order_copy)
        return
    rows = [(one.member, one.faithfulness, one.because or "") for one in (*order_copy.members, *order_copy.dropped)]
    show_rows(("member", "faithfulness", "because"), rows)
