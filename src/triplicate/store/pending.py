"""What a transaction knows of its orders and has not written yet; a part of the transaction can be taken back."""

from collections import Counter
from typing import Any, NamedTuple

from triplicate.app.stored import Event
from triplicate.core.order import Order


class Loaded(NamedTuple):
    """An order as it lies in the database, and its columns that only the store knows."""

    order: Order
    position: int
    changed: int


class Pending:
    """The counters of running numbers and what was taken of them, the orders seen, the tallies moved, the events.

    `words` are those that orders are to be found by, by position; at `no_words` are some that are so no more. `locked`
    are accounts that nobody else can lock until the transaction ends; what a part of it locked is free again when that
    part is taken back.
    """

    def __init__(self) -> None:
        self.following: dict[tuple[str, str], int] = {}
        self.taken: set[tuple[str, str, int]] = set()
        self.loaded: dict[str, Loaded] = {}
        self.tallies: Counter[tuple[str, int, str]] = Counter()
        self.events: list[Event] = []
        self.words: dict[int, Any] = {}
        self.no_words: set[int] = set()
        self.locked: set[str] = set()

    def mark(self) -> "Pending":
        """All of it as it is now."""
        copy = Pending()
        copy.restore(self)
        return copy

    def restore(self, other: "Pending") -> None:
        """Becomes what another one was."""
        self.following = dict(other.following)
        self.taken = set(other.taken)
        self.loaded = dict(other.loaded)
        self.tallies = Counter(other.tallies)
        self.events = list(other.events)
        self.words = dict(other.words)
        self.no_words = set(other.no_words)
        self.locked = set(other.locked)
