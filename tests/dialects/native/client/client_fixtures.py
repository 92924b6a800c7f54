"""A Triplicate with two accounts, tokens of its native API, and clients of it over any transport."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx

from tests.server.application_fixtures import InProcess, Way, served
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.app.ports import Unit
from triplicate.client import NewLine, NewOrder, Order, Patience, Triplicate
from triplicate.core.access import READ, WRITE
from triplicate.main import House

ACCOUNT, OTHER_ACCOUNT = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"
AT_ONCE = Patience(attempts=4, first_s=0.0, most_s=0.0)
"""Tries again without a pause."""
GRANTS = {
    "own": Grant("native", ACCOUNT, scopes=(READ, WRITE)),
    "reader": Grant("native", ACCOUNT, scopes=(READ,)),
    "other": Grant("native", OTHER_ACCOUNT, scopes=(READ, WRITE)),
    "operator": Grant("native", None, scopes=(READ, WRITE)),
    "foreign": Grant("axim", ACCOUNT, scopes=(READ, WRITE)),
}


class Desk(NamedTuple):
    """Where the house is reached, how, and everybody's token."""

    house: House
    url: str
    transport: httpx.BaseTransport
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return "a desk"

    def client(
        self, who: str = "own", transport: httpx.BaseTransport | None = None, patience: Patience = AT_ONCE
    ) -> Triplicate:
        """Somebody's client, over a transport of the test's own or the desk's."""
        return Triplicate(self.url, self.tokens[who], patience=patience, transport=transport or self.transport)


@contextmanager
def opened(house: House, way: Way) -> Iterator[Desk]:
    """A desk in a house where nobody lived before."""
    known = house.store.run("tokens", lambda unit: _tokens(house, unit))
    if way == "in process":
        transport: httpx.BaseTransport = InProcess(house.application())
        with transport:
            yield Desk(house, "http://in.process.test", transport, known)
        return
    with served(house.application()) as (host, port), httpx.HTTPTransport() as transport:
        yield Desk(house, f"http://{host}:{port}", transport, known)


def _tokens(house: House, unit: Unit) -> dict[str, str]:
    for account in (ACCOUNT, OTHER_ACCOUNT):
        directory.create_account(unit, account, "An account", "EUR", house.now())
    return {who: issue(unit, grant, house.now(), house.keys.jwt)[0] for who, grant in GRANTS.items()}


def cards(quantity: int = 10, **more: Any) -> NewOrder:
    """An order of cards at 2.50 each."""
    return NewOrder(lines=[NewLine(sku="CARD-01", quantity=quantity, unit_price="2.50")], **more)


def reading(order: Order) -> tuple[object, ...]:
    """An order's state, as its axes tell it."""
    return (order.stage, order.payment, None if order.hold is None else order.hold.reason, order.ending)
