"""Identity map and write-behind buffer of a transaction, with snapshots for savepoints."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from triplicate.app.records import Account, Event, LedgerEntry, StoredResponse
from triplicate.app.units import ResponseKey
from triplicate.core.documents.order_record import OrderRecord
from triplicate.core.jobs.job import Job
from triplicate.core.order.order import Order


class LoadedOrder(NamedTuple):
    """An order as stored, with the columns that are not part of its document."""

    order: Order
    position: int
    changed_ms: int


class NewOrder(NamedTuple):
    """An order to be inserted, and when it was added, in ms since 1970."""

    record: OrderRecord
    added_ms: int


class Session:
    """Counters and taken numbers, loaded orders, changes of facet counts, and what is not yet written: new orders,
    ledger entries, events, jobs, and responses of idempotency keys.

    `next_numbers` holds the counters of the locked accounts by account and kind, `changed_counters` which of them to
    write. Orders are keyed by account and GUID. `words` are search words to store, by account and position;
    `word_removals` are the orders whose words are to be deleted first. `locked_accounts` are locked until the
    transaction ends; `accounts` has those of them that were read, `last_entries` their newest ledger entries. Rolling
    back to a savepoint releases the locks taken since. Jobs are keyed by account, kind and subject, responses by
    account, caller and key. `claims` says of each idempotency key that was to be claimed whether it was free;
    `keys_ahead` are those of the units that wait.
    """

    def __init__(self) -> None:
        self.next_numbers: dict[tuple[str, str], int] = {}
        self.changed_counters: set[tuple[str, str]] = set()
        self.taken_numbers: set[tuple[str, str, int]] = set()
        self.loaded_orders: dict[tuple[str, str], LoadedOrder] = {}
        self.new_orders: list[NewOrder] = []
        self.keys_ahead: Callable[[], Collection[ResponseKey]] = tuple
        self.claims: dict[ResponseKey, bool] = {}
        self.responses: dict[ResponseKey, StoredResponse] = {}
        self.facet_counts: Counter[tuple[str, int, str]] = Counter()
        self.events: list[Event] = []
        self.jobs: dict[tuple[str, str, str], Job] = {}
        self.words: dict[tuple[str, int], Any] = {}
        self.word_removals: set[tuple[str, int]] = set()
        self.locked_accounts: set[str] = set()
        self.accounts: dict[str, Account] = {}
        self.last_entries: dict[str, LedgerEntry | None] = {}
        self.new_entries: list[LedgerEntry] = []

    def snapshot(self) -> "Session":
        """A copy of the current state, for a savepoint."""
        copy = Session()
        copy.restore(self)
        return copy

    def restore(self, other: "Session") -> None:
        """Resets the state to a snapshot."""
        self.next_numbers = dict(other.next_numbers)
        self.changed_counters = set(other.changed_counters)
        self.taken_numbers = set(other.taken_numbers)
        self.loaded_orders = dict(other.loaded_orders)
        self.new_orders = list(other.new_orders)
        self.claims = dict(other.claims)
        self.responses = dict(other.responses)
        self.facet_counts = Counter(other.facet_counts)
        self.events = list(other.events)
        self.jobs = dict(other.jobs)
        self.words = dict(other.words)
        self.word_removals = set(other.word_removals)
        self.locked_accounts = set(other.locked_accounts)
        self.accounts = dict(other.accounts)
        self.last_entries = dict(other.last_entries)
        self.new_entries = list(other.new_entries)
