"""Reads of events: of one account or order by number, and the feed over all accounts by its cursor."""

from functools import cache
from heapq import merge
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, SmallInteger, Text, bindparam, literal_column, select, union_all

from triplicate.app.ports import EventPage
from triplicate.app.records import Event, Events
from triplicate.store import schema
from triplicate.store.cursor import Row
from triplicate.store.event_cursor import BUCKETS, FeedCursor, encode_cursor
from triplicate.store.repositories.events import EVENT_COLUMNS, event_from_row
from triplicate.store.search.index_scan import MAX_PAGE_BYTES
from triplicate.store.search.steps import Query, QuerySteps
from triplicate.store.statements import with_limit

FIRST_BATCH = 25
"""Events that are read before it is known how large they are: one may name ten thousand pieces."""
MAX_BUCKETS = 16
"""At most this many buckets are read for one page of the feed; the next page begins with the following ones."""
_events, _buckets = schema.events.c, schema.event_buckets.c
_limit = bindparam("many", type_=BigInteger)
_of_account = EVENT_COLUMNS.where(
    _events.account == bindparam("account", type_=Text), _events.number > bindparam("after", type_=BigInteger)
).order_by(_events.number)
_ACCOUNT_EVENTS = with_limit(_of_account, _limit)
_ORDER_EVENTS = with_limit(_of_account.where(_events.order == bindparam("of", type_=Text)), _limit)
_LAST_SEQ = with_limit(
    select(_events.number).where(_events.account == bindparam("account", type_=Text)).order_by(_events.number.desc()),
    literal_column("1"),
)
_ALL_BUCKETS = select(_buckets.bucket, _buckets.next)


class _BucketEvent(NamedTuple):
    """An event with its place in its bucket."""

    bucket: int
    number: int
    event: Event


def account_events(account: str, after: int, limit: int) -> QuerySteps[Events | None]:
    """The events of an account with a `seq` above `after`, oldest first; None if that is ahead of the newest one."""
    return (yield from _page(_ACCOUNT_EVENTS, account, after, {"many": limit}))


def order_events(account: str, order: str, after: int, limit: int) -> QuerySteps[Events | None]:
    """The events of an order with a `seq` above `after`, oldest first; None if that is ahead of the newest one."""
    return (yield from _page(_ORDER_EVENTS, account, after, {"of": order, "many": limit}))


def _page(statement: Select[Any], account: str, after: int, values: dict[str, Any]) -> QuerySteps[Events | None]:
    """Reads a page in batches. It ends with the event that brings it to `MAX_PAGE_BYTES`."""
    page, last = _PageSize(values["many"]), after
    events: Events = []
    while many := page.next_batch():
        rows = yield Query(statement, {"account": account, "after": last, **values, "many": many})
        for row in rows:
            if not page.has_room:
                return events
            page.add(row)
            events.append(event_from_row(row))
        if len(rows) < many:
            break
        last = events[-1].seq
    if not events and after and (yield from last_seq(account)) < after:
        return None
    return events


class _PageSize:
    """How many events a page has, and how many bytes of their data, within the limits of both."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._count = self._bytes = 0

    def add(self, row: Row) -> None:
        """Counts an event, whose data are the last column."""
        self._count += 1
        self._bytes += len(row[-1])

    @property
    def has_room(self) -> bool:
        """Whether another event belongs on the page."""
        return self._count < self._limit and self._bytes < MAX_PAGE_BYTES

    def next_batch(self) -> int:
        """How many events to read next: few at first, then as many as fit if they are as large; 0 without room."""
        if not self._count:
            return min(self._limit, FIRST_BATCH)
        fitting = (MAX_PAGE_BYTES - self._bytes) * self._count // max(1, self._bytes)
        return min(self._limit - self._count, max(1, fitting)) if self.has_room else 0


def last_seq(account: str) -> QuerySteps[int]:
    """The `seq` of an account's newest event; 0 when there is none."""
    rows = yield Query(_LAST_SEQ, {"account": account})
    return int(rows[0][0]) if rows else 0


def feed_end() -> QuerySteps[str]:
    """The cursor after the newest event of each bucket."""
    rows = yield Query(_ALL_BUCKETS, {})
    return encode_cursor(FeedCursor({bucket: next_number - 1 for bucket, next_number in rows}))


def feed_page(cursor: FeedCursor, limit: int) -> QuerySteps[EventPage | None]:
    """The next events of all accounts, at most `limit`: of some buckets, each from where the cursor says.

    Events of one account come in order, those of different accounts about in the order of their times. None if the
    cursor is ahead of the newest event of a bucket.
    """
    rows = yield Query(_ALL_BUCKETS, {})
    next_numbers = {row[0]: row[1] for row in rows}
    if any(number >= next_numbers.get(bucket, 1) for bucket, number in cursor.numbers.items()):
        return None
    buckets = _buckets_with_news(cursor, rows)[: min(MAX_BUCKETS, limit)]
    if not buckets:
        return EventPage([], encode_cursor(cursor))
    page, batch = _PageSize(limit), list[_BucketEvent]()
    numbers = dict(cursor.numbers)
    many = max(1, page.next_batch() // len(buckets))
    while many:
        rows = yield _feed_query(buckets, numbers, many)
        for bucket, number, *row in rows:
            page.add(tuple(row))
            batch.append(_BucketEvent(bucket, number, event_from_row(row)))
            numbers[bucket] = max(number, numbers.get(bucket, 0))
        many = page.next_batch() // len(buckets) if len(rows) >= many else 0
    batch.sort(key=lambda one: (one.bucket, one.number))
    by_bucket = ([one for one in batch if one.bucket == bucket] for bucket in buckets)
    following = FeedCursor(numbers, (buckets[-1] + 1) % BUCKETS)
    return EventPage([one.event for one in merge(*by_bucket, key=lambda one: one.event.at)], encode_cursor(following))


def _feed_query(buckets: list[int], numbers: dict[int, int], many: int) -> Query:
    values: dict[str, Any] = {"many": many}
    for place, bucket in enumerate(buckets):
        values |= {f"bucket_{place}": bucket, f"after_{place}": numbers.get(bucket, 0)}
    return Query(_feed_statement(len(buckets)), values)


def _buckets_with_news(cursor: FeedCursor, rows: list[Row]) -> list[int]:
    """The buckets with unread events, from the cursor's first bucket on and round."""
    unread = [bucket for bucket, next_number in rows if next_number - 1 > cursor.numbers.get(bucket, 0)]
    return sorted(unread, key=lambda bucket: (bucket - cursor.first_bucket) % BUCKETS)


@cache
def _feed_statement(bucket_count: int) -> Select[Any]:
    """The next events of some buckets, each with its bucket and its number within it."""
    pages = [
        with_limit(
            EVENT_COLUMNS.with_only_columns(_events.bucket, _events.bucket_number, *EVENT_COLUMNS.selected_columns)
            .where(
                _events.bucket == bindparam(f"bucket_{place}", type_=SmallInteger),
                _events.bucket_number > bindparam(f"after_{place}", type_=BigInteger),
            )
            .order_by(_events.bucket_number),
            _limit,
        ).subquery(f"page_{place}")
        for place in range(bucket_count)
    ]
    return select(union_all(*(select(page) for page in pages)).subquery("pages"))
