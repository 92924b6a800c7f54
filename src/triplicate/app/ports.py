"""Ports: what the verbs need of a database, of keys and of file storage, as protocols that the outer layers fulfil."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import msgspec

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


class Account(msgspec.Struct, frozen=True):
    """One buyer organisation. `currency` is what dialects without a currency member mean by their amounts."""

    id: str
    name: str
    currency: str
    created_at: str


class User(msgspec.Struct, frozen=True):
    """Somebody of an account, known by the e-mail address in lower case."""

    email: str
    account: str
    name: str
    created_at: str


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A token as stored: never the token itself. `lookup` is a hash, or names the id of a signed token."""

    id: str
    lookup: str
    dialect: str
    account: str | None
    user: str | None
    scopes: str
    label: str
    family: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class File(msgspec.Struct, frozen=True):
    """A stored file: its bytes lie in the blob store under their SHA-256."""

    id: str
    account: str
    mime: str
    size: int
    sha256: str
    created_at: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to an order, written in the transaction of the change and never changed after.

    `seq` is its place among all events, given when the transaction commits: dense, and in the order of the commits.
    `actor` is the credential that acted, `user` the e-mail address it acted for, `version` that of the order after the
    change, and `data` what changed.
    """

    seq: int = 0
    order: str
    account: str
    kind: str
    at: str
    actor: str
    user: str | None = None
    dialect: str
    request: str
    version: int
    data: dict[str, Any] = {}


Events = list[Event]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The answer that a change was given, kept under the caller's idempotency key in the transaction of the change.

    `caller` is whose key it is, `fingerprint` that of the whole request, `sealed` the answer, encrypted.
    """

    caller: str
    key: str
    fingerprint: str
    sealed: str
    expires_at: str


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What to list: every facet must fit (one of its values), every word must begin a word of the order.

    `since` and `until` bound when the order was made, `changed_since` and `changed_until` when it last changed, as
    moments, inclusive. `after` is where the page before ended, as that page told (`Page.next`); the sort is part of it.
    """

    account: str | None = None
    facets: dict[Facet, tuple[str, ...]] = {}
    words: tuple[str, ...] = ()
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

    def note_number(self, order: Order, number: int) -> None:
        """Notes that an order shows a running number that another order has."""


class Accounts(Protocol):
    """Accounts and their users."""

    def add(self, account: Account) -> None: ...

    def get(self, id: str) -> Account | None: ...

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
    """Stored files, by account."""

    def add(self, file: File) -> None: ...

    def get(self, id: str) -> File | None: ...


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

    async def close(self) -> None: ...


class Keys(Protocol):
    """What is derived from the master key."""

    jwt: bytes

    def __hash__(self) -> int: ...

    def seal(self, clear: bytes) -> str: ...

    def unseal(self, sealed: str) -> bytes: ...

    def sign(self, text: str) -> str: ...
