"""Repository of events, numbered without gaps in commit order.

Numbers are taken last in a transaction, from a counter row that stays locked until the commit. A reader that sees a
number therefore sees all lower ones, and polling for events after the last seen number misses none.
"""

from typing import Any

import msgspec
from sqlalchemy import bindparam, update

from triplicate.app.records import Event
from triplicate.store import schema
from triplicate.store.cursor import Driver, Values, adding
from triplicate.store.session import Pending

COUNTER = {"account": "", "kind": "event"}
"""Key of the `counters` row that numbers the events of all accounts."""

_counters = schema.counters.c
_many: Any = bindparam("many")
_TAKE = (
    update(schema.counters)
    .where(_counters.account == bindparam("of"), _counters.kind == bindparam("what"))
    .values(next=_counters.next + _many)
    .returning(_counters.next)
)
_ADD = adding(schema.events)


class SqlEvents:
    """The events of one transaction, buffered and written at its end."""

    def __init__(self, driver: Driver, pending: Pending) -> None:
        self._driver = driver
        self._pending = pending

    def finish(self) -> None:
        """Numbers and writes the buffered events. Must be the last write of the transaction."""
        events = self._pending.events
        if not events:
            return
        taken = {"of": COUNTER["account"], "what": COUNTER["kind"], "many": len(events)}
        ((following,),) = self._driver.rows(_TAKE, taken)
        rows = [_row(event, seq) for seq, event in enumerate(events, following - len(events))]
        self._driver.write(_ADD, rows)


def event(row: Any) -> Event:
    """The event of a row with all columns."""
    *values, data = row
    names = Event.__struct_fields__
    return Event(**dict(zip(names, values, strict=False)), data=msgspec.json.decode(data))


def _row(event: Event, seq: int) -> Values:
    return {**msgspec.structs.asdict(event), "seq": seq, "data": msgspec.json.encode(event.data)}
