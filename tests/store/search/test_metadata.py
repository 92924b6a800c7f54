"""Finding by metadata: what few orders have is found without looking at the others, whatever else is asked for."""

import asyncio
from typing import Any

import pytest

from tests.store.document_fixtures import HERE, accounts, caller, guid, oid, put
from tests.strategies import orders
from triplicate.app.ports import Listing, Page
from triplicate.core.order.order import decode
from triplicate.core.search.facets import Facet
from triplicate.core.search.metadata import MOST
from triplicate.main import House
from triplicate.store.search import index_scan
from triplicate.store.search.metadata import rarest

ORDERS, LOOKED_AT = 60, 5
SHOP = {"name": "one of many", "open": True}


@pytest.fixture
def shop(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Orders of a shop that differ in one member; a page may look at very few of them."""
    accounts(house)
    made = [
        orders.order(
            guid=guid(n),
            oid=oid(n),
            number=n,
            account=HERE,
            reference="same",
            metadata={"shop": SHOP, "basket": {"id": n, "parity": n % 2}},
        )
        for n in range(1, ORDERS + 1)
    ]
    put(house, *made)
    monkeypatch.setattr(index_scan, "BUDGET", LOOKED_AT)
    return house


def page(house: House, account: str | None = HERE, **asked: Any) -> Page:
    async def ask() -> Page:
        reader = house.reader()
        try:
            return await reader.list(caller(account), Listing(**asked))
        finally:
            await reader.close()

    return asyncio.run(ask())


def guids(found: Page) -> set[str]:
    return {decode(stored.document).guid for stored in found.orders}


@pytest.mark.parametrize("account", [HERE, None])
@pytest.mark.parametrize(
    "wanted",
    [
        {"basket": {"id": 17}},
        {"basket": {"id": 17.0}, "shop": {"name": "one of many"}},
        {"basket": {"id": 17, "parity": 1}, "shop": SHOP},
        {"basket": {"id": 17}, "shop": {}},
    ],
)
def test_one_of_many_is_found_at_once(shop: House, wanted: dict[str, Any], account: str | None) -> None:
    found = page(shop, account, metadata=wanted)
    assert guids(found) == {guid(17)}
    assert not found.scanned


def test_none_of_many(shop: House) -> None:
    for wanted in ({"basket": {"id": "17"}}, {"id": 17}, {"basket": {"id": 17, "parity": 0}}, {"basket": 17}):
        found = page(shop, metadata=wanted)
        assert found.orders == []
        assert found.next is None


def test_what_all_of_them_have(shop: House) -> None:
    """A page takes the newest of them and looks at no more than it needs."""
    found = page(shop, metadata={"shop": SHOP}, limit=LOOKED_AT - 1)
    assert len(found.orders) == LOOKED_AT - 1
    assert not found.scanned


def test_another_facet_leads(shop: House) -> None:
    """The walk goes along the reference, which all have, and each page says that it ended early."""
    pages, after = list[Page](), None
    asked: dict[str, Any] = {"metadata": {"basket": {"id": 1}}, "facets": {Facet.REFERENCE: ("same",)}}
    while not pages or pages[-1].next:
        pages.append(page(shop, **asked, after=after))
        after = pages[-1].next
    assert all(one.scanned for one in pages[:-1])
    assert [guids(one) for one in pages if one.orders] == [{guid(1)}]
    assert len(pages) > ORDERS // LOOKED_AT


def test_an_order_that_says_too_much_is_looked_at_itself(shop: House) -> None:
    told = {f"name {place}": place for place in range(MOST + 1)}
    much = orders.order(guid=guid(99), oid=oid(99), number=99, account=HERE, metadata=told)
    put(shop, much)
    assert guids(page(shop, metadata={"name 3": 3, "name 64": 64})) == {guid(99)}
    assert guids(page(shop, metadata=told)) == {guid(99)}
    assert guids(page(shop, metadata={"name 3": 4})) == set()
    assert guids(page(shop, metadata={"basket": {"id": 17}})) == {guid(17)}


def test_of_marks_that_very_many_orders_have_the_one_that_reaches_further_back_leads() -> None:
    """Only a thousand orders are counted: of two marks that more have, the rarer one has its thousandth longer ago."""
    asking = rarest(["common", "rarer"], {"account": None})
    next(asking)
    asking.send([(1000, 70)])
    with pytest.raises(StopIteration) as ended:
        asking.send([(1000, 20)])
    told = set(ended.value.value.values())
    assert "rarer" in told
    assert "common" not in told
