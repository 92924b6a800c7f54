"""How each database lists the orders that match words: which index leads, and how a page is read along it."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from triplicate.app.ports import OrderPage
from triplicate.store.search.index_scan import IndexScan, SortKey, read_page
from triplicate.store.search.indexes import FTS5, TSVECTOR, Search
from triplicate.store.search.postgres_text import text_page
from triplicate.store.search.steps import QuerySteps


class ListStrategy(NamedTuple):
    """The full-text index of a database, the index that first leads a list by words, and how its pages are read."""

    search: Search
    word_index: Literal["words", "position"]
    read_word_page: Callable[[IndexScan, tuple[str, ...], SortKey], QuerySteps[OrderPage]]


def _read_along_words(scan: IndexScan, words: tuple[str, ...], start: SortKey) -> QuerySteps[OrderPage]:
    """FTS5 intersects the words itself, and gives the matches newest first."""
    return read_page(scan, start)


SQLITE_LISTS = ListStrategy(FTS5, "words", _read_along_words)
POSTGRES_LISTS = ListStrategy(TSVECTOR, "position", text_page)
