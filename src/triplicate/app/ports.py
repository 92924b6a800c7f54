"""Ports: what the verbs need of a database, of keys and of file storage, as protocols that the outer layers fulfil."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import msgspec

from triplicate.app.stored import Account, Credential, Entry, Event, Events, File, Kept, PriceVersion, User
from triplicate.core.access import Principal
from triplicate.core.facets import Facet
from triplicate.core.order import Order

T = TypeVar("T")


class Reference(NamedTuple):
    """A name of an order: its GUID, its 24-hex id, or its running number within an account."""

    kind: Literal["guid", "oid", "number"]
    value: str | int


class Stored(NamedTuple):
    """An order as it lies in the database: whose it is, its version, and its encoded document."""

    account: str
    version: int
    document: bytes


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What to list: every facet must fit (one of its values), every word must begin a word of the order.

    `metadata` is what the order's metadata must have in it, at any depth: a JSON object whose every member it has, with
    that value, or where that is an object, with all of its members in turn.

    `since` and `until` bound when the order was made, `changed_since` and `changed_until` when it last changed, as
    moments, inclusive. `after` is where the page before ended, as that page told (`Page.next`); the sort is part of it.
    """

    account: str | None = None
    facets: dict[Facet, tuple[str, ...]] = {}
    words: tuple[str, ...] = ()
    metadata: dict[str, Any] = {}
    since: str | None = None
    until: str | None = None
    changed_since: str | None = None
    changed_until: str | None = None
    sort: Literal["newest", "changed"] = "newest"
    after: tuple[int, ...] | None = None
    limit: int = 20


class Page(NamedTuple):
    """Some orders, and where the next page starts (None: there are no more).

    `scanned` says that the scan budget ended this page early: no index serves the combination that was asked for, so
    that the page may hold fewer orders than its limit, or none, though more follow.
    """

    orders: list[Stored]
    next: tuple[int, ...] | None
    scanned: bool


class Orders(Protocol):
    """The orders of the transaction. Every question takes the principal; what is not the caller's does not come out."""

    def get(self, principal: Principal, reference: Reference) -> Order:
        """The order; raises Refused(NoSuchOrder) or Refused(NotYourOrder)."""

    def add(self, order: Order) -> None:
        """Stores a new order under all its identities."""

    def replace(self, order: Order) -> None:
        """Stores the next version of an order."""

    def page(self, principal: Principal, account: str | None, after: int) -> tuple[list[Order], int]:
        """The next orders the caller may see, in the order they came, and where the page after them starts."""

    def take_number(self, account: str, kind: Literal["order", "line"], wanted: int) -> int:
        """The next running number of an account, or `wanted` when it is free (0: none wanted). Gap-free on its own."""

    def take_records(self, account: str, many: int) -> int:
        """The first of so many running numbers for records that chips lead to. Gap-free on its own."""

    def of_piece(self, principal: Principal, piece: str) -> Order:
        """The order that the piece of this GUID is of, locked like any that `get` gives.

        Raises Refused: NoSuchPiece; InvalidInput when several orders of the caller have a piece of this GUID.
        """

    def referring(self, account: str, reference: str) -> str | None:
        """The GUID of an order of the account with this reference, or None; whoever asks so in other transactions waits
        until this one ends, so that no two find None and place one each."""

    def keep_keys(self, order: str, sealed: str) -> None:
        """Stores the keys of an order's pieces, sealed, in place of what was there."""

    def keys(self, order: str) -> str | None:
        """The sealed keys of an order's pieces, or None."""

    def note_number(self, order: Order, number: int) -> None:
        """Notes that an order shows a running number that another order has."""


class Accounts(Protocol):
    """Accounts and their users."""

    def add(self, account: Account) -> None: ...

    def get(self, id: str) -> Account | None: ...

    def replace(self, account: Account) -> None:
        """Stores an account's name, profile and moment of change; the rest of it never changes."""

    def lock(self, id: str) -> None:
        """Keeps everybody else who locks this account waiting until the transaction ends."""

    def all(self) -> list[Account]: ...

    def add_user(self, user: User) -> None: ...

    def user(self, email: str) -> User | None: ...

    def users(self, account: str | None) -> list[User]: ...


class Credentials(Protocol):
    """Tokens, by what is stored of them."""

    def add(self, credential: Credential) -> None: ...

    def all(self) -> list[Credential]: ...

    def revoke(self, at: str, *, id: str = "", user: str = "", family: str = "") -> int:
        """Revokes those that match the one criterion given; how many there were that were not revoked before."""


