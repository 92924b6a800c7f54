"""Versions of orders: read without the document, by every name, and different whenever anything stored is."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.store.document_fixtures import (
    ACCOUNT,
    OTHER_ACCOUNT,
    add_accounts,
    add_orders,
    guid,
    import_context,
    oid,
    principal_of,
)
from tests.strategies import orders
from triplicate.app.orders.execute import execute
from triplicate.app.ports import OrderName, OrderVersion, Reader
from triplicate.core.access import Principal
from triplicate.core.aggregate import with_sync
from triplicate.core.documents.digest import document_digest
from triplicate.core.engine import commands
from triplicate.core.failures import DomainError
from triplicate.core.order.order import Order
from triplicate.main import Installation
from triplicate.store import schema
from triplicate.store.readers.sqlite import SqliteReader
from triplicate.store.statements import VERSION_STATEMENTS

NAMES = (
    OrderName("guid", guid(1)),
    OrderName("oid", oid(1)),
    OrderName("number", 1),
    OrderName("number", 2),
    OrderName("number", 77),
    OrderName("guid", guid(2)),
    OrderName("guid", guid(3)),
    OrderName("oid", oid(9)),
    OrderName("number", 9999),
)


def stored_order(number: int, account: str, known_number: int) -> Order:
    return orders.order(guid=guid(number), oid=oid(number), number=known_number, account=account)


@pytest.fixture
def filled(installation: Installation) -> Installation:
    """Orders of two accounts, of which one has a further number, and one exists in both."""
    add_accounts(installation)
    add_orders(
        installation,
        stored_order(1, ACCOUNT, 1),
        stored_order(2, OTHER_ACCOUNT, 2),
        stored_order(3, ACCOUNT, 3),
        stored_order(3, OTHER_ACCOUNT, 4),
    )
    installation.store.run("alias", lambda uow: uow.orders.add_number_alias(stored_order(1, ACCOUNT, 1), 77))
    return installation


def reading(installation: Installation, work: Any) -> Any:
    async def inside() -> Any:
        reader = installation.reader()
        try:
            return await work(reader)
        finally:
            await reader.close()

    return asyncio.run(inside())


async def outcome(reader: Reader, principal: Principal, name: OrderName, whole: bool) -> Any:
    try:
        order = await (reader.find(principal, name) if whole else reader.order_version(principal, name))
    except DomainError as error:
        return error.failure
    return OrderVersion(order.account, order.version, order.digest)


@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT, None, "cccccccc-0000-4000-8000-000000000003"])
def test_it_is_that_of_the_order_which_is_found_by_each_name(filled: Installation, account: str | None) -> None:
    async def work(reader: Reader) -> None:
        principal = principal_of(account)
        for name in NAMES:
            expected = await outcome(reader, principal, name, True)
            assert await outcome(reader, principal, name, False) == expected, name
        together = [outcome(reader, principal, name, whole) for name in NAMES for whole in (True, False)]
        outcomes = await asyncio.gather(*together)
        assert outcomes[::2] == outcomes[1::2]
        assert any(isinstance(one, OrderVersion) for one in outcomes) == (account in (ACCOUNT, OTHER_ACCOUNT, None))

    reading(filled, work)


def test_it_changes_with_whatever_is_stored(filled: Installation) -> None:
    """Also where the order's own number of its version stays."""
    name = OrderName("guid", guid(1))

    def stored() -> tuple[OrderVersion, bytes]:
        async def work(reader: Reader) -> tuple[OrderVersion, bytes]:
            record = await reader.find(principal_of(ACCOUNT), name)
            return await reader.order_version(principal_of(ACCOUNT), name), record.document

        version, document = reading(filled, work)
        assert version.digest == document_digest(document)
        return version, document

    before, _ = stored()
    order = filled.store.run("find", lambda uow: uow.orders.get(principal_of(ACCOUNT), name))
    noted = with_sync(order, sealed_secrets={"acme": "sealed"})
    filled.store.run("note", lambda uow: uow.orders.replace(noted))
    after_note, _ = stored()
    assert after_note.version == before.version
    assert after_note.digest != before.digest
    change = commands.Amend(reference="PO-2")
    filled.store.run("amend", lambda uow: execute(uow, import_context(filled), name, change, None))
    after_change, _ = stored()
    assert after_change.version == after_note.version + 1
    assert after_change.digest != after_note.digest


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", VERSION_STATEMENTS.values())
def test_the_document_is_not_reached(filled: Installation, name: str) -> None:
    """Neither the column nor any behind it, for which SQLite would go through a large document page by page."""
    reader = SqliteReader(filled.config.data / "triplicate.db")
    sql = reader._sql[name]
    with closing(sqlite3.connect(filled.config.data / "triplicate.db")) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'orders'").fetchone()
        program = connection.execute(f"EXPLAIN {sql}", ("x",) * sql.count("?")).fetchall()
    tables = {p1 for _, opcode, p1, p2, *_ in program if opcode == "OpenRead" and p2 == root}
    columns = [p2 for _, opcode, p1, p2, *_ in program if opcode == "Column" and p1 in tables]
    names = schema.orders.columns.keys()
    assert columns
    assert max(columns) < names.index("document") == len(names) - 1
