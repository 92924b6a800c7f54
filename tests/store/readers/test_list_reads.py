"""List pages: exactly the matching orders, in the requested sort order, each once."""

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
from tests.store.database_fixtures import KINDS, DatabaseFactory
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, principal_of
from tests.store.order_fixtures import (
    EMAILS,
    METADATA,
    NAMES,
    REFERENCES,
    SKUS,
    START,
    THIRD_ACCOUNT,
    TRACKING,
    RandomOrders,
    matches,
)
from tests.strategies.metadata import subsets
from triplicate.app.ports import OrderPage, OrderQuery
from triplicate.core import times
from triplicate.core.access import Principal
from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.core.order import order as core
from triplicate.core.search.facets import Facet, fold, normalise_value, steps_of
from triplicate.main import Installation
from triplicate.store.search import index_scan, postgres_text

ORDERS, CHANGES = 240, 120


@pytest.fixture(scope="module", params=KINDS)
def filled_store(
    request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, RandomOrders]]:
    """A shelf full of orders, which the tests only read."""
    with databases.create(request.param, tmp_path_factory.mktemp("stocked")) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        made = RandomOrders(installation, seed=7)
        made.open()
        for _ in range(ORDERS // 10):
            made.store.run("add", lambda unit: [made.add(unit) for _ in range(10)])
        for _ in range(CHANGES):
            made.store.run("change", lambda unit: made.change(unit, made.pick()))
        yield installation, made
        made.store.close()
        installation.store.close()


def page(installation: Installation, principal: Principal, listing: OrderQuery) -> OrderPage:
    """One page, from a reader of its own."""
    return next(iter(asked(installation, principal, listing, [listing.limit])))


def asked(
    installation: Installation, principal: Principal, listing: OrderQuery, limits: Iterable[int]
) -> list[OrderPage]:
    """A page after the other, each as long as the next limit says, until there are no more."""

    async def walk() -> list[OrderPage]:
        reader, pages, following = installation.reader(), list[OrderPage](), listing
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


def guids(pages: list[OrderPage]) -> list[str]:
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
    Facet.ORIGIN: ["native", "vendor", "elsewhere"],
    Facet.REFERENCE: REFERENCES,
    Facet.EMAIL: EMAILS,
    Facet.SKU: SKUS,
    Facet.TRACKING: TRACKING,
}
MOMENTS = st.integers(-5000, 5000).map(lambda ms: times.from_datetime(START + timedelta(milliseconds=ms)))
WORDS = sorted(
    {word for text in (*NAMES, *EMAILS, *REFERENCES) for word in fold(text)} | {"1", "17", "0", "f", "nobody"}
)


@st.composite
def listings(draw: st.DrawFn) -> OrderQuery:
    """Anything that can be asked for, often little of it."""
    facets = {}
    for facet in draw(st.lists(st.sampled_from(list(FACETS)), max_size=2, unique=True)):
        values = draw(st.lists(st.sampled_from(FACETS[facet]), min_size=1, max_size=4, unique=True))
        facets[facet] = tuple(normalise_value(facet, one) for one in values)
    begun = st.sampled_from(WORDS).flatmap(lambda word: st.integers(1, len(word)).map(lambda to: word[:to]))
    rarely = st.none() | st.none() | MOMENTS
    return OrderQuery(
        account=draw(st.none() | st.none() | st.sampled_from([*order_fixtures.ACCOUNTS, "nobody's"])),
        facets=facets,
        words=tuple(draw(st.lists(begun, max_size=2))),
        metadata=draw(st.just({}) | st.sampled_from(METADATA).flatmap(subsets)),
        since=draw(rarely),
        until=draw(rarely),
        changed_since=draw(rarely),
        changed_until=draw(rarely),
        sort=draw(st.sampled_from(["newest", "changed"])),
    )


def expected(made: RandomOrders, principal: Principal, listing: OrderQuery) -> list[str]:
    every = made.newest_first() if listing.sort == "newest" else made.last_changed_first()
    return [order.guid for order in every if matches(order, principal, listing, made.changed[order.guid])]


