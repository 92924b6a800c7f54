"""Facets, facet counts and search words: after commits and rollbacks they match the orders."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest

from tests.store.derived_row_fixtures import derived_pieces, stored_pieces
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback, principal_of
from tests.store.order_fixtures import (
    RandomOrders,
    created_at,
    derived_facet_counts,
    derived_facets,
    expected_counts,
    sort_keys,
    stored_facet_counts,
    stored_facets,
)
from triplicate.app.ports import OrderQuery, UnitOfWork
from triplicate.core.access import Principal
from triplicate.core.order import order as core
from triplicate.core.search.facets import Facet, words
from triplicate.main import Installation
from triplicate.store.search.sort_keys import TIE_BITS, to_milliseconds


@pytest.fixture(params=range(3))
def random_orders(request: pytest.FixtureRequest, installation: Installation) -> Iterator[RandomOrders]:
    """A shelf after a random history: orders added, changed and changed again, in transactions and parts of them that
    came to nothing in between."""
    shelf = RandomOrders(installation, seed=request.param)
    shelf.open()
    for _ in range(25):
        happen(shelf)
    yield shelf
    shelf.store.close()


def happen(shelf: RandomOrders) -> None:
    """One transaction of several random deeds; some are undone, and some transactions as a whole."""
    before = dict(shelf.orders), dict(shelf.changed)

    def work(unit: UnitOfWork) -> None:
        for _ in range(shelf.chance.randrange(1, 8)):
            if shelf.chance.random() < 0.3:
                fail(shelf, unit)
            else:
                deed(shelf, unit)
        if shelf.chance.random() < 0.2:
            raise Rollback

    try:
        shelf.store.run("happen", work)
    except Rollback:
        shelf.orders, shelf.changed = before


def deed(shelf: RandomOrders, uow: UnitOfWork) -> None:
    if not shelf.orders or shelf.chance.random() < 0.5:
        shelf.add(uow)
    else:
        shelf.change(uow, shelf.pick())


def fail(shelf: RandomOrders, uow: UnitOfWork) -> None:
    """A part of the transaction that is undone."""
    before = dict(shelf.orders), dict(shelf.changed)

    def several() -> None:
        for _ in range(shelf.chance.randrange(4)):
            deed(shelf, uow)
        raise Rollback

    with pytest.raises(Rollback):
        uow.run_in_savepoint(several)
    shelf.orders, shelf.changed = before


def every(shelf: RandomOrders) -> list[core.Order]:
    return list(shelf.orders.values())


def test_facets_and_tallies_are_those_of_the_orders(random_orders: RandomOrders) -> None:
    assert random_orders.orders
    assert stored_facets(random_orders.store) == derived_facets(random_orders.store, every(random_orders))
    assert stored_facet_counts(random_orders.store) == derived_facet_counts(every(random_orders))


def test_pieces_are_those_of_the_orders(random_orders: RandomOrders) -> None:
    assert stored_pieces(random_orders.store) == derived_pieces(every(random_orders))


@pytest.mark.slow
def test_every_word_of_every_order_finds_it_and_no_other(
    random_orders: RandomOrders, installation: Installation
) -> None:
    said = {order.guid: words(order) for order in every(random_orders)}
    for word in sorted({word for told in said.values() for word in told})[:60]:
        found = {
            order.guid for order in listed(installation, principal_of(None), OrderQuery(words=(word,), limit=1000))
        }
        assert found == {guid for guid, told in said.items() if any(one.startswith(word) for one in told)}


def test_counts_are_of_what_the_caller_may_see(random_orders: RandomOrders, installation: Installation) -> None:
    async def ask(principal: Principal, account: str | None) -> dict[Facet, dict[str, int]]:
        reader = installation.reader()
        try:
            return await reader.counts(principal, account)
        finally:
            await reader.close()

    here = [order for order in every(random_orders) if order.account == ACCOUNT]
    assert asyncio.run(ask(principal_of(None), None)) == expected_counts(every(random_orders))
    assert asyncio.run(ask(principal_of(None), ACCOUNT)) == expected_counts(here)
    assert asyncio.run(ask(principal_of(ACCOUNT), None)) == expected_counts(here)
    assert asyncio.run(ask(principal_of(ACCOUNT), OTHER_ACCOUNT)) == {}
    assert asyncio.run(ask(principal_of("nobody's"), None)) == {}


def test_an_order_keeps_its_place_and_the_place_says_when_it_was_made(random_orders: RandomOrders) -> None:
    places = sort_keys(random_orders.store)
    assert {guid: place >> TIE_BITS for guid, place in places.items()} == {
        order.guid: to_milliseconds(created_at(order)) for order in every(random_orders)
    }
    random_orders.store.run(
        "change", lambda unit: [random_orders.change(unit, order) for order in every(random_orders)]
    )
    assert sort_keys(random_orders.store) == places


def test_numbers_have_no_gaps(random_orders: RandomOrders) -> None:
    for account in {order.account for order in every(random_orders)}:
        numbers = [order.number for order in every(random_orders) if order.account == account]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_an_order_that_was_not_looked_at_is_replaced_all_the_same(random_orders: RandomOrders) -> None:
    for order in every(random_orders)[:5]:
        random_orders.store.run("change", lambda unit, order=order: random_orders.change(unit, order))  # type: ignore[misc]
    assert stored_facets(random_orders.store) == derived_facets(random_orders.store, every(random_orders))
    assert stored_facet_counts(random_orders.store) == derived_facet_counts(every(random_orders))


def test_an_order_stays_with_its_account(random_orders: RandomOrders) -> None:
    order = next(order for order in every(random_orders) if order.account == ACCOUNT)
    moved = msgspec.structs.replace(order, account=OTHER_ACCOUNT, version=order.version + 1)
    with pytest.raises(ValueError, match="account"):
        random_orders.store.run("move", lambda unit: unit.orders.replace(moved))


def listed(installation: Installation, principal: Principal, listing: OrderQuery) -> list[core.Order]:
    async def ask() -> list[core.Order]:
        reader = installation.reader()
        try:
            return [core.decode(stored.document) for stored in (await reader.list(principal, listing)).orders]
        finally:
            await reader.close()

    return asyncio.run(ask())
