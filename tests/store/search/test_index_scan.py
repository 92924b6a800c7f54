"""Index scan: how many orders each statement of a page asks for, and where a page of large orders ends."""

from typing import Any

from triplicate.app.ports import OrderPage
from triplicate.core.documents.upcast import ORDER_SHAPES
from triplicate.core.search.facets import Facet
from triplicate.store.search.fts5 import Fts5
from triplicate.store.search.index_scan import MAX_PAGE_BYTES, PAGE_BATCH, IndexScan, read_page
from triplicate.store.search.page_sql import PageShape
from triplicate.store.search.steps import QuerySteps

LAST = 100_000
"""Position before which the orders of the tests are, one at each position."""
ALL = PageShape("position", 0, True)
FILTERED = PageShape("position", 0, True, ((Facet.REFERENCE, 1),))
SMALL, MEDIUM, LARGE = 1_000, 200_000, 1_000_000


def scan(limit: int, shape: PageShape = ALL, **metadata: Any) -> IndexScan:
    return IndexScan(shape, Fts5(), {}, limit, metadata)


def read(index_scan: IndexScan, size: int, count: int = 10_000) -> tuple[OrderPage, list[int]]:
    """The page over `count` orders of this size, and how many each statement asked for."""
    steps: QuerySteps[OrderPage] = read_page(index_scan, (LAST,))
    query, asked, document = next(steps), [], b"{}".ljust(size)
    while True:
        before, limit = query.values["before"], query.values["many"]
        asked.append(limit)
        positions = range(before - 1, max(before - 1 - limit, LAST - 1 - count), -1)
        try:
            query = steps.send(
                [(position, 0, "account", 1, "digest", ORDER_SHAPES.newest, document) for position in positions]
            )
        except StopIteration as stop:
            page: OrderPage = stop.value
            return page, asked


def test_a_default_page_is_one_statement() -> None:
    page, asked = read(scan(20), SMALL)
    assert (len(page.orders), page.next, page.scan_stopped, asked) == (20, (LAST - 20,), False, [21])


def test_a_long_page_of_small_orders_is_two_statements() -> None:
    page, asked = read(scan(100), SMALL)
    assert (len(page.orders), page.next, asked) == (100, (LAST - 100,), [PAGE_BATCH, 101 - PAGE_BATCH])


def test_the_last_page_has_no_next() -> None:
    for count in (0, 1, 20, 25, 26, 99, 100):
        page, _ = read(scan(100), SMALL, count)
        assert (len(page.orders), page.next) == (count, None)


def test_a_page_of_large_orders_ends_with_the_one_that_fills_it() -> None:
    page, asked = read(scan(100), LARGE)
    assert len(page.orders) == -(-MAX_PAGE_BYTES // LARGE)
    assert (page.next, page.scan_stopped, asked) == (page.orders[-1].sort_key, False, [PAGE_BATCH])


def test_no_statement_asks_for_more_than_fits() -> None:
    page, asked = read(scan(100), MEDIUM)
    assert len(page.orders) == -(-MAX_PAGE_BYTES // MEDIUM)
    assert not page.scan_stopped
    assert all(limit * MEDIUM <= MAX_PAGE_BYTES for limit in asked)


def test_one_order_is_always_on_a_page() -> None:
    page, _ = read(scan(100), MAX_PAGE_BYTES + 1)
    assert (len(page.orders), page.next) == (1, (LAST - 1,))


def test_a_scan_of_large_orders_ends_the_page_and_is_not_stopped() -> None:
    """Filters that no index serves: the page is full, which is not the end of the budget."""
    page, _ = read(scan(100, FILTERED), LARGE)
    assert (len(page.orders), page.scan_stopped) == (-(-MAX_PAGE_BYTES // LARGE), False)
    assert page.next == page.orders[-1].sort_key


def test_candidates_of_a_metadata_filter_are_read_by_what_fits() -> None:
    """None of them matches, so that the whole budget is looked at, in batches of bounded size."""
    page, asked = read(scan(20, ALL, colour="red"), MEDIUM, count=300)
    assert (page.orders, page.next) == ([], None)
    assert all(limit * MEDIUM <= MAX_PAGE_BYTES for limit in asked[1:])
