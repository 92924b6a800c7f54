"""Search by metadata: rare values are found without reading other orders."""

import asyncio
from typing import Any

import pytest

from tests.store.document_fixtures import ACCOUNT, add_accounts, add_orders, guid, oid, principal_of
from tests.strategies import orders
from triplicate.app.ports import OrderPage, OrderQuery
from triplicate.core.order.order import decode
from triplicate.core.search.facets import Facet
from triplicate.core.search.metadata import MAX_MARKS
from triplicate.main import Installation
from triplicate.store.search import index_scan
from triplicate.store.search.metadata import lead_by_rarest_mark

ORDERS, LOOKED_AT = 60, 5
SHOP = {"name": "one of many", "open": True}


@pytest.fixture
def filled_installation(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Orders of a shop that differ in one member; a page may look at very few of them."""
    add_accounts(installation)
    made = [
        orders.order(
            guid=guid(n),
            oid=oid(n),
            number=n,
            account=ACCOUNT,
            reference="same",
            metadata={"shop": SHOP, "basket": {"id": n, "parity": n % 2}},
        )
        for n in range(1, ORDERS + 1)
    ]
    add_orders(installation, *made)
    monkeypatch.setattr(index_scan, "SCAN_BUDGET", LOOKED_AT)
    return installation


def page(installation: Installation, account: str | None = ACCOUNT, **asked: Any) -> OrderPage:
    async def ask() -> OrderPage:
        reader = installation.reader()
        try:
            return await reader.list(principal_of(account), OrderQuery(**asked))
        finally:
            await reader.close()

    return asyncio.run(ask())


def guids(found: OrderPage) -> set[str]:
    return {decode(stored.document).guid for stored in found.orders}


@pytest.mark.parametrize("account", [ACCOUNT, None])
@pytest.mark.parametrize(
    "wanted",
    [
        {"basket": {"id": 17}},
        {"basket": {"id": 17.0}, "shop": {"name": "one of many"}},
        {"basket": {"id": 17, "parity": 1}, "shop": SHOP},
        {"basket": {"id": 17}, "shop": {}},
    ],
)
def test_one_of_many_is_found_at_once(
    filled_installation: Installation, wanted: dict[str, Any], account: str | None
) -> None:
    result = page(filled_installation, account, metadata=wanted)
    assert guids(result) == {guid(17)}
    assert not result.scan_stopped


def test_none_of_many(filled_installation: Installation) -> None:
    for wanted in ({"basket": {"id": "17"}}, {"id": 17}, {"basket": {"id": 17, "parity": 0}}, {"basket": 17}):
        result = page(filled_installation, metadata=wanted)
        assert result.orders == []
        assert result.next is None


def test_what_all_of_them_have(filled_installation: Installation) -> None:
    """A page takes the newest of them and looks at no more than it needs."""
    result = page(filled_installation, metadata={"shop": SHOP}, limit=LOOKED_AT - 1)
    assert len(result.orders) == LOOKED_AT - 1
    assert not result.scan_stopped


def test_another_facet_leads(filled_installation: Installation) -> None:
    """The walk goes along the reference, which all have, and each page says that it ended early."""
    pages, after = list[OrderPage](), None
    asked: dict[str, Any] = {"metadata": {"basket": {"id": 1}}, "facets": {Facet.REFERENCE: ("same",)}}
    while not pages or pages[-1].next:
        pages.append(page(filled_installation, **asked, after=after))
        after = pages[-1].next
    assert all(one.scan_stopped for one in pages[:-1])
    assert [guids(one) for one in pages if one.orders] == [{guid(1)}]
    assert len(pages) > ORDERS // LOOKED_AT


def test_an_order_that_says_too_much_is_looked_at_itself(filled_installation: Installation) -> None:
    told = {f"name {place}": place for place in range(MAX_MARKS + 1)}
    much = orders.order(guid=guid(99), oid=oid(99), number=99, account=ACCOUNT, metadata=told)
    add_orders(filled_installation, much)
    assert guids(page(filled_installation, metadata={"name 3": 3, "name 64": 64})) == {guid(99)}
    assert guids(page(filled_installation, metadata=told)) == {guid(99)}
    assert guids(page(filled_installation, metadata={"name 3": 4})) == set()
    assert guids(page(filled_installation, metadata={"basket": {"id": 17}})) == {guid(17)}


def test_of_marks_that_very_many_orders_have_the_one_that_reaches_further_back_leads() -> None:
    """Only a thousand orders are counted: of two marks that more have, the rarer one has its thousandth longer ago."""
    asking = lead_by_rarest_mark(["common", "rarer"], {"account": None})
    next(asking)
    asking.send([(1000, 70)])
    with pytest.raises(StopIteration) as ended:
        asking.send([(1000, 20)])
    told = set(ended.value.value.values())
    assert "rarer" in told
    assert "common" not in told
