"""Repository of orders: one encoded document per order, with lookup columns and search index rows."""

from collections.abc import Callable
from typing import Any, Literal

from sqlalchemy import Select, select

from triplicate.app.ports import Reference
from triplicate.core import ids
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.failures import NoSuchPiece, Refused, invalid
from triplicate.core.order import order as core
from triplicate.core.order.order import Order
from triplicate.store import schema
from triplicate.store.cursor import Driver, Row, Values, adding
from triplicate.store.readers.lookups import lookups, owned
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.repositories.facets import SqlFacets
from triplicate.store.repositories.numbers import SqlNumbers
from triplicate.store.repositories.pieces import SqlPieces
from triplicate.store.repositories.references import SqlReferences
from triplicate.store.search import sort_keys
from triplicate.store.search.indexes import Search
from triplicate.store.session import Loaded, Pending
from triplicate.store.statements import LINES_NOTED, LOCKED, NEXT_VERSION, OF_PIECE, POSITION_TAKEN

PAGE = 100
_ADD = adding(schema.orders, "id")
_NOTE = adding(schema.numbers)


class SqlOrders:
    """Orders, in one transaction. Every lookup takes the principal."""

    def __init__(
        self, driver: Driver, accounts: SqlAccounts, search: Search, pending: Pending, clock: Callable[[], int]
    ) -> None:
        self._driver = driver
        self._pending = pending
        self._clock = clock
        self._numbers = SqlNumbers(driver, pending)
        self._facets = SqlFacets(driver, search, pending)
        self._pieces = SqlPieces(driver)
        self._references = SqlReferences(driver, accounts)

    def get(self, principal: Principal, reference: Reference) -> Order:
        """The order, locked until the transaction ends; raises DomainError: OrderNotFound, OrderOfAnotherAccount."""
        rows: list[Any] = []
        for lookup in lookups(principal, reference):
            values = dict(zip(("value", "account"), lookup.parameters, strict=False))
            rows = self._driver.rows(LOCKED[lookup.statement], values)
            if rows:
                break
        owned(principal, reference, rows)
        return self._load(rows[0])

    def of_piece(self, principal: Principal, piece: str) -> Order:
        """The order of the piece with this GUID, locked; raises DomainError: PieceNotFound, InvalidInput."""
        values = {"value": ids.guid(piece), "account": principal.account}
        rows = self._driver.rows(OF_PIECE[principal.account is not None], values)
        if not rows:
            raise Refused(NoSuchPiece(piece))
        if len(rows) > 1:
            raise invalid("piece", f"several orders have a piece {piece}")
        return self._load(rows[0])

    def add(self, order: Order) -> None:
        """Stores a new order with its lookup columns and index rows."""
        now = self._clock()
        made = sort_keys.made(order)
        position = sort_keys.choose(now if made is None else made, self._taken)
        self._driver.write(_ADD, [_row(order, position, now)])
        self._note_lines(order, None)
        self._facets.write(position, None, order)
        self._pieces.write(None, order)
        self._pending.loaded[order.guid] = Loaded(order, position, now)

    def replace(self, order: Order) -> None:
        """Stores the next version of an order; raises ValueError when its document was not settled (`codec.settle`)."""
        if order.whole not in (0, order.version):
            raise ValueError("the order was changed without settling its document")
        before, position, changed = self._known(order)
        if order.version != before.version:
            changed = max(changed, self._clock())
        values = {"version": order.version, "shape": schema.SHAPE, "document": core.encode(order)}
        self._driver.write(NEXT_VERSION, [{"of": order.guid, "changed": changed, **values}])
        self._note_lines(order, before)
        self._facets.write(position, before, order)
        self._pieces.write(before, order)
        self._pending.loaded[order.guid] = Loaded(order, position, changed)

    def page(self, principal: Principal, account: str | None, after: int) -> tuple[list[Order], int]:
        """The next orders the caller may see, in the order they were stored, and the cursor of the next page."""
        columns: Select[Any] = select(schema.orders.c.id, schema.orders.c.document)
        query = _within(columns.where(schema.orders.c.id > after).order_by(schema.orders.c.id).limit(PAGE), principal)
        if account is not None:
            query = query.where(schema.orders.c.account == account)
        rows = self._driver.connection.execute(query).all()
        return [core.decode(row.document) for row in rows], rows[-1].id if rows else after

    def take_number(self, account: str, kind: Literal["order", "line"], wanted: int) -> int:
        """The next running number of an account, or `preferred` if it is free, which advances the counter past it."""
        return self._numbers.take(account, kind, wanted)

    def take_records(self, account: str, many: int) -> int:
        """Takes `count` consecutive numbers for chip records, and returns the first."""
        return self._numbers.take_many(account, "record", many)

    def referring(self, account: str, reference: str) -> str | None:
        """The GUID of an order with this reference, or None. Locks the account until the transaction ends."""
        return self._references.referring(account, reference)

    def keep_keys(self, order: str, sealed: str) -> None:
        """Stores or replaces the encrypted keys of an order's pieces."""
        self._pieces.keep_keys(order, sealed)

    def keys(self, order: str) -> str | None:
        """The encrypted keys of an order's pieces, or None."""
        return self._pieces.keys(order)

    def note_number(self, order: Order, number: int) -> None:
        """Adds a further running number under which an order is found, though another order has that number."""
        row = {"account": order.account, "kind": "order", "number": number, "order": order.guid}
        self._driver.write(_NOTE, [row])

    def finish(self) -> None:
        """Flushes counters and facet counts as late as possible, since they are contended rows."""
        self._numbers.finish()
        self._facets.finish()

    def _load(self, row: Row) -> Order:
        *_, document, position, changed = row
        order = core.decode(document)
        self._pending.loaded[order.guid] = Loaded(order, position, changed)
        return order

    def _known(self, order: Order) -> Loaded:
        """The order as stored; raises ValueError when the new version belongs to another account."""
        if order.guid not in self._pending.loaded:
            self.get(OPERATOR, Reference("guid", order.guid))
        found = self._pending.loaded[order.guid]
        if found.order.account != order.account:
            raise ValueError("an order cannot move to another account")
        return found

    def _note_lines(self, order: Order, before: Order | None) -> None:
        """Stores the numbers of new lines; those of removed lines that came back are stored already."""
        numbers = {line.number for line in order.lines}
        if before is not None:
            numbers -= {line.number for line in before.lines}
            known = {"account": order.account, "numbers": list(numbers), "of": order.guid}
            numbers -= set(self._driver.connection.execute(LINES_NOTED, known).scalars()) if numbers else set()
        rows = [{"account": order.account, "kind": "line", "number": n, "order": order.guid} for n in sorted(numbers)]
        self._driver.write(_NOTE, rows)

    def _taken(self, position: int) -> bool:
        return bool(self._driver.rows(POSITION_TAKEN, {"value": position}))


def _within(query: Select[Any], principal: Principal) -> Select[Any]:
    return query if principal.account is None else query.where(schema.orders.c.account == principal.account)


def _row(order: Order, position: int, changed: int) -> Values:
    return {
        "guid": order.guid,
        "oid": order.oid,
        "account": order.account,
        "number": order.number,
        "origin": order.origin,
        "version": order.version,
        "shape": schema.SHAPE,
        "position": position,
        "changed": changed,
        "document": core.encode(order),
    }
