"""Migration 0002: existing orders and events can be listed, counted, searched and resumed."""

import asyncio

import msgspec
from alembic import command
from sqlalchemy import Connection, text

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT
from tests.store.migrations.test_migrations import differences
from tests.store.order_fixtures import (
    RandomOrders,
    derived_facet_counts,
    derived_facets,
    sort_keys,
    stored_facet_counts,
    stored_facets,
)
from triplicate.app.ports import OrderPage, OrderQuery, UnitOfWork
from triplicate.app.records import Event
from triplicate.core.access import OPERATOR
from triplicate.core.order import order as core
from triplicate.core.search.facets import words
from triplicate.main import Installation
from triplicate.store import migrate
from triplicate.store.search.sort_keys import TIE_BITS, parse_milliseconds

EARLIER, LATER = "2025-01-01T00:00:00.000Z", "2025-02-01T00:00:00.000Z"


def test_the_first_tables_with_orders_in_them(empty_database: Database) -> None:
    """What was there gets its place, its facets, words and tallies; events keep their sequence and lose their gaps."""
    installation = Installation(empty_database.config())
    made = RandomOrders(installation, seed=1)
    orders = [made.random_order(ACCOUNT if number % 2 else OTHER_ACCOUNT, number) for number in range(1, 41)]
    timeless = msgspec.structs.replace(orders[0], created_at=None, placed_at=None)
    orders[0] = timeless
    with installation.store.sql.begin() as connection:
        up_to(connection, "0001")
        fill(connection, orders)
    assert migrate.schema_state(installation.store.sql) == "older"
    assert migrate.migrate(installation.store.sql) == "older"
    assert migrate.schema_state(installation.store.sql) == "current"
    assert stored_facets(installation.store) == derived_facets(installation.store, orders)
    assert stored_facet_counts(installation.store) == derived_facet_counts(orders)
    moments = {guid: position >> TIE_BITS for guid, position in sort_keys(installation.store).items()}
    assert moments == {o.guid: parse_milliseconds(o.created_at or o.placed_at or EARLIER) for o in orders}
    page, events = asyncio.run(read(installation))
    assert {core.decode(one.document).guid for one in page.orders} == {
        o.guid for o in orders if any(word.startswith("ann") for word in words(o))
    }
    assert [(one.seq, one.kind, one.version) for one in events] == [(1, "imported", 3), (2, "updated", 1)]
    installation.store.run("add", lambda unit: made_later(unit, made))
    page, events = asyncio.run(read(installation))
    assert [one.seq for one in events] == [1, 2, 3]
    with installation.store.sql.connect() as connection:
        assert differences(installation, connection) == []
        changed: int = connection.execute(
            text("SELECT changed FROM orders WHERE guid = :guid"), {"guid": timeless.guid}
        ).scalar_one()
    assert changed == parse_milliseconds(LATER)
    made.store.close()
    installation.store.close()


def up_to(connection: Connection, revision: str) -> None:
    config = migrate._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def fill(connection: Connection, orders: list[core.Order]) -> None:
    """Accounts, orders and the events of the first of them, as the first release wrote them."""
    first = orders[0].guid
    for account in (ACCOUNT, OTHER_ACCOUNT):
        connection.execute(text("INSERT INTO accounts VALUES (:id, 'a', 'EUR', 'then')"), {"id": account})
        for kind in ("order", "line"):
            counter = {"of": account, "kind": kind}
            connection.execute(text("INSERT INTO counters VALUES (:of, :kind, 100)"), counter)
    for o in orders:
        row = {"guid": o.guid, "oid": o.oid, "account": o.account, "number": o.number, "document": core.encode(o)}
        connection.execute(
            text(
                "INSERT INTO orders (guid, oid, account, number, origin, version, shape, document) "
                "VALUES (:guid, :oid, :account, :number, 'axim', 1, 1, :document)"
            ),
            row,
        )
    for seq, kind, at, data in ((2, "imported", EARLIER, b'{"version":3}'), (7, "updated", LATER, b"{}")):
        event = {"seq": seq, "order": first, "account": ACCOUNT, "kind": kind, "at": at, "data": data}
        connection.execute(
            text("INSERT INTO events VALUES (:seq, :order, :account, :kind, :at, 'a', 'axim', 'r', :data)"), event
        )


def made_later(uow: UnitOfWork, made: RandomOrders) -> None:
    new = made.random_order(ACCOUNT, uow.orders.take_number(ACCOUNT, "order", 0))
    uow.orders.add(new)
    uow.record_event(
        Event(
            order=new.guid,
            account=ACCOUNT,
            kind="placed",
            at=LATER,
            actor="a",
            dialect="native",
            request="r",
            version=1,
        )
    )


async def read(installation: Installation) -> tuple[OrderPage, list[Event]]:
    reader = installation.reader()
    try:
        page = await reader.list(OPERATOR, OrderQuery(words=("ann",), limit=100))
        return page, await reader.events(OPERATOR, 0, 100)
    finally:
        await reader.close()
