"""Running numbers without gaps: their counter rows stay locked until the transaction ends."""

from typing import Literal

from triplicate.store.cursor import Driver
from triplicate.store.session import Pending
from triplicate.store.statements import COUNTER, MOVE_COUNTER, NUMBER_TAKEN

MOST_COUNTED = 10**15
"""A preferred number above this is used without advancing the counter, which would soon overflow."""


class SqlNumbers:
    """The running numbers of accounts, in one transaction."""

    def __init__(self, driver: Driver, pending: Pending) -> None:
        self._driver = driver
        self._pending = pending

    def take(self, account: str, kind: Literal["order", "line"], wanted: int) -> int:
        """The next number, or `preferred` if it is free, which advances the counter past it.

        The counter is locked until the transaction ends, and written at its end.
        """
        following = self._pending.following.get((account, kind)) or self._counter(account, kind)
        if wanted and not following <= wanted <= MOST_COUNTED and self._taken(account, kind, wanted):
            wanted = 0
        number = wanted or following
        if following <= number <= MOST_COUNTED:
            following = number + 1
        self._pending.following[account, kind] = following
        self._pending.taken.add((account, kind, number))
        return number

    def take_many(self, account: str, kind: Literal["record"], many: int) -> int:
        """Takes `count` consecutive numbers of a kind that is never imported, and returns the first."""
        number = self._pending.following.get((account, kind)) or self._counter(account, kind)
        self._pending.following[account, kind] = number + many
        return number

    def finish(self) -> None:
        """Writes the counters."""
        moves = [
            {"of": account, "what": kind, "to": following}
            for (account, kind), following in self._pending.following.items()
        ]
        self._driver.write(MOVE_COUNTER, moves)

    def _counter(self, account: str, kind: str) -> int:
        ((following,),) = self._driver.rows(COUNTER, {"account": account, "kind": kind})
        return int(following)

    def _taken(self, account: str, kind: str, number: int) -> bool:
        if (account, kind, number) in self._pending.taken:
            return True
        ((taken,),) = self._driver.rows(NUMBER_TAKEN[kind], {"account": account, "value": number})
        return bool(taken)
