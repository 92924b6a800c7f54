"""Repository of orders: one encoded document per order, with lookup columns and search index rows."""

from collections.abc import Callable, Sequence
from typing import Literal

from sqlalchemy import BigInteger, Text, bindparam, select, tuple_

from triplicate.app.ports import OrderCursor, OrderName
from triplicate.core import ids
from triplicate.core.access import Principal
from triplicate.core.documents import upcast
from triplicate.core.documents.digest import document_digest
from triplicate.core.documents.order_record import OrderRecord, order_record
from triplicate.core.failures import DomainError, OrderNotFound, OrderOfAnotherAccount
from triplicate.core.order import order as core
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Row, Values
from triplicate.store.multi_row import MAX_ROWS
from triplicate.store.readers.lookups import require_order_of_piece
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.repositories.facets import SqlFacets
from triplicate.store.repositories.new_orders import SqlNewOrders
from triplicate.store.repositories.numbers import SqlNumbers
from triplicate.store.repositories.pieces import SqlPieces
from triplicate.store.repositories.references import SqlReferences
from triplicate.store.search.indexes import Search
from triplicate.store.session import LoadedOrder, NewOrder, Session
from triplicate.store.statements import (
    ACCOUNTS_WITH_NUMBER,
    ACCOUNTS_WITH_ORDER,
    ACCOUNTS_WITH_PIECE,
    ORDER_FOR_UPDATE,
    ORDERS_BY_PIECE,
    UPDATE_ORDER,
    with_limit,
)
from triplicate.store.stored_orders import newest_shape

PAGE_SIZE, FIRST_BATCH = 100, 10
PAGE_BYTES = 8 * 1024 * 1024
_LOOKUPS = {"guid": ("guid",), "oid": ("oid",), "number": ("number", "alias")}
"""The lookups for each kind of name, to be tried in turn."""
_orders = schema.orders.c
_account, _position = bindparam("account", type_=Text), bindparam("position", type_=BigInteger)
_page = with_limit(
    select(_orders.account, _orders.position, _orders.shape, _orders.document).order_by(
        _orders.account, _orders.position
    ),
    bindparam("page_size", type_=BigInteger),
)
_PAGE = {
    True: _page.where(_orders.account == _account, _orders.position > _position),
    False: _page.where(tuple_(_orders.account, _orders.position) > tuple_(_account, _position)),
}
"""A page of the orders of one account (True) or of all (False)."""
_START: OrderCursor = ("", -1)


