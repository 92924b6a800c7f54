"""Orders, as rows: found under every identity, stored as one document, numbered without gaps."""

from typing import Any, Literal

from sqlalchemy import Connection, Select, insert, select

from triplicate.app.ports import Reference
from triplicate.core import order as core
from triplicate.core.access import Principal
from triplicate.core.order import Order
from triplicate.store import schema
from triplicate.store.reading import lookups, owned
from triplicate.store.statements import COUNTER, MOVE_COUNTER, NEXT_VERSION, NUMBER_TAKEN, ONE_ROW

PAGE = 100
MOST_COUNTED = 10**15
"""A wanted number beyond this one is kept without moving the counter, which could not go on from there for long."""
_LOCKING = {
    name: statement.with_for_update(of=schema.orders)
    for name, statement in ONE_ROW.items()
    if name in ("guid", "oid", "number", "number everywhere", "shown", "shown everywhere")
}


class SqlOrders:
    """Orders, in one transaction. Every question takes the principal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next: dict[tuple[str, str], int] = {}
        self._noted: set[tuple[str, str, int]] = set()

    def get(self, principal: Principal, reference: Reference) -> Order:
        """The order, locked until the transaction ends; raises Refused(NoSuchOrder) or Refused(NotYourOrder)."""
        rows: list[Any] = []
        for lookup in lookups(principal, reference):
            values = dict(zip(("value", "account"), lookup.parameters, strict=False))
            rows = list(self._connection.execute(_LOCKING[lookup.statement], values))
            if rows:
                break
        return core.decode(owned(principal, reference, rows).document)

    def add(self, order: Order) -> None:
        """Stores a new order under all its identities."""
        self._connection.execute(insert(schema.orders), _row(order))
        self._note_lines(order, set())

    def replace(self, order: Order) -> None:
        """Stores the next version of an order; raises ValueError when its document was not settled before."""
        if order.whole not in (0, order.version):
            raise ValueError("the order was changed without settling its document")
        values = {"version": order.version, "shape": schema.SHAPE, "document": core.encode(order)}
        self._connection.execute(NEXT_VERSION, {"of": order.guid, **values})
        known = select(schema.numbers.c.number).where(
            schema.numbers.c.account == order.account,
            schema.numbers.c.kind == "line",
            schema.numbers.c.number.in_([line.number for line in order.lines]),
            schema.numbers.c.order == order.guid,
        )
        self._note_lines(order, set(self._connection.execute(known).scalars()))

    def page(self, principal: Principal, account: str | None, after: int) -> tuple[list[Order], int]:
        """The next orders the caller may see, in the order they came, and where the page after them starts."""
        columns: Select[Any] = select(schema.orders.c.id, schema.orders.c.document)
        query = _within(columns.where(schema.orders.c.id > after).order_by(schema.orders.c.id).limit(PAGE), principal)
        if account is not None:
            query = query.where(schema.orders.c.account == account)
        rows = self._connection.execute(query).all()
        return [core.decode(row.document) for row in rows], rows[-1].id if rows else after

    def take_number(self, account: str, kind: Literal["order", "line"], wanted: int) -> int:
        """The next running number of an account, or `wanted` when it is free, which moves the counter past it.

        The counter is locked until the transaction ends, and written back then.
        """
        following = self._next.get((account, kind)) or self._counter(account, kind)
        if wanted and not following <= wanted <= MOST_COUNTED and self._taken(account, kind, wanted):
            wanted = 0
        number = wanted or following
        if following <= number <= MOST_COUNTED:
            following = number + 1
        self._next[account, kind] = following
        self._noted.add((account, kind, number))
        return number

    def finish(self) -> None:
        """Writes the counters back: the last thing a transaction does."""
        moves = [{"of": account, "what": kind, "to": following} for (account, kind), following in self._next.items()]
        if moves:
            self._connection.execute(MOVE_COUNTER, moves)

    def note_number(self, order: Order, number: int) -> None:
        """Notes that an order shows a running number that another order has."""
        row = {"account": order.account, "kind": "order", "number": number, "order": order.guid}
        self._connection.execute(insert(schema.numbers), row)

    def _note_lines(self, order: Order, noted: set[int]) -> None:
        rows = [
            {"account": order.account, "kind": "line", "number": line.number, "order": order.guid}
            for line in order.lines
            if line.number not in noted
        ]
        if rows:
            self._connection.execute(insert(schema.numbers), rows)

    def _counter(self, account: str, kind: str) -> int:
        return int(self._connection.execute(COUNTER, {"account": account, "kind": kind}).scalar_one())

    def _taken(self, account: str, kind: str, number: int) -> bool:
        if (account, kind, number) in self._noted:
            return True
        return bool(self._connection.execute(NUMBER_TAKEN[kind], {"account": account, "value": number}).scalar())


def _within(query: Select[Any], principal: Principal) -> Select[Any]:
    return query if principal.account is None else query.where(schema.orders.c.account == principal.account)


def _row(order: Order) -> dict[str, Any]:
    return {
        "guid": order.guid,
        "oid": order.oid,
        "account": order.account,
        "number": order.number,
        "origin": order.origin,
        "version": order.version,
        "shape": schema.SHAPE,
        "document": core.encode(order),
    }
