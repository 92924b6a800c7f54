"""Repository of companies, and of customers: one encoded document each, found by either id within an account."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import msgspec
from sqlalchemy import BigInteger, Select, Table, Text, Update, bindparam, select, update

from triplicate.app.ports import StoredBuyer
from triplicate.core import ids
from triplicate.core.access import Principal
from triplicate.core.aggregate import Aggregate
from triplicate.core.company import company, customer
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
from triplicate.core.documents.buyer_record import BuyerRecord
from triplicate.core.documents.upcast import COMPANY_SHAPES, CUSTOMER_SHAPES, DocumentShapes
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Row
from triplicate.store.multi_row import MultiRow, insert_rows
from triplicate.store.statements import with_limit

A = TypeVar("A", bound=Aggregate)
_account, _value = bindparam("account", type_=Text), bindparam("value", type_=Text)


class BuyerKind(NamedTuple, Generic[A]):
    """A kind of buyer: its table, and how it is stored."""

    table: Table
    encode: Callable[[A], bytes]
    decode: Callable[[bytes], A]
    shapes: DocumentShapes


COMPANY: BuyerKind[Company] = BuyerKind(schema.companies, company.encode, company.decode, COMPANY_SHAPES)
CUSTOMER: BuyerKind[Customer] = BuyerKind(schema.customers, customer.encode, customer.decode, CUSTOMER_SHAPES)


def _select(table: Table, id_name: str) -> Select[Any]:
    columns = table.c
    return select(columns.oid, columns.version, columns.shape, columns.document).where(
        columns[id_name] == _value, columns.account == _account
    )


def _update(table: Table) -> Update:
    columns = table.c
    return (
        update(table)
        .where(columns.account == bindparam("of_account"), columns.oid == bindparam("of_oid"))
        .values(version=bindparam("version"), shape=bindparam("shape"), document=bindparam("document"))
    )


def _oids_in_use(table: Table) -> MultiRow:
    return MultiRow(
        "WITH names (account, oid) AS (VALUES ",
        "(CAST(:account_{n} AS text), CAST(:oid_{n} AS text))",
        tail=f") SELECT names.oid FROM names CROSS JOIN {table.name} "
        f"WHERE {table.name}.account = names.account AND {table.name}.oid = names.oid",
    )


def _page(table: Table) -> Select[Any]:
    columns = table.c
    page = select(columns.oid, columns.version, columns.shape, columns.document).order_by(columns.oid)
    after = columns.oid > bindparam("after", type_=Text)
    return with_limit(page.where(columns.account == _account, after), bindparam("page_size", type_=BigInteger))


BUYER: dict[str, dict[str, Select[Any]]] = {
    table.name: {name: _select(table, name) for name in ("guid", "oid")} for table in (COMPANY.table, CUSTOMER.table)
}
"""One company or customer by an id, within an account."""
BUYER_PAGE = {table.name: _page(table) for table in (COMPANY.table, CUSTOMER.table)}
"""Those after an id, in the order of ids."""
_FOR_UPDATE = {
    table: {name: query.with_for_update() for name, query in queries.items()} for table, queries in BUYER.items()
}
_INSERT = {table.name: insert_rows(table) for table in (COMPANY.table, CUSTOMER.table)}
_OIDS_IN_USE = {table.name: _oids_in_use(table) for table in (COMPANY.table, CUSTOMER.table)}
_UPDATE = {table.name: _update(table) for table in (COMPANY.table, CUSTOMER.table)}


_SHAPES = {kind.table.name: kind.shapes for kind in (COMPANY, CUSTOMER)}


def stored_buyer(table: str, row: Row) -> StoredBuyer:
    """The stored company or customer of a row, in the newest shape."""
    oid, version, shape, document = row
    return StoredBuyer(oid, version, _SHAPES[table].upcast(document, shape))


def buyer_id_kind(id: str) -> Literal["guid", "oid"] | None:
    """What the text is: a GUID, a 24-hex id, or no id of a company or customer (None)."""
    if ids.guid(id) is not None:
        return "guid"
    return "oid" if ids.oid(id) is not None else None


class SqlBuyers(Generic[A]):
    """Companies, or customers, in one transaction. Every lookup takes the principal."""

    def __init__(self, cursor: Cursor, kind: BuyerKind[A]) -> None:
        self._cursor, self._kind = cursor, kind

    def get(self, principal: Principal, account: str, id: str) -> A | None:
        """The account's company or customer with this GUID or 24-hex id, locked; None if there is none to see."""
        id_kind = buyer_id_kind(id)
        if id_kind is None or not principal.owns(account):
            return None
        query = _FOR_UPDATE[self._kind.table.name][id_kind]
        rows = self._cursor.rows(query, {"value": id.lower(), "account": account})
        return self._kind.decode(stored_buyer(self._kind.table.name, rows[0]).document) if rows else None

    def add(self, aggregate: A) -> None:
        """Stores a new company or customer."""
        self.add_records(
            [
                BuyerRecord(
                    account=aggregate.account,
                    guid=aggregate.guid,
                    oid=aggregate.oid,
                    version=aggregate.version,
                    document=self._kind.encode(aggregate),
                )
            ]
        )

    def add_records(self, records: Sequence[BuyerRecord]) -> None:
        """Stores new companies or customers with one statement for many."""
        shape = {"shape": self._kind.shapes.newest}
        rows = [{**msgspec.structs.asdict(record), **shape} for record in records]
        self._cursor.write(_INSERT[self._kind.table.name], rows)

    def oids_in_use(self, account: str, oids: Sequence[str]) -> set[str]:
        """Those of these 24-hex ids that the account has."""
        rows = [{"account": account, "oid": oid} for oid in oids]
        return {oid for (oid,) in self._cursor.write_returning(_OIDS_IN_USE[self._kind.table.name], rows)}

    def replace(self, aggregate: A) -> None:
        """Stores the next version."""
        if aggregate.sync.pristine_version not in (0, aggregate.version):
            raise ValueError("it was changed without settling its document")
        key = {"of_account": aggregate.account, "of_oid": aggregate.oid}
        self._cursor.execute(_UPDATE[self._kind.table.name], {**key, **self._values(aggregate)})

    def _values(self, aggregate: A) -> dict[str, Any]:
        return {
            "version": aggregate.version,
            "shape": self._kind.shapes.newest,
            "document": self._kind.encode(aggregate),
        }
