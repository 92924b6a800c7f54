"""Bounded index scan: reads a list page by keyset pagination along one leading index, within a scan budget.

The leading index gives candidates in list order; the remaining conditions are checked on each. If the leading index
covers the query, one statement reads the page. Else, once the budget of candidates is spent, the page ends early and
says so. It also ends early when its orders are large. Metadata filters are checked on each candidate document.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from triplicate.app.ports import OrderPage, StoredOrder
from triplicate.store.cursor import Row, Values
from triplicate.store.search.indexes import Search
from triplicate.store.search.metadata import has_metadata
from triplicate.store.search.page_sql import PageShape, page_statement
from triplicate.store.search.steps import Query, QuerySteps
from triplicate.store.stored_orders import stored_order

SCAN_BUDGET = 5000
"""Maximum number of candidates examined per page."""
FIRST_BATCH = 200
"""Candidates in the first batch; each further batch is four times as large."""
PAGE_BATCH = 26
"""Orders in the first batch where every candidate matches: more than a default page has, so that one batch does."""
MAX_PAGE_BYTES = 8 * 1024 * 1024
"""A page of stored orders ends with the order that reaches this size: one can have ten thousand pieces."""

SortKey = tuple[int, ...]


class IndexScan(NamedTuple):
    """An index scan: the statement's shape and bind values, the page limit, and the metadata filter."""

    shape: PageShape
    search: Search
    values: Values
    limit: int
    metadata: dict[str, Any]


class ScanResult(NamedTuple):
    """The matching orders, and the sort key where the scan stopped (None: no candidates are left).

    `is_full` says that it stopped at the page's limit of orders or of bytes, not at the end of the scan budget.
    """

    orders: list[StoredOrder]
    sort_key: SortKey | None
    is_full: bool = False


class PageOrders:
    """The orders of a page while it is made, up to a limit of orders or of bytes; an order is never cut."""

    def __init__(self, limit: int, orders: Iterable[StoredOrder] = ()) -> None:
        self.orders = list(orders)
        self._limit = limit
        self._bytes = 0

    def add(self, order: StoredOrder) -> None:
        """Adds an order, the last one if it fills the page."""
        self.orders.append(order)
        self._bytes += len(order.document)

    @property
    def is_full(self) -> bool:
        """Whether no further order belongs on this page."""
        return len(self.orders) >= self._limit or self._bytes >= MAX_PAGE_BYTES

    @property
    def room(self) -> int:
        """How many more orders fit if they are as large as those so far; at least 1."""
        return max(1, (MAX_PAGE_BYTES - self._bytes) * len(self.orders) // max(1, self._bytes))


def read_page(scan: IndexScan, start: SortKey) -> QuerySteps[OrderPage]:
    """Reads a page: whole batches if the leading index covers the query, else a scan within the budget."""
    if scan.shape.is_covered_by_index and not scan.metadata:
        return to_page((yield from _read_batches(scan, start)))
    return to_page((yield from scan_index(scan, start, SCAN_BUDGET)))


def _read_batches(scan: IndexScan, start: SortKey) -> QuerySteps[ScanResult]:
    """Reads one order more than the limit, which tells whether this page is the last one.

    The first batch shows how large the orders are; the second is the rest, or as many as still fit.
    """
    page, sort_key, batch_size = PageOrders(scan.limit), start, PAGE_BATCH
    while True:
        batch_size = min(scan.limit - len(page.orders) + 1, batch_size)
        rows = yield _batch_query(scan, sort_key, batch_size)
        for row in rows:
            if page.is_full:
                return ScanResult(page.orders, sort_key, is_full=True)
            sort_key = sort_key_of(scan.shape, row)
            page.add(stored_order(row[2:], sort_key))
        if len(rows) < batch_size:
            return ScanResult(page.orders, None)
        if page.is_full:
            return ScanResult(page.orders, sort_key, is_full=True)
        batch_size = page.room


def scan_index(scan: IndexScan, start: SortKey, budget: int) -> QuerySteps[ScanResult]:
    """Scans until the page is full, the candidates end, or the budget is spent."""
    page, sort_key, batch_size = PageOrders(scan.limit), start, FIRST_BATCH
    if scan.metadata:
        batch_size = min(batch_size, scan.limit + 1)
    while budget > 0:
        batch_size = min(batch_size, budget)
        rows = yield _batch_query(scan, sort_key, batch_size)
        for row in rows:
            sort_key = sort_key_of(scan.shape, row)
            for order in matching_orders(scan, row):
                page.add(order)
            if page.is_full:
                return ScanResult(page.orders, sort_key, is_full=True)
        if len(rows) < batch_size:
            return ScanResult(page.orders, None)
        budget, batch_size = budget - batch_size, _next_batch_size(batch_size, rows)
    return ScanResult(page.orders, sort_key)


def _batch_query(scan: IndexScan, sort_key: SortKey, size: int) -> Query:
    return Query(page_statement(scan.shape, scan.search), {**scan.values, **_before_values(sort_key), "many": size})


def _next_batch_size(size: int, rows: list[Row]) -> int:
    """Four times as many candidates, but no more than fit into memory if they are as large as the last ones."""
    byte_count = sum(len(row[-1]) for row in rows if row[-1] is not None)
    return max(1, min(size * 4, MAX_PAGE_BYTES * size // max(1, byte_count)))


def to_page(result: ScanResult) -> OrderPage:
    """The page; it says so if the scan budget ended it."""
    return OrderPage(result.orders, result.sort_key, result.sort_key is not None and not result.is_full)


def _before_values(sort_key: SortKey) -> Values:
    *changed, position = sort_key
    return {"before": position, "before_changed": changed[0] if changed else 0}


def sort_key_of(shape: PageShape, row: Row) -> SortKey:
    position, changed, *_ = row
    return (changed, position) if shape.leading_index == "changed" else (position,)


def matching_orders(scan: IndexScan, row: Row) -> tuple[StoredOrder, ...]:
    """The order of a row if it meets all conditions, as a tuple of none or one."""
    if row[-1] is None:
        return ()
    order = stored_order(row[2:], sort_key_of(scan.shape, row))
    return () if scan.metadata and not has_metadata(order.document, scan.metadata) else (order,)
