"""Stored orders of an older shape: every way to read one gives the newest, and a change writes it."""

import asyncio
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from tests.store.document_fixtures import ACCOUNT, add_accounts, add_orders, find_order, guid, oid, principal_of
from tests.strategies import orders
from triplicate.app.ports import OrderName, OrderQuery, StoredOrder, UnitOfWork
from triplicate.core.access import OPERATOR
from triplicate.core.documents import upcast
from triplicate.core.documents.upcast import DocumentShapes
from triplicate.core.order import order as core
from triplicate.core.order.order import Order
from triplicate.core.order.party import Company
from triplicate.main import Installation


@pytest.fixture
def older_order(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Order:
    """An order whose row is turned into a made-up older shape, in which the reference had another name."""
    add_accounts(installation)
    order = orders.order(
        guid=guid(1),
        oid=oid(1),
        number=1,
        account=ACCOUNT,
        reference="PO-1",
        created_at="2025-01-01T00:00:00.000Z",
        metadata={"campaign": "spring"},
        company=Company(name="Dupont"),
    )
    add_orders(installation, order)
    newest = upcast.ORDER_SHAPES.newest
    document = msgspec.json.decode(core.encode(order))
    document["customer_reference"] = document.pop("reference")
    with installation.store.sql.begin() as connection:
        connection.execute(
            text("UPDATE orders SET document = :document, shape = :shape"),
            {"document": msgspec.json.encode(document), "shape": newest},
        )
    monkeypatch.setattr(upcast, "ORDER_SHAPES", DocumentShapes(newest + 1, {newest: rename_reference}))
    return order


def rename_reference(document: dict[str, Any]) -> dict[str, Any]:
    reference = document.pop("customer_reference")
    return {**document, "reference": reference}


def stored_shapes(installation: Installation) -> list[int]:
    with installation.store.sql.connect() as connection:
        return list(connection.execute(text("SELECT shape FROM orders")).scalars())


def test_it_is_read_by_every_name(installation: Installation, older_order: Order) -> None:
    async def read() -> list[StoredOrder]:
        reader = installation.reader()
        names = (("guid", older_order.guid), ("oid", older_order.oid), ("number", older_order.number))
        try:
            return [
                await reader.find(principal_of(account), OrderName(kind, value))  # type: ignore[arg-type]
                for kind, value in names
                for account in (None, ACCOUNT)
            ]
        finally:
            await reader.close()

    assert [core.decode(stored.document) for stored in asyncio.run(read())] == [older_order] * 6


@pytest.mark.parametrize(
    "query",
    [
        OrderQuery(),
        OrderQuery(sort="changed"),
        OrderQuery(words=("dupont",)),
        OrderQuery(metadata={"campaign": "spring"}),
        OrderQuery(since="2000-01-01T00:00:00.000Z", changed_since="2000-01-01T00:00:00.000Z"),
    ],
)
def test_lists_give_the_newest_shape(installation: Installation, older_order: Order, query: OrderQuery) -> None:
    async def read() -> list[StoredOrder]:
        reader = installation.reader()
        try:
            return (await reader.list(OPERATOR, query)).orders
        finally:
            await reader.close()

    assert [core.decode(stored.document) for stored in asyncio.run(read())] == [older_order]


def test_it_is_found_by_its_reference(installation: Installation, older_order: Order) -> None:
    order = installation.store.run("find", lambda uow: uow.orders.find_by_reference(ACCOUNT, "PO-1"))
    assert order == older_order.guid


def test_it_is_exported(installation: Installation, older_order: Order) -> None:
    page, _ = installation.store.run("page", lambda uow: uow.orders.page(OPERATOR, None, None))
    assert [core.decode(document) for document in page] == [older_order]


def test_a_change_writes_the_newest_shape(installation: Installation, older_order: Order) -> None:
    def work(uow: UnitOfWork) -> None:
        order = uow.orders.get(OPERATOR, OrderName("guid", older_order.guid))
        assert order == older_order
        uow.orders.replace(order)

    before = stored_shapes(installation)
    installation.store.run("change", work)
    assert stored_shapes(installation) == [before[0] + 1]
    assert find_order(installation, "guid", older_order.guid) == older_order
