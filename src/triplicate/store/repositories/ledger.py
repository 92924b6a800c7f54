"""Repository of the ledger: append-only entries, each with the balance after it."""

from typing import Any

import msgspec
from sqlalchemy import BigInteger, bindparam, func, literal_column, select

from triplicate.app.records import LedgerEntry
from triplicate.store import schema
from triplicate.store.cursor import Cursor, Row
from triplicate.store.multi_row import insert_rows
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.session import Session
from triplicate.store.statements import with_limit

_ledger = schema.ledger.c
_INSERT = insert_rows(schema.ledger)
_newest_first = select(schema.ledger).where(_ledger.account == bindparam("of")).order_by(_ledger.number.desc())
_LAST_ENTRY = with_limit(_newest_first, literal_column("1"))
_ENTRIES_BEFORE = with_limit(
    _newest_first.where(_ledger.number < bindparam("before", type_=BigInteger)),
    bindparam("many", type_=BigInteger),
)
_ORDER_SUM = select(func.coalesce(func.sum(_ledger.amount), literal_column("0"))).where(
    _ledger.account == bindparam("account"), _ledger.order == bindparam("of")
)
_MAX_NUMBER = (1 << 63) - 1


class SqlLedger:
    """Ledger entries of accounts, in one transaction."""

    def __init__(self, cursor: Cursor, accounts: SqlAccounts, session: Session) -> None:
        self._cursor = cursor
        self._accounts = accounts
        self._session = session

    def balance(self, account: str) -> int:
        """The current balance; the account is locked until the transaction ends."""
        last = self._last_entry(account)
        return last.balance if last else 0

    def append(self, entry: LedgerEntry) -> LedgerEntry:
        """Appends an entry with the next number and the balance after it; written with others, before the next look."""
        last = self._last_entry(entry.account)
        number, balance = (last.number, last.balance) if last else (0, 0)
        new_entry = msgspec.structs.replace(entry, number=number + 1, balance=balance + entry.amount)
        self._session.new_entries.append(new_entry)
        self._session.last_entries[entry.account] = new_entry
        return new_entry

    def entries(self, account: str, before: int | None, limit: int) -> list[LedgerEntry]:
        """Entries with numbers below `before` (None: all), newest first, at most `limit`."""
        self.flush()
        values = {"of": account, "before": _MAX_NUMBER if before is None else before, "many": limit}
        return [_entry_from_row(row) for row in self._cursor.rows(_ENTRIES_BEFORE, values)]

    def order_sum(self, account: str, order: str) -> int:
        """The sum of all entries of an order."""
        self.flush()
        ((total,),) = self._cursor.rows(_ORDER_SUM, {"account": account, "of": order})
        return int(total)

    def flush(self) -> None:
        """Writes the new entries."""
        self._cursor.write(_INSERT, [msgspec.structs.asdict(entry) for entry in self._session.new_entries])
        self._session.new_entries = []

    def _last_entry(self, account: str) -> LedgerEntry | None:
        """The newest entry, read once in a transaction: the account is locked until it ends."""
        self._accounts.lock(account)
        if account not in self._session.last_entries:
            rows = self._cursor.rows(_LAST_ENTRY, {"of": account})
            self._session.last_entries[account] = _entry_from_row(rows[0]) if rows else None
        return self._session.last_entries[account]


def _entry_from_row(row: Row) -> LedgerEntry:
    values: Any = dict(zip(schema.ledger.c.keys(), row, strict=True))
    return LedgerEntry(**values)
