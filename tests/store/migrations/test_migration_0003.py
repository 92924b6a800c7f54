"""Migration 0003: existing accounts and orders work like new ones."""

import asyncio

from sqlalchemy import Connection, text

from tests.store.database_fixtures import Database
from tests.store.derived_row_fixtures import derived_pieces, stored_pieces
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, guid, principal_of
from tests.store.migrations.test_migration_0002 import fill, up_to
from tests.store.migrations.test_migrations import differences
from tests.store.order_fixtures import RandomOrders, derived_facets, stored_facets
from triplicate.app.ports import OrderQuery, UnitOfWork
from triplicate.app.records import Account, File, LedgerEntry, Profile
from triplicate.core.order import order as core
from triplicate.core.search.facets import Facet
from triplicate.main import Installation
from triplicate.store import migrate
from triplicate.store.repositories.facets import CODES

FIRST, SECOND = "2025-01-01T00:00:00.000Z", "2025-01-02T00:00:00.000Z"
WANTED = {"shop": {"id": 7}}


def test_the_second_tables_with_orders_in_them(empty_database: Database) -> None:
    installation = Installation(empty_database.config())
    made = RandomOrders(installation, seed=3)
    orders = [made.random_order(ACCOUNT if number % 2 else OTHER_ACCOUNT, number) for number in range(1, 41)]
    with installation.store.sql.begin() as connection:
        up_to(connection, "0001")
        fill(connection, orders)
        up_to(connection, "0002")
        as_they_were(connection)
    assert migrate.migrate(installation.store.sql) == "older"
    assert migrate.schema_state(installation.store.sql) == "current"
    assert stored_facets(installation.store) == derived_facets(installation.store, orders)
    assert stored_pieces(installation.store) == derived_pieces(orders)
    account, balance, found = asyncio.run(read(installation))
    assert (account, balance) == (Account(ACCOUNT, "a", "EUR", "then", Profile(), "then"), 0)
    assert found == {one.guid for one in orders if one.account == ACCOUNT and has_shop(one)}
    assert found
    installation.store.run("go on", goes_on)
    with installation.store.sql.connect() as connection:
        assert differences(installation, connection) == []
    made.store.close()
    installation.store.close()


def as_they_were(connection: Connection) -> None:
    """No facets of metadata, and two files of the same content."""
    connection.execute(text("DELETE FROM facets WHERE facet = :code"), {"code": CODES[Facet.METADATA]})
    for number, at in ((2, SECOND), (1, FIRST)):
        row = {"id": guid(number), "account": ACCOUNT, "at": at}
        connection.execute(text("INSERT INTO files VALUES (:id, :account, 'image/png', 3, 'abc', :at)"), row)


def has_shop(order: core.Order) -> bool:
    shop = order.metadata.get("shop")
    return isinstance(shop, dict) and shop.get("id") == 7


def goes_on(uow: UnitOfWork) -> None:
    """What the new tables are for works for the accounts that were there."""
    assert uow.orders.take_record_numbers(ACCOUNT, 5) == 1
    entry = LedgerEntry(
        account=ACCOUNT, number=0, at=SECOND, kind="top-up", amount=5, balance=0, actor="a", request="r"
    )
    assert uow.ledger.append(entry).number == 1
    older = File(id=guid(1), account=ACCOUNT, mime="image/png", size=3, sha256="abc", created_at=FIRST)
    assert uow.files.find_by_content(ACCOUNT, "abc") == older
    assert uow.files.get(guid(2)) is not None


async def read(installation: Installation) -> tuple[Account, int, set[str]]:
    reader = installation.reader()
    try:
        found = await reader.account(ACCOUNT)
        assert found is not None
        page = await reader.list(principal_of(ACCOUNT), OrderQuery(metadata=WANTED, limit=100))
        return *found, {core.decode(one.document).guid for one in page.orders}
    finally:
        await reader.close()
