"""Two accounts, their native tokens, and clients of them over any transport."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx

from tests.conformance.registry import OPAQUE, SIGNED
from tests.server.application_fixtures import InProcessTransport, TransportMode, serve_on_socket
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.app.ports import UnitOfWork
from triplicate.client import NewLine, NewOrder, Order, RetryPolicy, Triplicate
from triplicate.core.access import READ, WRITE
from triplicate.main import Installation

ACCOUNT, OTHER_ACCOUNT = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"
ANN = "ann@example.com"
NO_BACKOFF = RetryPolicy(attempts=4, first_delay_s=0.0, max_delay_s=0.0)
"""Tries again without a pause."""
GRANTS = {
    "own": Grant("native", ACCOUNT, scopes=(READ, WRITE)),
    "reader": Grant("native", ACCOUNT, scopes=(READ,)),
    "other": Grant("native", OTHER_ACCOUNT, scopes=(READ, WRITE)),
    "operator": Grant("native", None, scopes=(READ, WRITE)),
    **{vendor: Grant(vendor, ACCOUNT, scopes=(READ, WRITE)) for vendor in OPAQUE if vendor != "native"},
    **{vendor: Grant(vendor, ACCOUNT, ANN) for vendor in SIGNED},
}


class ClientFactory(NamedTuple):
    """Where the installation is reached, how, and everybody's token."""

    installation: Installation
    url: str
    transport: httpx.BaseTransport
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return "a desk"

    def client(
        self, who: str = "own", transport: httpx.BaseTransport | None = None, patience: RetryPolicy = NO_BACKOFF
    ) -> Triplicate:
        """Somebody's client, over a transport of the test's own or the desk's."""
        return Triplicate(self.url, self.tokens[who], retry_policy=patience, transport=transport or self.transport)


@contextmanager
def open_client_factory(installation: Installation, way: TransportMode) -> Iterator[ClientFactory]:
    """A desk in an installation where nobody lived before."""
    tokens = installation.store.run("tokens", lambda unit: _tokens(installation, unit))
    if way == "in process":
        transport: httpx.BaseTransport = InProcessTransport(installation.application())
        with transport:
            yield ClientFactory(installation, "http://in.process.test", transport, tokens)
        return
    with serve_on_socket(installation.application()) as (host, port), httpx.HTTPTransport() as transport:
        yield ClientFactory(installation, f"http://{host}:{port}", transport, tokens)


def _tokens(installation: Installation, uow: UnitOfWork) -> dict[str, str]:
    for account in (ACCOUNT, OTHER_ACCOUNT):
        directory.create_account(uow, account, "An account", "EUR", installation.now())
    directory.create_user(uow, ANN, ACCOUNT, "Ann", installation.now())
    return {who: issue(uow, grant, installation.now(), installation.keys.jwt)[0] for who, grant in GRANTS.items()}


def new_card_order(quantity: int = 10, **more: Any) -> NewOrder:
    """An order of cards at 2.50 each."""
    return NewOrder(lines=[NewLine(sku="CARD-01", quantity=quantity, unit_price="2.50")], **more)


def state_of(order: Order) -> tuple[object, ...]:
    """An order's state, as its axes tell it."""
    return (order.stage, order.payment, None if order.hold is None else order.hold.reason, order.ending)