class Files(Protocol):
    """Stored files, by account: the same bytes are one file of an account."""

    def add(self, file: File) -> None: ...

    def get(self, id: str) -> File | None: ...

    def of_content(self, account: str, sha256: str) -> File | None:
        """The account's file with these bytes, or None."""


class Ledger(Protocol):
    """The movements of accounts' balances."""

    def balance(self, account: str) -> int:
        """What the movements so far came to; locked until the transaction ends."""

    def append(self, entry: Entry) -> Entry:
        """Appends a movement; `number` and `balance` are given here, whatever the entry says."""

    def entries(self, account: str, before: int | None, limit: int) -> list[Entry]:
        """The newest movements, newest first; before the one with the number `before`."""

    def of_order(self, order: str) -> int:
        """The sum of all movements for an order: below nothing where the balance paid."""


class Prices(Protocol):
    """Price lists, every version of them."""

    def current(self, account: str | None) -> PriceVersion | None:
        """The newest list of an account, else the newest of the house; None asks for the house's."""

    def add(self, account: str | None, digest: str, document: bytes, at: str, actor: str) -> PriceVersion:
        """Stores the next version; the newest one itself when it has the same digest."""

    def versions(self, account: str | None) -> list[PriceVersion]:
        """All versions of the list of an account itself, or of the house, newest first."""


class Idempotency(Protocol):
    """The answers kept under idempotency keys."""

    def find(self, caller: str, key: str, now: str) -> Kept | None:
        """What is kept and has not expired; locks the key until the transaction ends.

        Raises Refused(KeyInFlight) when another transaction works under this key at this moment.
        """

    def keep(self, kept: Kept) -> None:
        """Keeps an answer, in place of an expired one."""

    def forget(self, now: str) -> int:
        """Removes what has expired, some at a time; how many there were."""


class Unit(Protocol):
    """One transaction: everything done through it happens, or nothing."""

    orders: Orders
    accounts: Accounts
    credentials: Credentials
    files: Files
    ledger: Ledger
    prices: Prices
    idempotency: Idempotency

    def record(self, event: Event) -> None:
        """Appends an event; its `seq` is given at the end of the transaction."""

    def attempt(self, work: Callable[[], T]) -> T:
        """Does `work` as a part of the transaction that is undone by itself when it raises Refused."""

    def setting(self, name: str, value: str) -> str:
        """The value stored under a name, after storing this one where there was none."""
        ...

    def set(self, name: str, value: str) -> None:
        """Stores a value under a name, in place of what was there."""


class Store(Protocol):
    """The database for changes."""

    def run(self, name: str, work: Callable[[Unit], T]) -> T:
        """Does `work` in one transaction named `name`: committed, or undone as a whole; tried again on a conflict."""


class Reader(Protocol):
    """The database for the reads that must be fast: one order, one credential, one user, one file."""

    async def find(self, principal: Principal, reference: Reference) -> Stored:
        """The order as stored; raises Refused: NoSuchOrder, NotYourOrder, or Unavailable within the deadline."""

    async def list(self, principal: Principal, listing: Listing) -> Page:
        """Orders that the caller may see; raises Refused(Unavailable) within the deadline."""

    async def counts(self, principal: Principal, account: str | None) -> dict[Facet, dict[str, int]]:
        """How many orders the caller may see at each value of every counted facet, from counters kept up to date."""

    async def events(self, principal: Principal, after: int, limit: int, order: str | None = None) -> Events:
        """The events after a place in the feed, of what the caller may see; of one order where its GUID is given."""

    async def last_event(self, principal: Principal) -> int:
        """The place of the newest event that the caller may see; 0 when there is none."""

    async def credential(self, lookup: str) -> Credential | None: ...

    async def user(self, email: str) -> User | None: ...

    async def file(self, id: str) -> File | None: ...

    async def account(self, id: str) -> tuple[Account, int] | None:
        """An account and its balance, or None."""

    async def prices(self, account: str | None) -> PriceVersion | None:
        """The newest price list of an account, else of the house; None asks for the house's."""

    async def close(self) -> None: ...


class Blobs(Protocol):
    """The bytes of stored files, under their SHA-256."""

    def put(self, content: bytes) -> str:
        """Stores bytes durably; their SHA-256 in hexadecimal."""
        ...

    def get(self, digest: str) -> bytes | None:
        """The bytes, or None when there are none under this digest."""
        ...


class Keys(Protocol):
    """What is derived from the master key."""

    jwt: bytes

    def __hash__(self) -> int: ...

    def seal(self, clear: bytes) -> str: ...

    def unseal(self, sealed: str) -> bytes: ...

    def sign(self, text: str) -> str: ...
