"""Repository of the ledger: append-only entries, each with the balance after it."""

from typing import Any

import msgspec
from sqlalchemy import BigInteger, bindparam, func, literal_column, select

from triplicate.app.records import Entry
from triplicate.store import schema
from triplicate.store.cursor import Driver, Row, adding
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.statements import first

_ledger = schema.ledger.c
_ADD = adding(schema.ledger)
_newest_first = select(schema.ledger).where(_ledger.account == bindparam("of")).order_by(_ledger.number.desc())
_LAST = first(_newest_first, literal_column("1"))
_BEFORE = first(
    _newest_first.where(_ledger.number < bindparam("before", type_=BigInteger)),
    bindparam("many", type_=BigInteger),
)
_OF_ORDER = select(func.coalesce(func.sum(_ledger.amount), literal_column("0"))).where(_ledger.order == bindparam("of"))
_END = (1 << 63) - 1


class SqlLedger:
    """Ledger entries of accounts, in one transaction."""

    def __init__(self, driver: Driver, accounts: SqlAccounts) -> None:
        self._driver = driver
        self._accounts = accounts

    def balance(self, account: str) -> int:
        """The current balance; the account is locked until the transaction ends."""
        last = self._last(account)
        return last.balance if last else 0

    def append(self, entry: Entry) -> Entry:
        """Appends an entry with the next number and the balance after it."""
        last = self._last(entry.account)
        number, balance = (last.number, last.balance) if last else (0, 0)
        made = msgspec.structs.replace(entry, number=number + 1, balance=balance + entry.amount)
        self._driver.write(_ADD, [msgspec.structs.asdict(made)])
        return made

    def entries(self, account: str, before: int | None, limit: int) -> list[Entry]:
        """Entries with numbers below `before` (None: all), newest first, at most `limit`."""
        values = {"of": account, "before": _END if before is None else before, "many": limit}
        return [_entry(row) for row in self._driver.rows(_BEFORE, values)]

    def of_order(self, order: str) -> int:
        """The sum of all entries of an order."""
        ((total,),) = self._driver.rows(_OF_ORDER, {"of": order})
        return int(total)

    def _last(self, account: str) -> Entry | None:
        self._accounts.lock(account)
        rows = self._driver.rows(_LAST, {"of": account})
        return _entry(rows[0]) if rows else None


def _entry(row: Row) -> Entry:
    told: Any = dict(zip(schema.ledger.c.keys(), row, strict=True))
    return Entry(**told)
