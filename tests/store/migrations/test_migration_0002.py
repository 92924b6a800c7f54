"""The second migration: orders and events that were there before can be listed, counted, searched and resumed."""

import asyncio

import msgspec
from alembic import command
from sqlalchemy import Connection, text

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import HERE, THERE
from tests.store.migrations.test_migrations import differences
from tests.store.order_fixtures import Shelf, derived_facets, derived_tallies, positions, stored_facets, stored_tallies
from triplicate.app.ports import Listing, Page, Unit
from triplicate.app.records import Event
from triplicate.core.access import OPERATOR
from triplicate.core.order import order as core
from triplicate.core.search.facets import words
from triplicate.main import House
from triplicate.store import migrate
from triplicate.store.search.sort_keys import TIE_BITS, millis

EARLIER, LATER = "2025-01-01T00:00:00.000Z", "2025-02-01T00:00:00.000Z"


def test_the_first_tables_with_orders_in_them(empty_database: Database) -> None:
    """What was there gets its place, its facets, words and tallies; events keep their sequence and lose their gaps."""
    house = House(empty_database.config())
    made = Shelf(house, seed=1)
    orders = [made.imagine(HERE if number % 2 else THERE, number) for number in range(1, 41)]
    timeless = msgspec.structs.replace(orders[0], created_at=None, placed_at=None)
    orders[0] = timeless
    with house.store.sql.begin() as connection:
        up_to(connection, "0001")
        fill(connection, orders)
    assert migrate.state(house.store.sql) == "older"
    assert migrate.migrate(house.store.sql) == "older"
    assert migrate.state(house.store.sql) == "current"
    assert stored_facets(house.store) == derived_facets(house.store, orders)
    assert stored_tallies(house.store) == derived_tallies(orders)
    moments = {guid: position >> TIE_BITS for guid, position in positions(house.store).items()}
    assert moments == {o.guid: millis(o.created_at or o.placed_at or EARLIER) for o in orders}
    page, events = asyncio.run(read(house))
    assert {core.decode(one.document).guid for one in page.orders} == {
        o.guid for o in orders if any(word.startswith("ann") for word in words(o))
    }
    assert [(one.seq, one.kind, one.version) for one in events] == [(1, "imported", 3), (2, "updated", 1)]
    house.store.run("add", lambda unit: made_later(unit, made))
    page, events = asyncio.run(read(house))
    assert [one.seq for one in events] == [1, 2, 3]
    with house.store.sql.connect() as connection:
        assert differences(house, connection) == []
        changed: int = connection.execute(
            text("SELECT changed FROM orders WHERE guid = :guid"), {"guid": timeless.guid}
        ).scalar_one()
    assert changed == millis(LATER)
    made.store.close()
    house.store.close()


def up_to(connection: Connection, revision: str) -> None:
    config = migrate._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def fill(connection: Connection, orders: list[core.Order]) -> None:
    """Accounts, orders and the events of the first of them, as the first release wrote them."""
    first = orders[0].guid
    for account in (HERE, THERE):
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
        event = {"seq": seq, "order": first, "account": HERE, "kind": kind, "at": at, "data": data}
        connection.execute(
            text("INSERT INTO events VALUES (:seq, :order, :account, :kind, :at, 'a', 'axim', 'r', :data)"), event
        )


def made_later(unit: Unit, made: Shelf) -> None:
    new = made.imagine(HERE, unit.orders.take_number(HERE, "order", 0))
    unit.orders.add(new)
    unit.record(
        Event(
            order=new.guid,
            account=HERE,
            kind="placed",
            at=LATER,
            actor="a",
            dialect="native",
            request="r",
            version=1,
        )
    )


async def read(house: House) -> tuple[Page, list[Event]]:
    reader = house.reader()
    try:
        page = await reader.list(OPERATOR, Listing(words=("ann",), limit=100))
        return page, await reader.events(OPERATOR, 0, 100)
    finally:
        await reader.close()
