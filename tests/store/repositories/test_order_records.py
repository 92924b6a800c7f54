"""Orders added together are stored as if each had been added by itself, with as many statements as a few need."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import text

from tests.store.derived_row_fixtures import derived_pieces, stored_pieces
from tests.store.document_fixtures import ACCOUNT, add_accounts, find_order, guid, oid
from tests.store.order_fixtures import (
    ACCOUNTS,
    RandomOrders,
    derived_facet_counts,
    derived_facets,
    sort_keys,
    stored_facet_counts,
    stored_facets,
)
from tests.store.statement_fixtures import first_words, recorded_statements
from tests.strategies.orders import order
from triplicate.app.ports import UnitOfWork
from triplicate.core.documents.order_record import order_record
from triplicate.core.order.order import Order
from triplicate.main import Installation
from triplicate.store.search.sort_keys import TIE_BITS
from triplicate.store.sql_store import SqlStore

MOMENT = "2024-05-05T05:05:05.000Z"


def add_together(installation: Installation, orders: list[Order]) -> None:
    records = [order_record(each) for each in orders]
    installation.store.run("add", lambda unit: unit.orders.add_records(records))


def plain_order(number: int) -> Order:
    return order(guid=guid(number), oid=oid(number), number=number, account=ACCOUNT, created_at=MOMENT)


def test_all_rows_are_those_of_the_orders(installation: Installation) -> None:
    source = RandomOrders(installation, seed=7)
    source.open()
    orders = [source.random_order(account, number) for number in range(1, 60) for account in ACCOUNTS]
    add_together(installation, orders)
    store = installation.store
    assert stored_facets(store) == derived_facets(store, orders)
    assert {key: count for key, count in stored_facet_counts(store).items() if count} == derived_facet_counts(orders)
    assert stored_pieces(store) == derived_pieces(orders)
    with store.sql.connect() as connection:
        numbers = connection.execute(text("SELECT account, number, \"order\" FROM numbers WHERE kind = 'line'")).all()
        word_rows: int = connection.execute(text("SELECT count(*) FROM search")).scalar_one()
    assert word_rows == len(orders)
    assert Counter(map(tuple, numbers)) == Counter(
        (each.account, number, each.guid) for each in orders for number in {line.number for line in each.lines}
    )
    for expected in orders[::20]:
        assert find_order(installation, "oid", expected.oid, expected.account) == expected


def test_orders_that_prefer_one_position_have_one_each(installation: Installation) -> None:
    """Also where some of them were there before."""
    add_accounts(installation)
    colliding = [plain_order(5 + turn * (1 << TIE_BITS - 1)) for turn in range(4)]
    add_together(installation, colliding[:1])
    add_together(installation, [plain_order(3), *colliding[1:], plain_order(4)])
    positions = sort_keys(installation.store)
    assert len(set(positions.values())) == len(positions) == 6
    assert positions[guid(3)] < positions[guid(4)] < positions[guid(5)]
    assert len({position >> TIE_BITS for position in positions.values()}) == 1
    assert stored_facets(installation.store) == derived_facets(
        installation.store, [plain_order(3), plain_order(4), *colliding]
    )


def test_fifty_orders_need_as_many_statements_as_five(installation: Installation) -> None:
    add_accounts(installation)
    counts = []
    for numbers in (range(1, 6), range(6, 56)):
        orders = [msgspec.structs.replace(plain_order(number), reference=None) for number in numbers]
        with recorded_statements() as statements:
            add_together(installation, orders)
        counts.append(len([sql for sql in statements if "facets" not in sql]))
    assert counts[0] == counts[1], "\n".join(map(first_words, statements))


def test_names_in_use_are_those_of_any_account(installation: Installation) -> None:
    source = RandomOrders(installation, seed=1)
    source.open()
    orders = [source.random_order(account, 1) for account in ACCOUNTS]
    add_together(installation, orders)
    guids, oids = [each.guid for each in orders], [each.oid for each in orders]

    def names(kind: str, asked: list[str]) -> set[str]:
        return installation.store.run("look", lambda unit: unit.orders.names_in_use(kind, asked))  # type: ignore[arg-type]

    assert names("guid", [*guids, *(guid(number) for number in range(100))]) == set(guids)
    assert names("oid", [oid(1), oids[1]]) == {oids[1]}
    assert names("oid", []) == set()


def test_orders_of_one_transaction_have_the_times_at_which_they_were_added(installation: Installation) -> None:
    """Though they are inserted together, at its end."""
    add_accounts(installation)
    moments = iter(datetime(2024, 5, 5, 5, 5, second, tzinfo=UTC) for second in range(60))
    store = SqlStore(installation.engine, lambda: next(moments))

    def work(uow: UnitOfWork) -> None:
        for number in range(1, 4):
            uow.orders.add(plain_order(number))

    store.run("add", work)
    with store.sql.connect() as connection:
        changed: Any = connection.execute(text("SELECT changed FROM orders ORDER BY number")).scalars().all()
    assert [later - changed[0] for later in changed] == [0, 1000, 2000]
    store.close()
