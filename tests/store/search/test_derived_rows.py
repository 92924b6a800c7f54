"""Facets, tallies and words: after whatever happened to the orders, and did not, they are what the orders say."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest

from tests.store.derived_row_fixtures import derived_pieces, stored_pieces
from tests.store.document_fixtures import HERE, THERE, Undone, caller
from tests.store.order_fixtures import (
    Shelf,
    derived_facets,
    derived_tallies,
    moment,
    positions,
    stored_facets,
    stored_tallies,
    told_counts,
)
from triplicate.app.ports import Listing, Unit
from triplicate.core.access import Principal
from triplicate.core.order import order as core
from triplicate.core.search.facets import Facet, words
from triplicate.main import House
from triplicate.store.search.sort_keys import TIE_BITS, in_ms


@pytest.fixture(params=range(3))
def made(request: pytest.FixtureRequest, house: House) -> Iterator[Shelf]:
    """A shelf after a random history: orders added, changed and changed again, in transactions and parts of them that
    came to nothing in between."""
    shelf = Shelf(house, seed=request.param)
    shelf.open()
    for _ in range(25):
        happen(shelf)
    yield shelf
    shelf.store.close()


def happen(shelf: Shelf) -> None:
    """One transaction of several random deeds; some are undone, and some transactions as a whole."""
    before = dict(shelf.orders), dict(shelf.changed)

    def work(unit: Unit) -> None:
        for _ in range(shelf.chance.randrange(1, 8)):
            if shelf.chance.random() < 0.3:
                fail(shelf, unit)
            else:
                deed(shelf, unit)
        if shelf.chance.random() < 0.2:
            raise Undone

    try:
        shelf.store.run("happen", work)
    except Undone:
        shelf.orders, shelf.changed = before


def deed(shelf: Shelf, unit: Unit) -> None:
    if not shelf.orders or shelf.chance.random() < 0.5:
        shelf.add(unit)
    else:
        shelf.change(unit, shelf.some())


def fail(shelf: Shelf, unit: Unit) -> None:
    """A part of the transaction that is undone."""
    before = dict(shelf.orders), dict(shelf.changed)

    def several() -> None:
        for _ in range(shelf.chance.randrange(4)):
            deed(shelf, unit)
        raise Undone

    with pytest.raises(Undone):
        unit.attempt(several)
    shelf.orders, shelf.changed = before


def every(shelf: Shelf) -> list[core.Order]:
    return list(shelf.orders.values())


def test_facets_and_tallies_are_those_of_the_orders(made: Shelf) -> None:
    assert made.orders
    assert stored_facets(made.store) == derived_facets(made.store, every(made))
    assert stored_tallies(made.store) == derived_tallies(every(made))


def test_pieces_are_those_of_the_orders(made: Shelf) -> None:
    assert stored_pieces(made.store) == derived_pieces(every(made))


def test_every_word_of_every_order_finds_it_and_no_other(made: Shelf, house: House) -> None:
    said = {order.guid: words(order) for order in every(made)}
    for word in sorted({word for told in said.values() for word in told})[:60]:
        found = {order.guid for order in listed(house, caller(None), Listing(words=(word,), limit=1000))}
        assert found == {guid for guid, told in said.items() if any(one.startswith(word) for one in told)}


def test_counts_are_of_what_the_caller_may_see(made: Shelf, house: House) -> None:
    async def ask(principal: Principal, account: str | None) -> dict[Facet, dict[str, int]]:
        reader = house.reader()
        try:
            return await reader.counts(principal, account)
        finally:
            await reader.close()

    here = [order for order in every(made) if order.account == HERE]
    assert asyncio.run(ask(caller(None), None)) == told_counts(every(made))
    assert asyncio.run(ask(caller(None), HERE)) == told_counts(here)
    assert asyncio.run(ask(caller(HERE), None)) == told_counts(here)
    assert asyncio.run(ask(caller(HERE), THERE)) == {}
    assert asyncio.run(ask(caller("nobody's"), None)) == {}


def test_an_order_keeps_its_place_and_the_place_says_when_it_was_made(made: Shelf) -> None:
    places = positions(made.store)
    assert {guid: place >> TIE_BITS for guid, place in places.items()} == {
        order.guid: in_ms(moment(order)) for order in every(made)
    }
    made.store.run("change", lambda unit: [made.change(unit, order) for order in every(made)])
    assert positions(made.store) == places


def test_numbers_have_no_gaps(made: Shelf) -> None:
    for account in {order.account for order in every(made)}:
        numbers = [order.number for order in every(made) if order.account == account]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_an_order_that_was_not_looked_at_is_replaced_all_the_same(made: Shelf) -> None:
    for order in every(made)[:5]:
        made.store.run("change", lambda unit, order=order: made.change(unit, order))  # type: ignore[misc]
    assert stored_facets(made.store) == derived_facets(made.store, every(made))
    assert stored_tallies(made.store) == derived_tallies(every(made))


def test_an_order_stays_with_its_account(made: Shelf) -> None:
    order = next(order for order in every(made) if order.account == HERE)
    moved = msgspec.structs.replace(order, account=THERE, version=order.version + 1)
    with pytest.raises(ValueError, match="account"):
        made.store.run("move", lambda unit: unit.orders.replace(moved))


def listed(house: House, principal: Principal, listing: Listing) -> list[core.Order]:
    async def ask() -> list[core.Order]:
        reader = house.reader()
        try:
            return [core.decode(stored.document) for stored in (await reader.list(principal, listing)).orders]
        finally:
            await reader.close()

    return asyncio.run(ask())
