"""Ports: the protocols that use cases need of the database, the keys and the file storage."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import msgspec

from triplicate.app.job_port import Jobs as Jobs
from triplicate.app.records import (
    Account,
    Credential,
    Event,
    Events,
    File,
    LedgerEntry,
    PriceVersion,
    StoredResponse,
    User,
)
from triplicate.core.access import Principal
from triplicate.core.aggregate import Aggregate
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
from triplicate.core.documents.order_record import OrderRecord
from triplicate.core.order.order import Order
from triplicate.core.search.facets import Facet

T = TypeVar("T")
A = TypeVar("A", bound=Aggregate)


class OrderName(NamedTuple):
    """A name of an order: its GUID, its 24-hex id, or its running number within an account."""

    kind: Literal["guid", "oid", "number"]
    value: str | int


class StoredOrder(NamedTuple):
    """An order as stored: its account, its version, and its encoded document.

    In a page, `sort_key` is the keyset cursor with which a page would start after this order.
    """

    account: str
    version: int
    document: bytes
    sort_key: tuple[int, ...] = ()


class OrderQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The filters of a list: each facet must match one of its values, each word a prefix of one of the order's words.

    `metadata` is a JSON object that the order's metadata must contain: every member with an equal value, nested objects
    compared in the same way.

    `since` and `until` bound when the order was created, `changed_since` and `changed_until` when it last changed, as
    inclusive timestamps. `after` is the previous page's keyset cursor (`OrderPage.next`), which depends on the sort.
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


class OrderPage(NamedTuple):
    """A page of orders, and the keyset cursor of the next one (None: this is the last). Large orders end it early.

    `scan_stopped` says that the scan budget ended this page early: no index serves the combination of filters, so
    the page may hold fewer orders than its limit, or none, although more follow.
    """

    orders: list[StoredOrder]
    next: tuple[int, ...] | None
    scan_stopped: bool


class EventPage(NamedTuple):
    """A page of events, and the cursor of the next page, even if this one is empty (`Reader.events`)."""

    events: Events
    next: str


OrderCursor = tuple[str, int]
"""The keyset cursor of `Orders.page`: the account and the position of the last order."""


class Orders(Protocol):
    """Orders in a transaction. Every lookup takes the principal and returns only what the caller may see."""

    def get(self, principal: Principal, name: OrderName) -> Order:
        """The order; raises DomainError(OrderNotFound) or DomainError(OrderOfAnotherAccount)."""

    def add(self, order: Order) -> None:
        """Stores a new order under all its identities."""

    def add_records(self, records: Sequence[OrderRecord]) -> None:
        """Stores new orders together, as `add` stores each."""

    def names_in_use(self, kind: Literal["guid", "oid"], names: Sequence[str]) -> set[str]:
        """Those of the names that an order has, in whatever account."""

    def replace(self, order: Order) -> None:
        """Stores the next version of an order."""

    def page(
        self, principal: Principal, account: str | None, after: OrderCursor | None
    ) -> tuple[list[Order], OrderCursor | None]:
        """The next orders the caller may see (of one account, if it is given), and the cursor of the next page.

        Ordered by account, and then oldest first. `after` is None for the first page.
        """

    def take_number(self, account: str, kind: Literal["order", "line"], preferred: int) -> int:
        """The next running number of an account, or `preferred` if it is free (0: no preference). Gap-free."""

    def take_record_numbers(self, account: str, count: int) -> int:
        """Takes `count` consecutive numbers for chip records, and returns the first. Gap-free."""

    def get_by_piece(self, principal: Principal, piece_guid: str) -> Order:
        """The order of the piece with this GUID, locked like one from `get`.

        Raises DomainError: PieceNotFound; InvalidInput when several orders of the caller have it.
        """

    def find_by_reference(self, account: str, reference: str) -> str | None:
        """The GUID of an order of the account with this reference, or None. Locks the account until the transaction
        ends, so that two transactions cannot both find None and place an order each."""

    def store_piece_keys(self, account: str, order: str, sealed: str) -> None:
        """Stores or replaces the encrypted keys of an order's pieces."""

    def piece_keys(self, account: str, order: str) -> str | None:
        """The encrypted keys of an order's pieces, or None."""

    def add_number_alias(self, order: Order, number: int) -> None:
        """Adds a further running number under which an order is found, though another order has that number."""