@pytest.mark.slow
@settings(max_examples=250)
@given(listings(), st.sampled_from([None, ACCOUNT, OTHER_ACCOUNT, THIRD_ACCOUNT, "nobody's"]), st.integers(0, 1000))
def test_a_list_is_what_fits(filled_store: Any, listing: OrderQuery, account: str | None, seed: int) -> None:
    installation, made = filled_store
    pages = asked(installation, principal_of(account), listing, random_limits(seed))
    assert guids(pages) == expected(made, principal_of(account), listing)
    assert not any(page.scan_stopped for page in pages)


@pytest.mark.slow
@pytest.mark.parametrize("budget", [1, 7, 50])
def test_a_walk_with_a_small_budget_gets_there_all_the_same(
    filled_store: Any, budget: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is that no index serves: the pages are shorter, and say so, and nothing is missing."""
    for module in (index_scan, postgres_text):
        monkeypatch.setattr(module, "SCAN_BUDGET", budget)
        monkeypatch.setattr(module, "FIRST_BATCH", min(budget, 5))
    monkeypatch.setattr(postgres_text, "MAX_SORTED_MATCHES", 3)
    monkeypatch.setattr(postgres_text, "MAX_WHOLE_WORDS", 2)
    monkeypatch.setattr(postgres_text, "MAX_SORTED_ENTRIES", 20)
    installation, made = filled_store
    scanned = 0

    @settings(max_examples=60)
    @given(listings(), st.sampled_from([None, ACCOUNT]), st.integers(0, 1000))
    def holds(listing: OrderQuery, account: str | None, seed: int) -> None:
        nonlocal scanned
        pages = asked(installation, principal_of(account), listing, random_limits(seed))
        assert guids(pages) == expected(made, principal_of(account), listing)
        scanned += sum(page.scan_stopped for page in pages)

    holds()
    assert scanned


def test_a_page_says_where_the_next_begins_only_when_there_may_be_more(filled_store: Any) -> None:
    installation, made = filled_store
    pages = asked(installation, principal_of(None), OrderQuery(), iter([ORDERS // 2, ORDERS // 2, 1]))
    assert [len(page.orders) for page in pages] == [ORDERS // 2, ORDERS // 2]
    assert guids(pages) == [order.guid for order in made.newest_first()]


def test_rows_are_ready_to_render(filled_store: Any) -> None:
    installation, made = filled_store
    (page,) = asked(installation, principal_of(ACCOUNT), OrderQuery(), iter([ORDERS]))
    for stored in page.orders:
        order = made.orders[core.decode(stored.document).guid]
        assert (stored.account, stored.version, core.decode(stored.document)) == (ACCOUNT, order.version, order)


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_is_several_steps(filled_store: Any, stage: Stage) -> None:
    installation, made = filled_store
    listing = OrderQuery(facets={Facet.STEP: steps_of(stage)})
    pages = asked(installation, principal_of(None), listing, random_limits(1))
    assert guids(pages) == [order.guid for order in made.newest_first() if order.step in steps_of(stage)]
    assert guids(pages)


@pytest.mark.parametrize("text", ["\0", "\ud800", "x" * 1000, "", "%", "*", '"', "'", "\\", "NOT", "a NEAR b"])
def test_texts_that_no_order_says(filled_store: Any, text: str) -> None:
    installation, _ = filled_store
    for listing in (OrderQuery(words=(text,)), OrderQuery(facets={Facet.SKU: (text,)}), OrderQuery(account=text)):
        assert guids(asked(installation, principal_of(None), listing, random_limits(1))) == []


def test_a_place_far_beyond_either_end(filled_store: Any) -> None:
    installation, _ = filled_store
    for place, there in ((1 << 80, ORDERS), (-(1 << 80), 0)):
        for listing in (OrderQuery(after=(place,)), OrderQuery(sort="changed", after=(place, 0))):
            result = page(installation, principal_of(None), msgspec.structs.replace(listing, limit=ORDERS * 2))
            assert len(result.orders) == there


@pytest.mark.parametrize(
    "listing", [OrderQuery(after=(1, 2)), OrderQuery(sort="changed", after=(1,)), OrderQuery(since="x")]
)
def test_what_no_list_ever_said(filled_store: Any, listing: OrderQuery) -> None:
    installation, _ = filled_store
    with pytest.raises(ValueError, match=r"time bound|another sort"):
        page(installation, principal_of(None), listing)
