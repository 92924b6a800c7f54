"""Text search on PostgreSQL: chooses among index scans and a sorted GIN query by estimated selectivity.

Few words with the prefix: merge the index scans of each whole word. Few index entries: sort all entries of the prefix.
Else scan all orders; if that finds too few matches, and all matches together are few, sort those from the GIN index.
"""

from typing import Literal

from triplicate.app.ports import OrderPage, StoredOrder
from triplicate.store.cursor import Values
from triplicate.store.search.index_scan import (
    FIRST_BATCH,
    SCAN_BUDGET,
    IndexScan,
    PageOrders,
    ScanResult,
    SortKey,
    matching_orders,
    read_page,
    scan_index,
    sort_key_of,
    to_page,
)
from triplicate.store.search.indexes import TSVECTOR
from triplicate.store.search.page_sql import page_statement
from triplicate.store.search.steps import Query, QuerySteps

MAX_WHOLE_WORDS = 32
"""At most this many whole words are scanned and merged."""
MAX_SORTED_ENTRIES = 20_000
"""At most this many entries of the word index are sorted for a page; some thousands take a millisecond."""
MAX_SORTED_MATCHES = 2000
"""At most this many GIN matches are fetched and sorted; with more, a scan finds some soon."""
_DENSE_MATCHES = 2
"""With this many matches in the first batch, continuing the scan is faster than fetching all matches."""


def text_page(scan: IndexScan, words: tuple[str, ...], start: SortKey) -> QuerySteps[OrderPage]:
    """A page of the orders that match all words as prefixes; `scan` starts as a scan of all orders."""
    scan = yield from _choose_index(scan, max(words, key=len))
    if scan.shape.is_covered_by_index:
        return (yield from read_page(scan, start))
    result = yield from scan_index(scan, start, FIRST_BATCH)
    if result.sort_key is None or result.is_full:
        return to_page(result)
    if len(result.orders) < _DENSE_MATCHES:
        matches = yield Query(
            TSVECTOR.all_matches[scan.shape.within_account], {**scan.values, "many": MAX_SORTED_MATCHES + 1}
        )
        if len(matches) <= MAX_SORTED_MATCHES:
            remaining_positions = sorted(
                (place for (place,) in matches if scan.values["low"] <= place < result.sort_key[0]), reverse=True
            )
            return to_page((yield from _scan_positions(scan, remaining_positions, result.orders)))
    remaining_scan = scan._replace(limit=scan.limit - len(result.orders))
    rest = yield from scan_index(remaining_scan, result.sort_key, SCAN_BUDGET - FIRST_BATCH)
    return to_page(rest._replace(orders=result.orders + rest.orders))


def _choose_index(scan: IndexScan, word: str) -> QuerySteps[IndexScan]:
    """The scan led by a word prefix if it is selective enough, else the scan unchanged."""
    prefix_range = TSVECTOR.prefix_range(word)
    rows = yield Query(TSVECTOR.words_with_prefix, {**prefix_range, "many": MAX_WHOLE_WORDS + 1})
    if len(rows) <= MAX_WHOLE_WORDS:
        return _scan_along(scan, "words", {"spelled": [one for (one,) in rows]})
    ((entry_count,),) = yield Query(TSVECTOR.prefix_count, {**prefix_range, "many": MAX_SORTED_ENTRIES + 1})
    return _scan_along(scan, "beginnings", prefix_range) if entry_count <= MAX_SORTED_ENTRIES else scan


def _scan_along(scan: IndexScan, leading_index: Literal["words", "beginnings"], values: Values) -> IndexScan:
    """The scan with another leading index. The word index knows neither account nor other words: these are filtered."""
    word_count = scan.shape.word_count if scan.shape.word_count > 1 or scan.shape.within_account else 0
    return scan._replace(
        shape=scan.shape._replace(leading_index=leading_index, word_count=word_count), values={**scan.values, **values}
    )


def _scan_positions(
    scan: IndexScan, remaining_positions: list[int], orders: list[StoredOrder]
) -> QuerySteps[ScanResult]:
    """Appends the matching orders at these positions, in batches, up to the limit."""
    scan = scan._replace(shape=scan.shape._replace(leading_index="known", word_count=0))
    page = PageOrders(scan.limit, orders)
    batch_size = scan.limit if scan.shape.is_covered_by_index else FIRST_BATCH
    while remaining_positions:
        batch, remaining_positions = remaining_positions[:batch_size], remaining_positions[batch_size:]
        rows = yield Query(page_statement(scan.shape, scan.search), {**scan.values, "positions": batch})
        for row in rows:
            for order in matching_orders(scan, row):
                page.add(order)
            if page.is_full:
                return ScanResult(page.orders, sort_key_of(scan.shape, row), is_full=True)
    return ScanResult(page.orders, None)
