"""Running numbers: without gaps, whoever takes them at the same time, since their counters stay locked to the end."""

from typing import Literal

from triplicate.store.driver import Driver
from triplicate.store.pending import Pending
from triplicate.store.statements import COUNTER, MOVE_COUNTER, NUMBER_TAKEN

MOST_COUNTED = 10**15
"""A wanted number beyond this one is kept without moving the counter, which could not go on from there for long."""


class SqlNumbers:
    """The running numbers of accounts, in one transaction."""

    def __init__(self, driver: Driver, pending: Pending) -> None:
        self._driver = driver
        self._pending = pending

    def take(self, account: str, kind: Literal["order", "line"], wanted: int) -> int:
        """The next number, or `wanted` when it is free, which moves the counter past it.

        The counter is locked until the transaction ends, and written back then.
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
        """The first of so many numbers that follow each other; nobody brings along numbers of this kind."""
        number = self._pending.following.get((account, kind)) or self._counter(account, kind)
        self._pending.following[account, kind] = number + many
        return number

    def finish(self) -> None:
        """Writes the counters back."""
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
