"""Lists: a page after the other, they hold exactly the orders that fit, newest or last changed first, each once."""

import asyncio
import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store import order_fixtures
from tests.store.database_fixtures import KINDS, Databases
from tests.store.document_fixtures import HERE, THERE, caller
from tests.store.order_fixtures import (
    ELSEWHERE,
    EMAILS,
    METADATA,
    NAMES,
    REFERENCES,
    SKUS,
    START,
    TRACKING,
    Shelf,
    fits,
)
from tests.strategies.metadata import parts
from triplicate.app.ports import Listing, Page
from triplicate.core import times
from triplicate.core.access import Principal
from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.core.order import order as core
from triplicate.core.search.facets import Facet, folded, steps_of, value
from triplicate.main import House
from triplicate.store.search import index_scan, postgres_text

ORDERS, CHANGES = 240, 120


@pytest.fixture(scope="module", params=KINDS)
def stocked(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, Shelf]]:
    """A shelf full of orders, which the tests only read."""
    with databases.fresh(request.param, tmp_path_factory.mktemp("stocked")) as database:
        house = House(database.config())
        house.ready()
        made = Shelf(house, seed=7)
        made.open()
        for _ in range(ORDERS // 10):
            made.store.run("add", lambda unit: [made.add(unit) for _ in range(10)])
        for _ in range(CHANGES):
            made.store.run("change", lambda unit: made.change(unit, made.some()))
        yield house, made
        made.store.close()
        house.store.close()


def page(house: House, principal: Principal, listing: Listing) -> Page:
    """One page, from a reader of its own."""
    return next(iter(asked(house, principal, listing, [listing.limit])))


def asked(house: House, principal: Principal, listing: Listing, limits: Iterable[int]) -> list[Page]:
    """A page after the other, each as long as the next limit says, until there are no more."""

    async def walk() -> list[Page]:
        reader, pages, following = house.reader(), list[Page](), listing
        try:
            for limit in limits:
                pages.append(await reader.list(principal, msgspec.structs.replace(following, limit=limit)))
                following = msgspec.structs.replace(listing, after=pages[-1].next)
                if pages[-1].next is None:
                    break
            return pages
        finally:
            await reader.close()

    return asyncio.run(walk())


def guids(pages: list[Page]) -> list[str]:
    return [core.decode(stored.document).guid for page in pages for stored in page.orders]


def random_limits(seed: int) -> Iterator[int]:
    chance = random.Random(seed)
    while True:
        yield chance.choice([1, 2, 3, 20, 100])


FACETS = {
    Facet.STEP: ["unknown", *Step],
    Facet.PAYMENT: ["unknown", *Payment],
    Facet.HOLD: ["held", "free"],
    Facet.ENDING: ["none", *Ending],
    Facet.FULFILMENT: ["none", "partial", "complete"],
    Facet.ORIGIN: ["native", "axim", "elsewhere"],
    Facet.REFERENCE: REFERENCES,
    Facet.EMAIL: EMAILS,
    Facet.SKU: SKUS,
    Facet.TRACKING: TRACKING,
}
MOMENTS = st.integers(-5000, 5000).map(lambda ms: times.of(START + timedelta(milliseconds=ms)))
WORDS = sorted(
    {word for text in (*NAMES, *EMAILS, *REFERENCES) for word in folded(text)} | {"1", "17", "0", "f", "nobody"}
)


@st.composite
def listings(draw: st.DrawFn) -> Listing:
    """Anything that can be asked for, often little of it."""
    facets = {}
    for facet in draw(st.lists(st.sampled_from(list(FACETS)), max_size=2, unique=True)):
        values = draw(st.lists(st.sampled_from(FACETS[facet]), min_size=1, max_size=4, unique=True))
        facets[facet] = tuple(value(facet, one) for one in values)
    begun = st.sampled_from(WORDS).flatmap(lambda word: st.integers(1, len(word)).map(lambda to: word[:to]))
    rarely = st.none() | st.none() | MOMENTS
    return Listing(
        account=draw(st.none() | st.none() | st.sampled_from([*order_fixtures.ACCOUNTS, "nobody's"])),
        facets=facets,
        words=tuple(draw(st.lists(begun, max_size=2))),
        metadata=draw(st.just({}) | st.sampled_from(METADATA).flatmap(parts)),
        since=draw(rarely),
        until=draw(rarely),
        changed_since=draw(rarely),
        changed_until=draw(rarely),
        sort=draw(st.sampled_from(["newest", "changed"])),
    )


def expected(made: Shelf, principal: Principal, listing: Listing) -> list[str]:
    every = made.newest_first() if listing.sort == "newest" else made.last_changed_first()
    return [order.guid for order in every if fits(order, principal, listing, made.changed[order.guid])]


@settings(max_examples=250)
@given(listings(), st.sampled_from([None, HERE, THERE, ELSEWHERE, "nobody's"]), st.integers(0, 1000))
def test_a_list_is_what_fits(stocked: Any, listing: Listing, account: str | None, seed: int) -> None:
    house, made = stocked
    pages = asked(house, caller(account), listing, random_limits(seed))
    assert guids(pages) == expected(made, caller(account), listing)
    assert not any(page.scanned for page in pages)


@pytest.mark.parametrize("budget", [1, 7, 50])
def test_a_walk_with_a_small_budget_gets_there_all_the_same(
    stocked: Any, budget: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is that no index serves: the pages are shorter, and say so, and nothing is missing."""
    for module in (index_scan, postgres_text):
        monkeypatch.setattr(module, "BUDGET", budget)
        monkeypatch.setattr(module, "FIRST", min(budget, 5))
    monkeypatch.setattr(postgres_text, "MET_AT_ONCE", 3)
    monkeypatch.setattr(postgres_text, "SPELLED_AT_ONCE", 2)
    monkeypatch.setattr(postgres_text, "SORTED_AT_ONCE", 20)
    house, made = stocked
    scanned = 0

    @settings(max_examples=60)
    @given(listings(), st.sampled_from([None, HERE]), st.integers(0, 1000))
    def holds(listing: Listing, account: str | None, seed: int) -> None:
        nonlocal scanned
        pages = asked(house, caller(account), listing, random_limits(seed))
        assert guids(pages) == expected(made, caller(account), listing)
        scanned += sum(page.scanned for page in pages)

    holds()
    assert scanned


def test_a_page_says_where_the_next_begins_only_when_there_may_be_more(stocked: Any) -> None:
    house, made = stocked
    pages = asked(house, caller(None), Listing(), iter([ORDERS // 2, ORDERS // 2, 1]))
    assert [len(page.orders) for page in pages] == [ORDERS // 2, ORDERS // 2]
    assert guids(pages) == [order.guid for order in made.newest_first()]


def test_rows_are_ready_to_render(stocked: Any) -> None:
    house, made = stocked
    (page,) = asked(house, caller(HERE), Listing(), iter([ORDERS]))
    for stored in page.orders:
        order = made.orders[core.decode(stored.document).guid]
        assert (stored.account, stored.version, core.decode(stored.document)) == (HERE, order.version, order)


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_is_several_steps(stocked: Any, stage: Stage) -> None:
    house, made = stocked
    listing = Listing(facets={Facet.STEP: steps_of(stage)})
    pages = asked(house, caller(None), listing, random_limits(1))
    assert guids(pages) == [order.guid for order in made.newest_first() if order.step in steps_of(stage)]
    assert guids(pages)


@pytest.mark.parametrize("text", ["\0", "\ud800", "x" * 1000, "", "%", "*", '"', "'", "\\", "NOT", "a NEAR b"])
def test_texts_that_no_order_says(stocked: Any, text: str) -> None:
    house, _ = stocked
    for listing in (Listing(words=(text,)), Listing(facets={Facet.SKU: (text,)}), Listing(account=text)):
        assert guids(asked(house, caller(None), listing, random_limits(1))) == []


def test_a_place_far_beyond_either_end(stocked: Any) -> None:
    house, _ = stocked
    for place, there in ((1 << 80, ORDERS), (-(1 << 80), 0)):
        for listing in (Listing(after=(place,)), Listing(sort="changed", after=(place, 0))):
            found = page(house, caller(None), msgspec.structs.replace(listing, limit=ORDERS * 2))
            assert len(found.orders) == there


@pytest.mark.parametrize("listing", [Listing(after=(1, 2)), Listing(sort="changed", after=(1,)), Listing(since="x")])
def test_what_no_list_ever_said(stocked: Any, listing: Listing) -> None:
    house, _ = stocked
    with pytest.raises(ValueError, match=r"list"):
        page(house, caller(None), listing)
