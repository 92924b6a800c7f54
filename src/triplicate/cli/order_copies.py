"""`triplicate order show | copy`: an order in a dialect, and the fidelity of that copy."""

import asyncio
import sys
from typing import Annotated

import msgspec
import typer

from triplicate.app.files import signed_links
from triplicate.app.orders.find import find, reference
from triplicate.cli.connection import HERE, asked, elsewhere
from triplicate.cli.options import Data, Json, Token, Url, dialect_of, opened
from triplicate.cli.orders import Id
from triplicate.cli.tables import show as show_rows
from triplicate.cli.tables import show_json
from triplicate.core import money
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import View
from triplicate.core.failures import NoSuchOrder, Refused
from triplicate.core.order import order as orders
from triplicate.core.order import totals
from triplicate.main import House


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
    server = elsewhere(url, token, data)
    if server is None:
        _show_own(opened(data), id, dialect, account, without_secrets)
        return
    if account is not None:
        raise typer.BadParameter("--account is only for the local database: a server uses the account of the token")
    with asked(server, data) as client:
        answer = client.get_copy(id, dialect).answer
    _write(msgspec.json.encode(answer))


def _show_own(house: House, id: str, dialect: str, account: str | None, without_secrets: bool) -> None:
    mapping = dialect_of(house, dialect).copies
    found = _own(house, id, account)
    base, window = house.config.public_url or HERE, signed_links.window()
    view = View(secrets=not without_secrets, link=lambda file: base + signed_links.path(house.keys, file, window))
    body = codec.render(mapping, found, view, house.keys.unseal)
    _write(codec.enclose(mapping, body))
    if difference := totals.mismatch(found):
        amount = money.plain(money.to_major(difference, found.currency))
        print(
            f"note: the stated total differs from the sum of its parts by {amount} {found.currency or ''}",
            file=sys.stderr,
        )


def _own(house: House, id: str, account: str | None) -> orders.Order:
    name = reference(id)
    if name is None:
        raise Refused(NoSuchOrder(id))
    principal = OPERATOR if account is None else OPERATOR.within(account.lower())

    async def read() -> bytes:
        reader = house.reader()
        try:
            return (await find(reader, principal, name)).document
        finally:
            await reader.close()

    return orders.decode(asyncio.run(read()))


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
    with asked(elsewhere(url, token, data), data) as client:
        found = client.get_copy(id, dialect)
    if json:
        show_json(found)
        return
    told = [(one.member, one.faithfulness, one.because or "") for one in (*found.members, *found.dropped)]
    show_rows(("member", "faithfulness", "because"), told)