class SqlOrders:
    """Orders, in one transaction. Every lookup takes the principal."""

    def __init__(
        self,
        cursor: Cursor,
        accounts: SqlAccounts,
        numbers: SqlNumbers,
        search: Search,
        session: Session,
        clock: Callable[[], int],
    ) -> None:
        self._cursor = cursor
        self._session = session
        self._clock = clock
        self._numbers = numbers
        self._facets = SqlFacets(cursor, search, session)
        self._pieces = SqlPieces(cursor)
        self._new_orders = SqlNewOrders(cursor, self._facets, self._pieces)
        self._references = SqlReferences(cursor, accounts)

    def get(self, principal: Principal, name: OrderName) -> Order:
        """The order, locked until the transaction ends; raises DomainError: OrderNotFound, OrderOfAnotherAccount.

        A caller of all accounts looks the account up first, so that only the account's own rows are locked.
        """
        account = self._account_of(name) if principal.account is None else principal.account
        rows = self._lock_rows(account, name)
        if not rows and name.kind != "number" and self._accounts_with(name.kind, (str(name.value),)):
            raise DomainError(OrderOfAnotherAccount(str(name.value)))
        if len(rows) != 1:
            raise DomainError(OrderNotFound(str(name.value)))
        return self._load(rows[0])

    def get_by_piece(self, principal: Principal, piece_guid: str) -> Order:
        """The order of the piece with this GUID, locked; raises DomainError: PieceNotFound, InvalidInput."""
        self._insert_new_orders()
        piece, account = ids.guid(piece_guid), principal.account
        accounts = self._cursor.rows(ACCOUNTS_WITH_PIECE, {"value": piece}) if account is None else [(account,)]
        rows: list[Row] = []
        for (account,) in sorted(set(accounts)):
            self._numbers.lock(account)
            rows += self._cursor.rows(ORDERS_BY_PIECE, {"value": piece, "account": account})
        return self._load(require_order_of_piece(piece_guid, rows))

    def add(self, order: Order) -> None:
        """Stores a new order with its lookup columns and index rows: together with others, before the next look-up."""
        self._session.new_orders.append(NewOrder(order_record(order), self._clock()))
        if len(self._session.new_orders) >= MAX_ROWS:
            self._insert_new_orders()

    def add_records(self, records: Sequence[OrderRecord]) -> None:
        """Stores new orders together, with few statements for all of them."""
        now_ms = self._clock()
        self._session.new_orders += [NewOrder(record, now_ms) for record in records]
        self._insert_new_orders()

    def names_in_use(self, kind: Literal["guid", "oid"], names: Sequence[str]) -> set[str]:
        """Those of the names that an order has, in whatever account."""
        return set(self._accounts_with(kind, names))

    def replace(self, order: Order) -> None:
        """Stores the next version of an order; raises ValueError when its document was not settled (`codec.settle`)."""
        if order.sync.pristine_version not in (0, order.version):
            raise ValueError("the order was changed without settling its document")
        before, position, changed_ms = self._load_current(order)
        if order.version != before.version:
            changed_ms = max(changed_ms, self._clock())
        key = {"of_account": order.account, "at_position": position}
        document = core.encode(order)
        content = {"shape": upcast.ORDER_SHAPES.newest, "digest": document_digest(document), "document": document}
        self._cursor.execute(UPDATE_ORDER, {**key, "changed": changed_ms, "version": order.version, **content})
        self._insert_line_numbers(order, before.lines)
        self._facets.replace(position, before, order)
        self._pieces.replace(before, order)
        self._session.loaded_orders[order.account, order.guid] = LoadedOrder(order, position, changed_ms)

    def page(
        self, principal: Principal, account: str | None, after: OrderCursor | None
    ) -> tuple[list[bytes], OrderCursor | None]:
        """The next orders the caller may see, by account and then oldest first, and the cursor of the next page.

        The page ends with the order that brings it to `PAGE_BYTES`; the first batch shows how large they are.
        """
        if account is not None and not principal.owns(account):
            return [], after
        self._insert_new_orders()
        bound_account = principal.account if account is None else account
        documents, size, batch = list[bytes](), 0, min(PAGE_SIZE, FIRST_BATCH)
        while batch:
            rows = self._page_rows(bound_account, after or _START, batch)
            for of_account, position, shape, document in rows:
                documents.append(newest_shape(document, shape))
                size, after = size + len(document), (of_account, position)
                if size >= PAGE_BYTES:
                    return documents, after
            fitting = (PAGE_BYTES - size) * len(documents) // max(1, size)
            batch = min(PAGE_SIZE - len(documents), max(1, fitting)) if len(rows) == batch else 0
        return documents, after

    def _page_rows(self, account: str | None, after: OrderCursor, size: int) -> list[Row]:
        last_account, position = after
        values = {"account": last_account if account is None else account, "position": position, "page_size": size}
        return self._cursor.rows(_PAGE[account is not None], values)

    def take_number(self, account: str, kind: Literal["order", "line"], preferred: int) -> int:
        """The next running number of an account, or `preferred` if it is free, which advances the counter past it."""
        return self._numbers.take(account, kind, preferred)

    def take_record_numbers(self, account: str, count: int) -> int:
        """Takes `count` consecutive numbers for chip records, and returns the first."""
        return self._numbers.take_range(account, "record", count)

    def find_by_reference(self, account: str, reference: str) -> str | None:
        """The GUID of an order with this reference, or None. Locks the account until the transaction ends."""
        self._insert_new_orders()
        return self._references.find_by_reference(account, reference)

    def store_piece_keys(self, account: str, order: str, sealed: str) -> None:
        """Stores or replaces the encrypted keys of an order's pieces."""
        self._pieces.store_piece_keys(account, order, sealed)

    def piece_keys(self, account: str, order: str) -> str | None:
        """The encrypted keys of an order's pieces, or None."""
        return self._pieces.piece_keys(account, order)

    def add_number_alias(self, order: Order | OrderRecord, number: int) -> None:
        """Adds a further running number under which an order is found, though another order has that number."""
        self._new_orders.insert_numbers("order", [(order.account, number, order.guid)])

    def flush(self) -> None:
        """Flushes words and facet counts as late as possible, since the counts are contended rows."""
        self._insert_new_orders()
        self._facets.flush()

    def _insert_new_orders(self) -> None:
        """Inserts the orders that were added since the last look-up. Every look-up begins with this."""
        if self._session.new_orders:
            self._new_orders.insert(self._session.new_orders)
            self._session.new_orders = []

    def _account_of(self, name: OrderName) -> str:
        """The one account in which an order has this name; raises DomainError(OrderNotFound) for none or several."""
        accounts = self._accounts_of(name)
        if len(accounts) != 1:
            raise DomainError(OrderNotFound(str(name.value)))
        return accounts.pop()

    def _accounts_of(self, name: OrderName) -> set[str]:
        """The accounts in which an order has this name: at most two of them."""
        self._insert_new_orders()
        if name.kind != "number":
            return set(self._accounts_with(name.kind, (str(name.value),)).get(str(name.value), ()))
        lookups = (self._cursor.rows(ACCOUNTS_WITH_NUMBER[kind], _values(name)) for kind in _LOOKUPS["number"])
        return {str(account) for (account,) in next(filter(None, lookups), [])}

    def _accounts_with(self, kind: Literal["guid", "oid"], names: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The first and the last account in which an order has each of these names; without those that none has."""
        self._insert_new_orders()
        rows = self._cursor.write_returning(ACCOUNTS_WITH_ORDER[kind], [{"name": name} for name in names])
        return {name: (first, last) for name, first, last in rows}

    def _lock_rows(self, account: str, name: OrderName) -> list[Row]:
        """The rows of the orders with this name, locked; their account first, as by whoever adds an order."""
        self._insert_new_orders()
        self._numbers.lock(account)
        for kind in _LOOKUPS[name.kind]:
            if rows := self._cursor.rows(ORDER_FOR_UPDATE[kind], {**_values(name), "account": account}):
                return rows
        return []

    def _load(self, row: Row) -> Order:
        *_, shape, document, position, changed_ms = row
        order = core.decode(newest_shape(document, shape))
        self._session.loaded_orders[order.account, order.guid] = LoadedOrder(order, position, changed_ms)
        return order

    def _load_current(self, order: Order) -> LoadedOrder:
        """The order as stored; raises ValueError when the account has no such order."""
        key = (order.account, order.guid)
        if key not in self._session.loaded_orders:
            for row in self._lock_rows(order.account, OrderName("guid", order.guid)):
                self._load(row)
        if key not in self._session.loaded_orders:
            raise ValueError("the account has no such order, and an order cannot move to another account")
        return self._session.loaded_orders[key]

    def _insert_line_numbers(self, order: Order, before: tuple[Line, ...]) -> None:
        """Stores the numbers of new lines; those of removed lines that came back are stored already."""
        numbers = {line.number for line in order.lines} - {line.number for line in before}
        self._new_orders.insert_numbers("line", ((order.account, number, order.guid) for number in numbers))


def _values(name: OrderName) -> Values:
    return {"value": name.value}
