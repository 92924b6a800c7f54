"""Bounded index scan: reads a list page by keyset pagination along one leading index, within a scan budget.

The leading index gives candidates in list order; the remaining conditions are checked on each. If the leading index
covers the query, one statement reads the page. Else, once the budget of candidates is spent, the page ends early and
says so. Metadata filters are checked on each candidate document.
"""

from typing import Any, NamedTuple

from triplicate.app.ports import OrderPage, StoredOrder
from triplicate.store.cursor import Row, Values
from triplicate.store.search.indexes import Search
from triplicate.store.search.metadata import has_metadata
from triplicate.store.search.page_sql import PageShape, page_statement
from triplicate.store.search.steps import Query, QuerySteps

SCAN_BUDGET = 5000
"""Maximum number of candidates examined per page."""
FIRST_BATCH = 200
"""Candidates in the first batch; each further batch is four times as large."""

SortKey = tuple[int, ...]


class IndexScan(NamedTuple):
    """An index scan: the statement's shape and bind values, the page limit, and the metadata filter."""

    shape: PageShape
    search: Search
    values: Values
    limit: int
    metadata: dict[str, Any]


class ScanResult(NamedTuple):
    """The matching orders, and the sort key where the scan stopped (None: no candidates are left)."""

    orders: list[StoredOrder]
    sort_key: SortKey | None


def read_page(scan: IndexScan, start: SortKey) -> QuerySteps[OrderPage]:
    """Reads a page: one statement if the leading index covers the query, else a scan within the budget."""
    if scan.shape.is_covered_by_index and not scan.metadata:
        row_limit = scan.limit + 1
        rows = yield Query(
            page_statement(scan.shape, scan.search), {**scan.values, **_before_values(start), "many": row_limit}
        )
        orders = [StoredOrder(*row[2:]) for row in rows[: scan.limit]]
        return OrderPage(
            orders, sort_key_of(scan.shape, rows[scan.limit - 1]) if len(rows) == row_limit else None, False
        )
    result = yield from scan_index(scan, start, SCAN_BUDGET)
    return to_page(scan, result)


def scan_index(scan: IndexScan, start: SortKey, budget: int) -> QuerySteps[ScanResult]:
    """Scans until the limit is reached, the candidates end, or the budget is spent."""
    orders: list[StoredOrder] = []
    sort_key, batch_size = start, min(FIRST_BATCH, scan.limit + 1) if scan.metadata else FIRST_BATCH
    while budget > 0:
        batch_size = min(batch_size, budget)
        rows = yield Query(
            page_statement(scan.shape, scan.search), {**scan.values, **_before_values(sort_key), "many": batch_size}
        )
        for row in rows:
            sort_key = sort_key_of(scan.shape, row)
            orders += matching_orders(scan, row)
            if len(orders) == scan.limit:
                return ScanResult(orders, sort_key)
        if len(rows) < batch_size:
            return ScanResult(orders, None)
        budget, batch_size = budget - batch_size, batch_size * 4
    return ScanResult(orders, sort_key)


def to_page(scan: IndexScan, result: ScanResult) -> OrderPage:
    return OrderPage(result.orders, result.sort_key, result.sort_key is not None and len(result.orders) < scan.limit)


def _before_values(sort_key: SortKey) -> Values:
    *changed, position = sort_key
    return {"before": position, "before_changed": changed[0] if changed else 0}


def sort_key_of(shape: PageShape, row: Row) -> SortKey:
    position, changed, *_ = row
    return (changed, position) if shape.leading_index == "changed" else (position,)


def matching_orders(scan: IndexScan, row: Row) -> tuple[StoredOrder, ...]:
    """The order of a row if it meets all conditions, as a tuple of none or one."""
    *_, document = row
    if document is None or (scan.metadata and not has_metadata(document, scan.metadata)):
        return ()
    return (StoredOrder(*row[2:]),)