class Buyers(Protocol[A]):
    """Companies, or customers, in a transaction. Every lookup takes the principal."""

    def get(self, principal: Principal, account: str, id: str) -> A | None:
        """The account's one with this GUID or 24-hex id, locked; None if there is none that the caller may see."""

    def add(self, aggregate: A) -> None:
        """Stores a new one under both ids."""

    def replace(self, aggregate: A) -> None:
        """Stores the next version."""


BuyerTable = Literal["companies", "customers"]


class StoredBuyer(NamedTuple):
    """A company or customer as stored: its 24-hex id, its version, and its encoded document."""

    oid: str
    version: int
    document: bytes


StoredBuyers = list[StoredBuyer]


class Accounts(Protocol):
    """Accounts and their users."""

    def add(self, account: Account) -> None: ...

    def get(self, id: str) -> Account | None: ...

    def replace(self, account: Account) -> None:
        """Updates an account's name, profile and time of change; its other fields are immutable."""

    def lock(self, id: str) -> None:
        """Takes an exclusive lock on the account until the transaction ends."""

    def all(self) -> list[Account]: ...

    def add_user(self, user: User) -> None: ...

    def user(self, email: str) -> User | None: ...

    def users(self, account: str | None) -> list[User]: ...


class Credentials(Protocol):
    """Stored credentials; never the tokens themselves."""

    def add(self, credential: Credential) -> None: ...

    def all(self) -> list[Credential]: ...

    def revoke(self, at: str, *, id: str = "", user: str = "", family: str = "") -> int:
        """Revokes the credentials that match the one given criterion; how many were newly revoked."""


class Files(Protocol):
    """Stored files, deduplicated by content within an account."""

    def add(self, file: File) -> None: ...

    def get(self, account: str, id: str) -> File | None:
        """The account's file with this id, or None."""

    def find_by_content(self, account: str, sha256: str) -> File | None:
        """The account's file with these bytes, or None."""


class Ledger(Protocol):
    """The ledger: entries that change the balances of accounts."""

    def balance(self, account: str) -> int:
        """The current balance; the account is locked until the transaction ends."""

    def append(self, entry: LedgerEntry) -> LedgerEntry:
        """Appends an entry; its `number` and `balance` are assigned here."""

    def entries(self, account: str, before: int | None, limit: int) -> list[LedgerEntry]:
        """Entries with numbers below `before` (None: all), newest first, at most `limit`."""

    def order_sum(self, account: str, order: str) -> int:
        """The sum of all entries of an order: negative where the balance paid for it."""


class Prices(Protocol):
    """Price lists, every version of them."""

    def current(self, account: str | None) -> PriceVersion | None:
        """The newest list of an account, or else the newest default list; None means the default list."""

    def add(self, account: str | None, digest: str, document: bytes, at: str, actor: str) -> PriceVersion:
        """Stores the next version; returns the newest one if it has the same digest."""

    def versions(self, account: str | None) -> list[PriceVersion]:
        """All versions of an account's own list, or of the default list (None), newest first."""


class Idempotency(Protocol):
    """Responses stored under idempotency keys."""

    def claim(self, account: str, caller: str, key: str, now: str) -> StoredResponse | None:
        """Claims a key until the transaction ends, or returns the unexpired response that is stored under it.

        `account` is that of the caller, or `""` for one who is bound to none. Must come first in a transaction. Raises
        DomainError(IdempotencyKeyInUse) when another transaction has claimed the key.
        """

    def store(self, response: StoredResponse) -> None:
        """Stores a response, replacing an expired one."""

    def delete_expired(self, now: str) -> int:
        """Deletes a batch of expired responses; how many."""


