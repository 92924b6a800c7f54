"""Concurrent writers in threads and processes: gapless numbers and events, exact counts, no lost update."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor

import pytest
from sqlalchemy import text

from tests.store import concurrent_writer_fixtures
from tests.store.database_fixtures import Database
from tests.store.derived_row_fixtures import check_event_numbers
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, add_accounts
from tests.store.order_fixtures import derived_facet_counts, derived_facets, stored_facet_counts, stored_facets
from triplicate.core.order import order as core
from triplicate.main import Installation


@pytest.mark.parametrize(
    "executor",
    [
        concurrent_writer_fixtures.thread_pool,
        pytest.param(concurrent_writer_fixtures.process_pool, marks=pytest.mark.slow),
    ],
)
def test_a_crowd(installation: Installation, database: Database, executor: Callable[[], Executor]) -> None:
    add_accounts(installation)
    assert concurrent_writer_fixtures.run_writers(executor(), database)
    with installation.store.sql.connect() as connection:
        orders = [core.decode(row.document) for row in connection.execute(text("SELECT document FROM orders"))]
    events = check_event_numbers(installation.store)
    assert Counter(guid for _, guid, _ in events) == Counter({order.guid: order.version for order in orders})
    for order in orders:
        assert [version for _, guid, version in events if guid == order.guid] == list(range(1, order.version + 1))
    for account in (ACCOUNT, OTHER_ACCOUNT):
        own = [order for order in orders if order.account == account]
        assert sorted(order.number for order in own) == list(range(1, len(own) + 1))
        assert sorted(line.number for order in own for line in order.lines) == list(range(1, len(own) + 1))
    assert stored_facets(installation.store) == derived_facets(installation.store, orders)
    assert stored_facet_counts(installation.store) == derived_facet_counts(orders)
