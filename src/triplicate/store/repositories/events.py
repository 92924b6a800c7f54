"""Repository of events, numbered without gaps in commit order.

Numbers are taken last in a transaction, from a counter row that stays locked until the commit. A reader that sees a
number therefore sees all lower ones, and polling for events after the last seen number misses none.
"""

from typing import Any

import msgspec
from sqlalchemy import bindparam, update

from triplicate.app.records import Event
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Values, insert_statement
from triplicate.store.session import Session

EVENT_COUNTER = {"account": "", "kind": "event"}
"""Key of the `counters` row that numbers the events of all accounts."""

_counters = schema.counters.c
_count: Any = bindparam("many")
_TAKE_NUMBERS = (
    update(schema.counters)
    .where(_counters.account == bindparam("of"), _counters.kind == bindparam("what"))
    .values(next=_counters.next + _count)
    .returning(_counters.next)
)
_INSERT = insert_statement(schema.events)


class SqlEvents:
    """The events of one transaction, buffered and written at its end."""

    def __init__(self, cursor: Cursor, session: Session) -> None:
        self._cursor = cursor
        self._session = session

    def flush(self) -> None:
        """Numbers and writes the buffered events. Must be the last write of the transaction."""
        events = self._session.events
        if not events:
            return
        values = {"of": EVENT_COUNTER["account"], "what": EVENT_COUNTER["kind"], "many": len(events)}
        ((next_number,),) = self._cursor.rows(_TAKE_NUMBERS, values)
        rows = [_row(event, seq) for seq, event in enumerate(events, next_number - len(events))]
        self._cursor.write(_INSERT, rows)


def event_from_row(row: Any) -> Event:
    """The event of a row with all columns."""
    *values, data = row
    names = Event.__struct_fields__
    return Event(**dict(zip(names, values, strict=False)), data=msgspec.json.decode(data))


def _row(event: Event, seq: int) -> Values:
    return {**msgspec.structs.asdict(event), "seq": seq, "data": msgspec.json.encode(event.data)}
