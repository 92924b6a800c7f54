"""Derived rows of pieces and of the ledger: as stored, and as computed from orders and movements."""

from collections import Counter
from itertools import groupby

from sqlalchemy import text

from triplicate.core.order.order import Order
from triplicate.store.sql_store import SqlStore


def stored_pieces(store: SqlStore) -> Counter[tuple[str, str]]:
    """The rows of pieces, as (piece, order)."""
    with store.sql.connect() as connection:
        rows = connection.execute(text('SELECT piece, "order" FROM pieces'))
        return Counter((row.piece, row.order) for row in rows)


def check_event_numbers(store: SqlStore) -> list[tuple[str, str, int]]:
    """Fails when events are not numbered from 1 without gaps within their accounts and within their buckets.

    Gives the (account, order, version) of each event, those of an account in order.
    """
    with store.sql.connect() as connection:
        events = connection.execute(
            text('SELECT account, number, bucket, bucket_number, "order", version FROM events ORDER BY account, number')
        ).all()
        counters = connection.execute(text("SELECT account, next FROM counters WHERE kind = 'event'")).all()
        buckets = connection.execute(text("SELECT bucket, next FROM event_buckets")).all()
    for counter in counters:
        assert [row.number for row in events if row.account == counter.account] == list(range(1, counter.next))
    for counter in buckets:
        numbers = [row.bucket_number for row in events if row.bucket == counter.bucket]
        assert sorted(numbers) == list(range(1, counter.next))
    assert {row.bucket for row in events} == {row.bucket for row in buckets}
    return [(row.account, row.order, row.version) for row in events]


def derived_pieces(orders: list[Order]) -> Counter[tuple[str, str]]:
    """The rows of pieces that there should be."""
    return Counter({(unit.guid, order.guid) for order in orders for unit in order.pieces or ()})


def stored_movements(store: SqlStore) -> dict[str, list[tuple[int, int, int]]]:
    """The movements of every account that has some, as (number, amount, balance)."""
    with store.sql.connect() as connection:
        rows = connection.execute(text("SELECT account, number, amount, balance FROM ledger ORDER BY account, number"))
        return {
            account: [(row.number, row.amount, row.balance) for row in own]
            for account, own in groupby(rows, lambda row: str(row.account))
        }


def derived_movements(amounts: list[int]) -> list[tuple[int, int, int]]:
    """What the ledger of an account should hold after movements by these amounts."""
    return [(number, amount, sum(amounts[:number])) for number, amount in enumerate(amounts, 1)]
