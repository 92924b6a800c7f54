"""Running numbers without gaps: an account's counter rows stay locked until the transaction ends."""

from typing import Literal

from triplicate.store import schema
from triplicate.store.cursor import Cursor
from triplicate.store.multi_row import insert_rows
from triplicate.store.session import Session
from triplicate.store.statements import LOCK_COUNTERS, NUMBER_TAKEN

COUNTER_KINDS = ("event", "line", "order", "record")
"""The kinds of running numbers that each account has."""
MAX_COUNTED = 10**15
"""A preferred number above this is used without advancing the counter, which would soon overflow."""
_UPSERT = insert_rows(schema.counters, " ON CONFLICT (account, kind) DO UPDATE SET next = excluded.next")


class SqlNumbers:
    """The running numbers of accounts, in one transaction."""

    def __init__(self, cursor: Cursor, session: Session) -> None:
        self._cursor = cursor
        self._session = session

    def create(self, account: str) -> None:
        """Stores the counters of a new account."""
        self._cursor.write(_UPSERT, [{"account": account, "kind": kind, "next": 1} for kind in COUNTER_KINDS])

    def lock(self, account: str) -> None:
        """Takes an exclusive lock on the account until the transaction ends, and reads its counters."""
        if account in self._session.locked_accounts:
            return
        for kind, next_number in self._cursor.rows(LOCK_COUNTERS, {"account": account}):
            self._session.next_numbers[account, kind] = int(next_number)
        self._session.locked_accounts.add(account)

    def take(self, account: str, kind: Literal["order", "line"], preferred: int) -> int:
        """The next number, or `preferred` if it is free, which advances the counter past it.

        The account is locked until the transaction ends, and the counter written at its end.
        """
        self.lock(account)
        next_number = self._session.next_numbers[account, kind]
        if preferred and not next_number <= preferred <= MAX_COUNTED and self._is_taken(account, kind, preferred):
            preferred = 0
        while not preferred and next_number > MAX_COUNTED and self._is_taken(account, kind, next_number):
            next_number += 1  # imported without advancing the counter
        number = preferred or next_number
        if number == next_number or next_number < number <= MAX_COUNTED:
            self._advance(account, kind, number + 1)
        self._session.taken_numbers.add((account, kind, number))
        return number

    def take_range(self, account: str, kind: Literal["record", "event"], count: int) -> int:
        """Takes `count` consecutive numbers of a kind that is never imported, and returns the first."""
        self.lock(account)
        number = self._session.next_numbers[account, kind]
        self._advance(account, kind, number + count)
        return number

    def flush(self) -> None:
        """Writes the counters that moved."""
        rows = [
            {"account": account, "kind": kind, "next": self._session.next_numbers[account, kind]}
            for account, kind in sorted(self._session.changed_counters)
        ]
        self._cursor.write(_UPSERT, rows)

    def _advance(self, account: str, kind: str, next_number: int) -> None:
        self._session.next_numbers[account, kind] = next_number
        self._session.changed_counters.add((account, kind))

    def _is_taken(self, account: str, kind: str, number: int) -> bool:
        if (account, kind, number) in self._session.taken_numbers:
            return True
        ((exists,),) = self._cursor.rows(NUMBER_TAKEN[kind], {"account": account, "value": number})
        return bool(exists)
