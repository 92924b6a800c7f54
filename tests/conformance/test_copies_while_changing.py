"""Copies are never older than what was acknowledged before the request, while another process changes the orders."""

import multiprocessing
import random
import re
import time
from functools import partial
from typing import Any

import httpx

from tests.conformance.operation_fixtures import DIALECTS, auth_headers
from tests.conformance.registry import CONFORMANCES
from tests.server.application_fixtures import InProcessTransport
from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT, add_accounts, add_orders, guid, import_context, oid
from tests.strategies.orders import line, order
from triplicate.app.access.sign_in import TokenVerifier
from triplicate.app.context import Context
from triplicate.app.orders.execute import execute
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core.access import READ, SECRETS, Principal
from triplicate.core.engine import commands
from triplicate.core.order.order import Order
from triplicate.main import Installation

ORDERS, REQUESTS, IN_SUCCESSION = 5, 2_000, 5
"""An order is read a few times in succession: mostly it stays the same in between, and sometimes not."""
SPAWN = multiprocessing.get_context("spawn")


class Callers(TokenVerifier):
    """Whoever presents a token reads the orders of the account; with the token `secrets` also their secrets."""

    def __init__(self) -> None: ...

    def cached_principal(self, dialect: str, token: str | None) -> Principal:
        """The caller."""
        scopes = {READ, SECRETS} if token == "secrets" else {READ}
        return Principal(
            credential="1", dialect=dialect, account=ACCOUNT, scopes=frozenset(scopes), email="ann@example.com"
        )


def change_orders(database: Database, acknowledged: Any, stop: Any) -> None:
    """Gives one order after the other the reference of its next version, and says so once that is committed."""
    installation, chance = Installation(database.config()), random.Random(1)
    context = import_context(installation)
    while not stop.is_set():
        number = chance.randrange(ORDERS)
        name = OrderName("guid", guid(number + 1))
        change = commands.Amend(reference=f"PO-{acknowledged[number] + 1}")
        changed = installation.store.run("amend", partial(_execute, context=context, name=name, change=change))
        acknowledged[number] = changed.version
    installation.store.close()


def _execute(uow: UnitOfWork, context: Context, name: OrderName, change: commands.Command) -> Order:
    return execute(uow, context, name, change, None)


def test_no_copy_is_older_than_what_was_acknowledged(installation: Installation, database: Database) -> None:
    add_accounts(installation)
    add_orders(
        installation,
        *(
            order(guid=guid(n), oid=oid(n), number=n, account=ACCOUNT, reference="PO-1", lines=(line(n),))
            for n in range(1, ORDERS + 1)
        ),
    )
    acknowledged, stop = SPAWN.Array("q", [1] * ORDERS, lock=False), SPAWN.Event()
    process = SPAWN.Process(target=change_orders, args=(database, acknowledged, stop))
    process.start()
    transport = InProcessTransport(installation.application(Callers()))
    chance, seen = random.Random(2), set()
    while process.is_alive() and max(acknowledged) == 1:
        time.sleep(0.01)
    try:
        with httpx.Client(transport=transport, base_url="http://127.0.0.1") as client:
            tags: dict[tuple[Any, ...], str] = {}
            for place in range(REQUESTS):
                if place % IN_SUCCESSION == 0:
                    number, dialect = chance.randrange(ORDERS), chance.choice(sorted(DIALECTS))
                    token = chance.choice(["plain", "secrets"])
                    name = chance.choice([guid(number + 1), oid(number + 1)])
                path = CONFORMANCES[dialect].order_url(name, ACCOUNT)
                key = number, dialect, token
                conditional = {"if-none-match": tags[key]} if key in tags and chance.random() < 0.3 else {}
                oldest = acknowledged[number]
                reply = client.get(path, headers=auth_headers(dialect, token) | conditional)
                if reply.status_code in (400, 404):
                    continue  # the dialect does not know orders by this name
                version = int(reply.headers["etag"].strip('"').split("-")[0])
                assert version >= oldest
                assert set(re.findall(rb"PO-(\d+)", reply.content)) <= {b"%d" % version}
                tags[key] = reply.headers["etag"]
                seen.add((dialect, reply.status_code, version))
    finally:
        stop.set()
        process.join(20)
    assert process.exitcode == 0
    assert {dialect for dialect, *_ in seen} == DIALECTS.keys()
    assert len({version for *_, version in seen}) > 10
    assert {status for _, status, _ in seen} == {200, 304}
