"""The third migration: accounts and orders that were there before work like new ones, and are found like them."""

import asyncio

from sqlalchemy import Connection, text

from tests.store.database_fixtures import Database
from tests.store.derived_row_fixtures import derived_pieces, stored_pieces
from tests.store.document_fixtures import HERE, THERE, caller, guid
from tests.store.migrations.test_migration_0002 import fill, up_to
from tests.store.migrations.test_migrations import differences
from tests.store.order_fixtures import Shelf, derived_facets, stored_facets
from triplicate.app.ports import Listing, Unit
from triplicate.app.records import Account, Entry, File, Profile
from triplicate.core.order import order as core
from triplicate.core.search.facets import Facet
from triplicate.main import House
from triplicate.store import migrate
from triplicate.store.repositories.facets import CODES

FIRST, SECOND = "2025-01-01T00:00:00.000Z", "2025-01-02T00:00:00.000Z"
WANTED = {"shop": {"id": 7}}


def test_the_second_tables_with_orders_in_them(empty_database: Database) -> None:
    house = House(empty_database.config())
    made = Shelf(house, seed=3)
    orders = [made.imagine(HERE if number % 2 else THERE, number) for number in range(1, 41)]
    with house.store.sql.begin() as connection:
        up_to(connection, "0001")
        fill(connection, orders)
        up_to(connection, "0002")
        as_they_were(connection)
    assert migrate.migrate(house.store.sql) == "older"
    assert migrate.state(house.store.sql) == "current"
    assert stored_facets(house.store) == derived_facets(house.store, orders)
    assert stored_pieces(house.store) == derived_pieces(orders)
    account, balance, found = asyncio.run(read(house))
    assert (account, balance) == (Account(HERE, "a", "EUR", "then", Profile(), "then"), 0)
    assert found == {one.guid for one in orders if one.account == HERE and has_shop(one)}
    assert found
    house.store.run("go on", goes_on)
    with house.store.sql.connect() as connection:
        assert differences(house, connection) == []
    made.store.close()
    house.store.close()


def as_they_were(connection: Connection) -> None:
    """No facets of metadata, and two files of the same content."""
    connection.execute(text("DELETE FROM facets WHERE facet = :code"), {"code": CODES[Facet.METADATA]})
    for number, at in ((2, SECOND), (1, FIRST)):
        row = {"id": guid(number), "account": HERE, "at": at}
        connection.execute(text("INSERT INTO files VALUES (:id, :account, 'image/png', 3, 'abc', :at)"), row)


def has_shop(order: core.Order) -> bool:
    shop = order.metadata.get("shop")
    return isinstance(shop, dict) and shop.get("id") == 7


def goes_on(unit: Unit) -> None:
    """What the new tables are for works for the accounts that were there."""
    assert unit.orders.take_records(HERE, 5) == 1
    entry = Entry(account=HERE, number=0, at=SECOND, kind="top-up", amount=5, balance=0, actor="a", request="r")
    assert unit.ledger.append(entry).number == 1
    older = File(id=guid(1), account=HERE, mime="image/png", size=3, sha256="abc", created_at=FIRST)
    assert unit.files.of_content(HERE, "abc") == older
    assert unit.files.get(guid(2)) is not None


async def read(house: House) -> tuple[Account, int, set[str]]:
    reader = house.reader()
    try:
        found = await reader.account(HERE)
        assert found is not None
        page = await reader.list(caller(HERE), Listing(metadata=WANTED, limit=100))
        return *found, {core.decode(one.document).guid for one in page.orders}
    finally:
        await reader.close()
