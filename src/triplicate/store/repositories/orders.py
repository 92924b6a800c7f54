"""Repository of orders: one encoded document per order, with lookup columns and search index rows."""

from collections.abc import Callable
from typing import Any, Literal

from sqlalchemy import Select, select

from triplicate.app.ports import OrderName
from triplicate.core import ids
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.order import order as core
from triplicate.core.order.order import Order
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Row, Values, insert_statement
from triplicate.store.readers.lookups import lookups, require_order_of_piece, require_owned_order
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.repositories.facets import SqlFacets
from triplicate.store.repositories.numbers import SqlNumbers
from triplicate.store.repositories.pieces import SqlPieces
from triplicate.store.repositories.references import SqlReferences
from triplicate.store.search import sort_keys
from triplicate.store.search.indexes import Search
from triplicate.store.session import LoadedOrder, Session
from triplicate.store.statements import (
    LINE_NUMBERS_OF_ORDER,
    ORDER_FOR_UPDATE,
    ORDERS_BY_PIECE,
    POSITION_TAKEN,
    UPDATE_ORDER,
)

PAGE_SIZE = 100
_INSERT = insert_statement(schema.orders, "id")
_INSERT_NUMBER = insert_statement(schema.numbers)


class SqlOrders:
    """Orders, in one transaction. Every lookup takes the principal."""

    def __init__(
        self, cursor: Cursor, accounts: SqlAccounts, search: Search, session: Session, clock: Callable[[], int]
    ) -> None:
        self._cursor = cursor
        self._session = session
        self._clock = clock
        self._numbers = SqlNumbers(cursor, session)
        self._facets = SqlFacets(cursor, search, session)
        self._pieces = SqlPieces(cursor)
        self._references = SqlReferences(cursor, accounts)

    def get(self, principal: Principal, name: OrderName) -> Order:
        """The order, locked until the transaction ends; raises DomainError: OrderNotFound, OrderOfAnotherAccount."""
        rows: list[Any] = []
        for lookup in lookups(principal, name):
            values = dict(zip(("value", "account"), lookup.parameters, strict=False))
            rows = self._cursor.rows(ORDER_FOR_UPDATE[lookup.statement], values)
            if rows:
                break
        require_owned_order(principal, name, rows)
        return self._load(rows[0])

    def get_by_piece(self, principal: Principal, piece_guid: str) -> Order:
        """The order of the piece with this GUID, locked; raises DomainError: PieceNotFound, InvalidInput."""
        values = {"value": ids.guid(piece_guid), "account": principal.account}
        rows = self._cursor.rows(ORDERS_BY_PIECE[principal.account is not None], values)
        return self._load(require_order_of_piece(piece_guid, rows))

    def add(self, order: Order) -> None:
        """Stores a new order with its lookup columns and index rows."""
        now = self._clock()
        created_ms = sort_keys.created_ms(order)
        position = sort_keys.free_position(now if created_ms is None else created_ms, self._is_position_taken)
        self._cursor.write(_INSERT, [_row(order, position, now)])
        self._insert_line_numbers(order, None)
        self._facets.write(position, None, order)
        self._pieces.write(None, order)
        self._session.loaded_orders[order.guid] = LoadedOrder(order, position, now)

    def replace(self, order: Order) -> None:
        """Stores the next version of an order; raises ValueError when its document was not settled (`codec.settle`)."""
        if order.sync.pristine_version not in (0, order.version):
            raise ValueError("the order was changed without settling its document")
        before, position, changed_ms = self._load_current(order)
        if order.version != before.version:
            changed_ms = max(changed_ms, self._clock())
        values = {"version": order.version, "shape": schema.SHAPE, "document": core.encode(order)}
        self._cursor.write(UPDATE_ORDER, [{"of": order.guid, "changed": changed_ms, **values}])
        self._insert_line_numbers(order, before)
        self._facets.write(position, before, order)
        self._pieces.write(before, order)
        self._session.loaded_orders[order.guid] = LoadedOrder(order, position, changed_ms)

    def page(self, principal: Principal, account: str | None, after: int) -> tuple[list[Order], int]:
        """The next orders the caller may see, in the order they were stored, and the cursor of the next page."""
        columns: Select[Any] = select(schema.orders.c.id, schema.orders.c.document)
        query = _visible_to(
            columns.where(schema.orders.c.id > after).order_by(schema.orders.c.id).limit(PAGE_SIZE), principal
        )
        if account is not None:
            query = query.where(schema.orders.c.account == account)
        rows = self._cursor.connection.execute(query).all()
        return [core.decode(row.document) for row in rows], rows[-1].id if rows else after

    def take_number(self, account: str, kind: Literal["order", "line"], preferred: int) -> int:
        """The next running number of an account, or `preferred` if it is free, which advances the counter past it."""
        return self._numbers.take(account, kind, preferred)

    def take_record_numbers(self, account: str, count: int) -> int:
        """Takes `count` consecutive numbers for chip records, and returns the first."""
        return self._numbers.take_range(account, "record", count)

    def find_by_reference(self, account: str, reference: str) -> str | None:
        """The GUID of an order with this reference, or None. Locks the account until the transaction ends."""
        return self._references.find_by_reference(account, reference)

    def store_piece_keys(self, order: str, sealed: str) -> None:
        """Stores or replaces the encrypted keys of an order's pieces."""
        self._pieces.store_piece_keys(order, sealed)

    def piece_keys(self, order: str) -> str | None:
        """The encrypted keys of an order's pieces, or None."""
        return self._pieces.piece_keys(order)

    def add_number_alias(self, order: Order, number: int) -> None:
        """Adds a further running number under which an order is found, though another order has that number."""
        row = {"account": order.account, "kind": "order", "number": number, "order": order.guid}
        self._cursor.write(_INSERT_NUMBER, [row])

    def flush(self) -> None:
        """Flushes counters and facet counts as late as possible, since they are contended rows."""
        self._numbers.flush()
        self._facets.flush()

    def _load(self, row: Row) -> Order:
        *_, document, position, changed_ms = row
        order = core.decode(document)
        self._session.loaded_orders[order.guid] = LoadedOrder(order, position, changed_ms)
        return order

    def _load_current(self, order: Order) -> LoadedOrder:
        """The order as stored; raises ValueError when the new version belongs to another account."""
        if order.guid not in self._session.loaded_orders:
            self.get(OPERATOR, OrderName("guid", order.guid))
        current = self._session.loaded_orders[order.guid]
        if current.order.account != order.account:
            raise ValueError("an order cannot move to another account")
        return current

    def _insert_line_numbers(self, order: Order, before: Order | None) -> None:
        """Stores the numbers of new lines; those of removed lines that came back are stored already."""
        numbers = {line.number for line in order.lines}
        if before is not None:
            numbers -= {line.number for line in before.lines}
            values = {"account": order.account, "numbers": list(numbers), "of": order.guid}
            numbers -= (
                set(self._cursor.connection.execute(LINE_NUMBERS_OF_ORDER, values).scalars()) if numbers else set()
            )
        rows = [{"account": order.account, "kind": "line", "number": n, "order": order.guid} for n in sorted(numbers)]
        self._cursor.write(_INSERT_NUMBER, rows)

    def _is_position_taken(self, position: int) -> bool:
        return bool(self._cursor.rows(POSITION_TAKEN, {"value": position}))


def _visible_to(query: Select[Any], principal: Principal) -> Select[Any]:
    return query if principal.account is None else query.where(schema.orders.c.account == principal.account)


def _row(order: Order, position: int, changed_ms: int) -> Values:
    return {
        "guid": order.guid,
        "oid": order.oid,
        "account": order.account,
        "number": order.number,
        "origin": order.origin,
        "version": order.version,
        "shape": schema.SHAPE,
        "position": position,
        "changed": changed_ms,
        "document": core.encode(order),
    }
