"""Repository of events, numbered without gaps in commit order: within their account, and within its bucket.

Numbers are taken last in a transaction, from counter rows that stay locked until the commit. A reader that sees a
number therefore sees all lower ones, and polling for events after the last seen number misses none. What transactions
of different accounts wait for is at most the counter of a bucket (`store.event_cursor`).
"""

from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import bindparam, select, update

from triplicate.app.records import Event
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Values
from triplicate.store.event_cursor import bucket_of
from triplicate.store.multi_row import insert_rows
from triplicate.store.repositories.numbers import SqlNumbers
from triplicate.store.session import Session

_counters = schema.counters.c
_count: Any = bindparam("count")
_TAKE_NUMBERS = (
    update(schema.counters)
    .where(_counters.account == bindparam("of"), _counters.kind == bindparam("what"))
    .values(next=_counters.next + _count)
    .returning(_counters.next)
)
_TAKE_BUCKET_NUMBERS = insert_rows(
    schema.event_buckets,
    " ON CONFLICT (bucket) DO UPDATE SET next = event_buckets.next + excluded.next - 1 RETURNING bucket, next",
)
_INSERT = insert_rows(schema.events)
_columns = schema.events.c
EVENT_COLUMNS = select(*(_columns["number" if name == "seq" else name] for name in Event.__struct_fields__))
"""The columns of an event, in the order of its fields."""


class SqlEvents:
    """The events of one transaction, buffered and written at its end."""

    def __init__(self, cursor: Cursor, numbers: SqlNumbers, session: Session) -> None:
        self._cursor = cursor
        self._numbers = numbers
        self._session = session

    def assign_numbers(self) -> list[Event]:
        """The buffered events with their numbers within their accounts."""
        events = []
        for account, count in sorted(Counter(event.account for event in self._session.events).items()):
            first = self._take_numbers(account, count)
            own_events = (event for event in self._session.events if event.account == account)
            events += [msgspec.structs.replace(event, seq=seq) for seq, event in enumerate(own_events, first)]
        return events

    def write(self, events: list[Event]) -> None:
        """Numbers the events within their buckets and writes them. Must be the last write of the transaction."""
        counts = Counter(bucket_of(event.account) for event in events)
        rows = [{"bucket": bucket, "next": count + 1} for bucket, count in sorted(counts.items())]
        taken_numbers = self._cursor.write_returning(_TAKE_BUCKET_NUMBERS, rows)
        numbers = {bucket: next_number - counts[bucket] for bucket, next_number in taken_numbers}
        event_rows = []
        for event in events:
            bucket = bucket_of(event.account)
            event_rows.append(_row(event, bucket, numbers[bucket]))
            numbers[bucket] += 1
        self._cursor.write(_INSERT, event_rows)

    def _take_numbers(self, account: str, count: int) -> int:
        """The first of `count` numbers; the counter row stays locked until the commit."""
        if account in self._session.locked_accounts:
            return self._numbers.take_range(account, "event", count)
        values = {"of": account, "what": "event", "count": count}
        ((next_number,),) = self._cursor.rows(_TAKE_NUMBERS, values)
        return int(next_number) - count


def event_from_row(row: Any) -> Event:
    """The event of a row with the columns of `EVENT_COLUMNS`."""
    *values, data = row
    names = Event.__struct_fields__
    return Event(**dict(zip(names, values, strict=False)), data=msgspec.json.decode(data))


def _row(event: Event, bucket: int, bucket_number: int) -> Values:
    values = msgspec.structs.asdict(event)
    number = values.pop("seq")
    encoded_data = msgspec.json.encode(event.data)
    return {**values, "number": number, "bucket": bucket, "bucket_number": bucket_number, "data": encoded_data}
