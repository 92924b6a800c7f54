"""What migration 0002 writes for the orders and events that are there already."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, column, func, insert, select, table, update

from triplicate.core.order.order import Order, decode
from triplicate.core.search import facets as core
from triplicate.store.engine import engine_of
from triplicate.store.migrations.chunks import chunks
from triplicate.store.repositories.facets import CODES
from triplicate.store.search import sort_keys

_orders = table("orders", *map(column, ("id", "guid", "account", "document", "position", "changed")))
_facets = table("facets", *map(column, ("account", "facet", "value", "position")))
_tallies = table("tallies", *map(column, ("account", "facet", "value", "count")))
_counters = table("counters", *map(column, ("account", "kind", "next")))
_KEPT = ("seq", "order", "account", "kind", "at", "actor", "dialect", "request", "data")
_old = table("events_before", *map(column, _KEPT))
_events = table("events", *map(column, (*_KEPT, "version")))
_PLACE = (
    update(_orders)
    .where(_orders.c.id == bindparam("of"))
    .values(position=bindparam("position"), changed=bindparam("changed"))
)


def make_search(connection: Connection) -> None:
    """The tables for searching, which are each database's own."""
    for statement in engine_of(connection).search.ddl:
        connection.exec_driver_sql(statement)


def fill_orders(connection: Connection) -> None:
    """Gives every order its place, its facets and words, and counts them."""
    taken: set[int] = set()
    tallies: Counter[tuple[str, int, str]] = Counter()
    search = engine_of(connection).search
    columns = select(_orders.c.id, _orders.c.guid, _orders.c.document)
    for rows in chunks(connection, columns, _orders.c.id):
        told = _told(connection, [row.guid for row in rows])
        places, facets, words = [], list[dict[str, Any]](), []
        for row in rows:
            order = decode(row.document)
            added, changed = told.get(order.guid, (0, 0))
            place = _place(order, added, taken)
            places.append({"of": row.id, "position": place, "changed": max(changed, place >> sort_keys.TIE_BITS)})
            facets += _rows(order, place, tallies)
            words.append({"position": place, "words": search.column_value(order.account, core.words(order))})
        connection.execute(_PLACE, places)
        connection.execute(insert(_facets), facets)
        connection.execute(search.add, sorted(words, key=lambda row: -row["position"]))
    counts = [dict(zip(("account", "facet", "value"), key, strict=True)) | {"count": n} for key, n in tallies.items()]
    if counts:
        connection.execute(insert(_tallies), counts)


def fill_events(connection: Connection) -> None:
    """Numbers the events without gaps, in the order they have; the next number follows."""
    seq = 0
    for rows in chunks(connection, select(_old), _old.c.seq):
        events = [
            dict(row._mapping) | {"seq": seq + place, "version": _version(row.data)}
            for place, row in enumerate(rows, 1)
        ]
        connection.execute(insert(_events), events)
        seq += len(rows)
    connection.execute(insert(_counters), {"account": "", "kind": "event", "next": seq + 1})


def _told(connection: Connection, guids: list[str]) -> dict[str, tuple[int, int]]:
    """When the first and the last event of each order were, in ms since 1970."""
    events = table("events", column("order"), column("at"))
    query = select(events.c.order, func.min(events.c.at), func.max(events.c.at)).group_by(events.c.order)
    rows: Any = connection.execute(query.where(events.c.order.in_(guids)))
    return {
        guid: (sort_keys.parse_milliseconds(first) or 0, sort_keys.parse_milliseconds(last) or 0)
        for guid, first, last in rows
    }


def _place(order: Order, added: int, taken: set[int]) -> int:
    made = sort_keys.created_ms(order)
    place = sort_keys.free_position(added if made is None else made, taken.__contains__)
    taken.add(place)
    return place


def _rows(order: Order, position: int, tallies: Counter[tuple[str, int, str]]) -> Iterator[dict[str, Any]]:
    for facet, value in core.facets(order):
        if facet in core.AXES:
            tallies[order.account, CODES[facet], value] += 1
        yield {"account": order.account, "facet": CODES[facet], "value": value, "position": position}


def _version(data: bytes) -> int:
    """The order's version, which events used to tell among their data."""
    version = msgspec.json.decode(data).get("version")
    return version if isinstance(version, int) else 1