class UnitOfWork(Protocol):
    """Unit of work: one atomic transaction with its repositories."""

    orders: Orders
    accounts: Accounts
    companies: Buyers[Company]
    customers: Buyers[Customer]
    credentials: Credentials
    files: Files
    ledger: Ledger
    prices: Prices
    idempotency: Idempotency
    jobs: Jobs

    def record_event(self, event: Event) -> None:
        """Appends an event; its `seq` is assigned at the end of the transaction."""

    def run_in_savepoint(self, work: Callable[[], T]) -> T:
        """Runs `work` in a savepoint, which is rolled back when it raises."""

    def ensure_setting(self, name: str, value: str) -> str:
        """The value stored under a name; stores the given one if there is none."""
        ...

    def store_setting(self, name: str, value: str) -> None:
        """Stores or replaces the value under a name."""


class Store(Protocol):
    """The database for writes."""

    def run(self, name: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs `work` in one transaction, which commits or rolls back as a whole; retried on a conflict."""


class Reader(Protocol):
    """The database for fast reads outside a transaction."""

    async def find(self, principal: Principal, name: OrderName) -> StoredOrder:
        """The stored order; raises DomainError: OrderNotFound, OrderOfAnotherAccount, Unavailable at the deadline."""

    async def order_of_piece(self, principal: Principal, piece_guid: str) -> StoredOrder:
        """The stored order of the piece with this GUID, which must be in canonical form.

        Raises DomainError: PieceNotFound; InvalidInput when several orders of the caller have it; Unavailable.
        """

    async def list(self, principal: Principal, query: OrderQuery) -> OrderPage:
        """Orders that the caller may see; raises DomainError(Unavailable) within the deadline."""

    async def buyer(self, principal: Principal, table: BuyerTable, account: str, id: str) -> StoredBuyer | None:
        """The account's company or customer with this GUID or 24-hex id; None if there is none the caller may see."""

    async def buyers(
        self, principal: Principal, table: BuyerTable, account: str, after: str, limit: int
    ) -> StoredBuyers:
        """At most `limit` of the account's companies or customers with 24-hex ids above `after`, in their order."""

    async def counts(self, principal: Principal, account: str | None) -> dict[Facet, dict[str, int]]:
        """Facet counts: how many visible orders have each value, from maintained counters."""

    async def events(self, principal: Principal, after: str, limit: int) -> EventPage:
        """Visible events after a cursor (`"0"`: from the first one), those of each account in order.

        The cursor of a caller who is bound to an account is the `seq` of the last event; otherwise it is opaque. Raises
        ValueError for a cursor of another feed.
        """

    async def order_events(self, account: str, order: str, after: int, limit: int) -> Events:
        """Events of an order, given by its GUID, with a `seq` above `after`, oldest first."""

    async def last_event(self, principal: Principal) -> str:
        """The cursor after the newest visible event."""

    async def credential(self, lookup: str) -> Credential | None: ...

    async def user(self, email: str) -> User | None: ...

    async def file(self, id: str, account: str | None = None) -> File | None:
        """The account's file with this id, or that of any account (None)."""

    async def account(self, id: str) -> tuple[Account, int] | None:
        """An account and its balance, or None."""

    async def prices(self, account: str | None) -> PriceVersion | None:
        """The newest price list of an account, or else the default list; None means the default list."""

    async def close(self) -> None: ...


class Blobs(Protocol):
    """Blob store: the bytes of files, addressed by their SHA-256."""

    def put(self, content: bytes) -> str:
        """Stores bytes durably; their SHA-256 in hexadecimal."""
        ...

    def get(self, digest: str) -> bytes | None:
        """The bytes, or None when there are none under this digest."""
        ...


class Keys(Protocol):
    """Cryptography with keys derived from the master key."""

    jwt: bytes

    def __hash__(self) -> int: ...

    def seal(self, plaintext: bytes) -> str: ...

    def unseal(self, sealed: str) -> bytes: ...

    def seal_bytes(self, plaintext: bytes) -> bytes: ...

    def unseal_bytes(self, sealed: bytes) -> bytes: ...

    def sign(self, text: str) -> str: ...
