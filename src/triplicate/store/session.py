"""Identity map and write-behind buffer of a transaction, with snapshots for savepoints."""

from collections import Counter
from typing import Any, NamedTuple

from triplicate.app.records import Event
from triplicate.core.order.order import Order


class Loaded(NamedTuple):
    """An order as stored, with the columns that are not part of its document."""

    order: Order
    position: int
    changed: int


class Pending:
    """Counters and taken numbers, loaded orders, changes of facet counts, and events not yet written.

    `words_by_position` are search words to store, `word_removals` the positions whose words are to be deleted first.
    `locked_accounts` are locked until the transaction ends; rolling back to a savepoint releases the locks taken since.
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
        """A copy of the current state, for a savepoint."""
        copy = Pending()
        copy.restore(self)
        return copy

    def restore(self, other: "Pending") -> None:
        """Resets the state to a snapshot."""
        self.following = dict(other.following)
        self.taken = set(other.taken)
        self.loaded = dict(other.loaded)
        self.tallies = Counter(other.tallies)
        self.events = list(other.events)
        self.words = dict(other.words)
        self.no_words = set(other.no_words)
        self.locked = set(other.locked)
