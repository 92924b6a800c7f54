"""Repository of price lists and their versions."""

from typing import Any

import msgspec
from sqlalchemy import BigInteger, bindparam, select

from triplicate.app.records import PriceVersion
from triplicate.core.documents import upcast
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Row, insert_statement
from triplicate.store.statements import ONE_ROW, with_limit

DEFAULT_LIST_ACCOUNT = ""
"""The account column of the default price list."""

_lists = schema.price_lists.c
_INSERT = insert_statement(schema.price_lists)
_VERSIONS = select(schema.price_lists).where(_lists.account == bindparam("of")).order_by(_lists.version.desc())

_NEWEST = with_limit(_VERSIONS, bindparam("many", type_=BigInteger))


class SqlPrices:
    """Price lists, in one transaction."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def current(self, account: str | None) -> PriceVersion | None:
        """The newest list of an account, or else the newest default list."""
        rows = self._cursor.rows(ONE_ROW["prices"], {"value": account or DEFAULT_LIST_ACCOUNT})
        return price_version_from_row(rows[0]) if rows else None

    def add(self, account: str | None, digest: str, document: bytes, at: str, actor: str) -> PriceVersion:
        """Stores the next version; returns the newest one if it has the same digest.

        Of two concurrent inserts of one version, one fails on the primary key and its transaction is retried.
        """
        rows = self._cursor.rows(_NEWEST, {"of": account or DEFAULT_LIST_ACCOUNT, "many": 1})
        newest = price_version_from_row(rows[0]) if rows else None
        if newest is not None and newest.digest == digest:
            return newest
        new_version = PriceVersion(
            account=account,
            version=newest.version + 1 if newest else 1,
            digest=digest,
            document=document,
            created_at=at,
            actor=actor,
        )
        columns = {"account": account or DEFAULT_LIST_ACCOUNT, "shape": upcast.PRICE_LIST_SHAPES.newest}
        self._cursor.execute(_INSERT, msgspec.structs.asdict(new_version) | columns)
        return new_version

    def versions(self, account: str | None) -> list[PriceVersion]:
        """All versions of an account's own list, or of the default list (None), newest first."""
        return [
            price_version_from_row(row) for row in self._cursor.rows(_VERSIONS, {"of": account or DEFAULT_LIST_ACCOUNT})
        ]


def price_version_from_row(row: Row) -> PriceVersion:
    """The price list of a row with all columns, in the newest shape."""
    values: Any = dict(zip(schema.price_lists.c.keys(), row, strict=True))
    document = upcast.PRICE_LIST_SHAPES.upcast(values["document"], values.pop("shape"))
    return PriceVersion(**values | {"account": values["account"] or None, "document": document})
