"""Orders, as rows: found under every identity, stored as one document, numbered without gaps."""

from typing import Any, Literal

from sqlalchemy import Connection, Select, exists, insert, literal_column, select, update

from triplicate.app.ports import Reference
from triplicate.core import order as core
from triplicate.core.access import Principal
from triplicate.core.failures import NoSuchOrder, NotYourOrder, Refused
from triplicate.core.ids import MAX_NUMBER
from triplicate.core.order import Order
from triplicate.store import schema

PAGE = 500


class SqlOrders:
    """Orders, in one transaction. Every question takes the principal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, principal: Principal, reference: Reference) -> Order:
        """The order; raises Refused(NoSuchOrder) or Refused(NotYourOrder)."""
        return core.decode(owned(principal, reference, self._rows(principal, reference)).document)

    def _rows(self, principal: Principal, reference: Reference) -> list[Any]:
        query: Select[Any] = select(schema.orders.c.account, schema.orders.c.version, schema.orders.c.document)
        if reference.kind != "number":
            return list(self._connection.execute(query.where(schema.orders.c[reference.kind] == reference.value)))
        own = query.where(schema.orders.c.number == reference.value)
        rows: list[Any] = list(self._connection.execute(_within(own, principal)))
        if rows:
            return rows
        shown = query.join(schema.numbers, schema.numbers.c.order == schema.orders.c.guid).where(
            schema.numbers.c.kind == "order", schema.numbers.c.number == reference.value
        )
        return list(self._connection.execute(_within(shown, principal)))

    def add(self, order: Order) -> None:
        """Stores a new order under all its identities."""
        self._connection.execute(insert(schema.orders), _row(order))
        self._note_lines(order)

    def replace(self, order: Order) -> None:
        """Stores the next version of an order; raises ValueError when its document was not settled before."""
        if order.whole not in (0, order.version):
            raise ValueError("the order was changed without settling its document")
        query = update(schema.orders).where(schema.orders.c.guid == order.guid)
        self._connection.execute(query.values(version=order.version, shape=schema.SHAPE, document=core.encode(order)))
        self._note_lines(order)

    def page(self, principal: Principal, account: str | None, after: int) -> tuple[list[Order], int]:
        """The next orders the caller may see, in the order they came, and where the page after them starts."""
        columns: Select[Any] = select(schema.orders.c.id, schema.orders.c.document)
        query = _within(columns.where(schema.orders.c.id > after).order_by(schema.orders.c.id).limit(PAGE), principal)
        if account is not None:
            query = query.where(schema.orders.c.account == account)
        rows = self._connection.execute(query).all()
        return [core.decode(row.document) for row in rows], rows[-1].id if rows else after

    def take_number(self, account: str, kind: Literal["order", "line"], wanted: int) -> int:
        """The next running number of an account, or `wanted` when it is free, which moves the counter past it."""
        following = self._following(account, kind)
        if wanted and (wanted >= following or not self._taken(account, kind, wanted)):
            self._move(account, kind, max(following, wanted + 1))
            return wanted
        while self._taken(account, kind, following):
            following += 1
        self._move(account, kind, following + 1)
        return following

    def note_number(self, order: Order, number: int) -> None:
        """Notes that an order shows a running number that another order has."""
        row = {"account": order.account, "kind": "order", "number": number, "order": order.guid}
        self._connection.execute(insert(schema.numbers), row)

    def _note_lines(self, order: Order) -> None:
        known = select(schema.numbers.c.number).where(
            schema.numbers.c.account == order.account,
            schema.numbers.c.kind == "line",
            schema.numbers.c.number.in_([line.number for line in order.lines]),
            schema.numbers.c.order == order.guid,
        )
        noted: set[int] = set(self._connection.execute(known).scalars()) if order.version > 1 else set()
        rows = [
            {"account": order.account, "kind": "line", "number": line.number, "order": order.guid}
            for line in order.lines
            if line.number not in noted
        ]
        if rows:
            self._connection.execute(insert(schema.numbers), rows)

    def _following(self, account: str, kind: str) -> int:
        table = schema.counters.c
        query = select(table.next).where(table.account == account, table.kind == kind).with_for_update()
        return int(self._connection.execute(query).scalar_one())

    def _taken(self, account: str, kind: str, number: int) -> bool:
        if kind == "order":
            here = schema.orders.c.account == account, schema.orders.c.number == number
        else:
            table = schema.numbers.c
            here = table.account == account, table.kind == kind, table.number == number  # type: ignore[assignment]
        return bool(self._connection.execute(select(exists(select(literal_column("1")).where(*here)))).scalar())

    def _move(self, account: str, kind: str, following: int) -> None:
        table = schema.counters.c
        if following > MAX_NUMBER:
            following = 1
        query = update(schema.counters).where(table.account == account, table.kind == kind)
        self._connection.execute(query.values(next=following))


def owned(principal: Principal, reference: Reference, rows: list[Any]) -> Any:
    """The one row that the reference means and the principal owns.

    Raises Refused: NoSuchOrder when there is none (or a number means several), NotYourOrder when it is another's.
    """
    if len(rows) != 1:
        raise Refused(NoSuchOrder(str(reference.value)))
    if not principal.owns(rows[0][0]):
        raise Refused(NotYourOrder(str(reference.value)))
    return rows[0]


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
