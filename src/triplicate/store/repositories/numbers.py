"""Running numbers without gaps: their counter rows stay locked until the transaction ends."""

from typing import Literal

from triplicate.store.cursor import Cursor
from triplicate.store.session import Session
from triplicate.store.statements import NUMBER_TAKEN, SELECT_COUNTER, UPDATE_COUNTER

MAX_COUNTED = 10**15
"""A preferred number above this is used without advancing the counter, which would soon overflow."""


class SqlNumbers:
    """The running numbers of accounts, in one transaction."""

    def __init__(self, cursor: Cursor, session: Session) -> None:
        self._cursor = cursor
        self._session = session

    def take(self, account: str, kind: Literal["order", "line"], preferred: int) -> int:
        """The next number, or `preferred` if it is free, which advances the counter past it.

        The counter is locked until the transaction ends, and written at its end.
        """
        next_number = self._session.next_numbers.get((account, kind)) or self._read_counter(account, kind)
        if preferred and not next_number <= preferred <= MAX_COUNTED and self._is_taken(account, kind, preferred):
            preferred = 0
        number = preferred or next_number
        if next_number <= number <= MAX_COUNTED:
            next_number = number + 1
        self._session.next_numbers[account, kind] = next_number
        self._session.taken_numbers.add((account, kind, number))
        return number

    def take_range(self, account: str, kind: Literal["record"], count: int) -> int:
        """Takes `count` consecutive numbers of a kind that is never imported, and returns the first."""
        number = self._session.next_numbers.get((account, kind)) or self._read_counter(account, kind)
        self._session.next_numbers[account, kind] = number + count
        return number

    def flush(self) -> None:
        """Writes the counters."""
        rows = [
            {"of": account, "what": kind, "to": following}
            for (account, kind), following in self._session.next_numbers.items()
        ]
        self._cursor.write(UPDATE_COUNTER, rows)

    def _read_counter(self, account: str, kind: str) -> int:
        ((next_number,),) = self._cursor.rows(SELECT_COUNTER, {"account": account, "kind": kind})
        return int(next_number)

    def _is_taken(self, account: str, kind: str, number: int) -> bool:
        if (account, kind, number) in self._session.taken_numbers:
            return True
        ((exists,),) = self._cursor.rows(NUMBER_TAKEN[kind], {"account": account, "value": number})
        return bool(exists)
