"""Consistency check of a whole database: derived rows match the orders, and numbers have no gaps."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from tests.store.derived_row_fixtures import (
    check_event_numbers,
    derived_movements,
    derived_pieces,
    stored_movements,
    stored_pieces,
)
from tests.store.order_fixtures import derived_facet_counts, derived_facets, stored_facet_counts, stored_facets
from triplicate.core.order import order as core
from triplicate.core.order.order import Order
from triplicate.core.search.facets import words
from triplicate.main import Installation
from triplicate.store.search import fts5
from triplicate.store.sql_store import SqlStore

ACCOUNT_MARK = "\N{SECTION SIGN}"


def check_consistency(installation: Installation, imported: bool = False) -> list[Order]:
    """Fails when what lists, counts, searches, pieces, balances, numbers or events say is not so; gives the orders.

    Orders that were imported may have numbers of their own.
    """
    with installation.store.sql.connect() as connection:
        rows = connection.execute(text("SELECT document, position FROM orders")).all()
    orders = [core.decode(row.document) for row in rows]
    assert stored_facets(installation.store) == derived_facets(installation.store, orders)
    assert stored_facet_counts(installation.store) == derived_facet_counts(orders)
    assert stored_pieces(installation.store) == derived_pieces(orders)
    for movements in stored_movements(installation.store).values():
        assert movements == derived_movements([amount for _, amount, _ in movements])
    said = {row.position: words(order) for row, order in zip(rows, orders, strict=True)}
    assert all(found == said for found in _search_terms(installation.store))
    events = check_event_numbers(installation.store)
    versions = {(order.guid, version) for order in orders for version in range(1, order.version + 1)}
    assert {(guid, version) for _, guid, version in events} == versions
    if not imported:
        _check_numbers(orders)
    return orders


def accounts_of(events: Iterable[dict[str, Any]]) -> set[str]:
    """Whose orders events tell of."""
    return {event["account"] for event in events}


def _check_numbers(orders: list[Order]) -> None:
    """The orders of each account are numbered from one on, and their lines at most once."""
    for account in {order.account for order in orders}:
        own = [order for order in orders if order.account == account]
        assert sorted(order.number for order in own) == list(range(1, len(own) + 1))
        lines = [line.number for order in own for line in order.lines]
        assert len(lines) == len(set(lines))


def _search_terms(store: SqlStore) -> list[dict[int, frozenset[str]]]:
    """The words under which each order is found, by its position, from every table that has them."""
    if store.sql.dialect.name == "sqlite":
        return [_by_position(store, f"SELECT {fts5.MAX_POSITION} - rowid, words FROM search")]
    return [
        _by_position(store, "SELECT position, array_to_string(tsvector_to_array(words), ' ') FROM search"),
        _by_position(store, "SELECT position, string_agg(word, ' ') FROM words GROUP BY position"),
    ]


def _by_position(store: SqlStore, query: str) -> dict[int, frozenset[str]]:
    """Rows of a position and its words; the words that name the account, and are none, left out."""
    with store.sql.connect() as connection:
        rows: list[Any] = list(connection.execute(text(query)))
    return {
        place: frozenset(word for word in told.split() if not word.startswith(ACCOUNT_MARK)) for place, told in rows
    }
