"""The database for reads outside a transaction."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from triplicate.app.ports.buyers import BuyerTable, StoredBuyer, StoredBuyers
from triplicate.app.ports.files import FileQuery
from triplicate.app.ports.jobs import JobQuery
from triplicate.app.ports.orders import OrderName, OrderPage, OrderQuery, OrderVersion, StoredOrder
from triplicate.app.ports.pools import PoolState
from triplicate.app.records import Account, Credential, Events, File, Files, PriceVersion, StoredResponse, User
from triplicate.core.access import Principal
from triplicate.core.jobs.job import Job, Jobs
from triplicate.core.search.facets import Facet


class EventPage(NamedTuple):
    """A page of events, and the cursor of the next page, even if this one is empty (`Reader.events`)."""

    events: Events
    next: str


class CursorOutOfRange(ValueError):
    """A cursor beyond the newest event: of a feed that has gone on since the backup that was restored."""


class Reader(Protocol):
    """The database for fast reads outside a transaction."""

    async def find(self, principal: Principal, name: OrderName) -> StoredOrder:
        """The stored order; raises DomainError: OrderNotFound, OrderOfAnotherAccount, Unavailable at the deadline."""

    async def order_version(self, principal: Principal, name: OrderName) -> OrderVersion:
        """The version of the order that `find` would return, without its document; raises what `find` raises."""

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

    async def jobs(self, principal: Principal, query: JobQuery) -> Jobs:
        """A page of jobs, newest first and without their payloads; of all accounts for a caller of all accounts."""

    async def job(self, principal: Principal, id: str) -> Job | None:
        """The job with this id, if there is one that the caller may see."""

    async def counts(self, principal: Principal, account: str | None) -> dict[Facet, dict[str, int]]:
        """Facet counts: how many visible orders have each value, from maintained counters."""

    async def events(self, principal: Principal, after: str, limit: int) -> EventPage:
        """Visible events after a cursor (`"0"`: from the first one), those of each account in order.

        The cursor of a caller who is bound to an account is the `seq` of the last event; otherwise it is opaque. Raises
        ValueError for a cursor of another feed, CursorOutOfRange for one beyond the newest event.
        """

    async def order_events(self, account: str, order: str, after: int, limit: int) -> Events:
        """Events of an order, given by its GUID, with a `seq` above `after`, oldest first.

        Raises CursorOutOfRange for an `after` beyond the newest event of the account.
        """

    async def last_event(self, principal: Principal) -> str:
        """The cursor after the newest visible event."""

    async def credential(self, lookup: str) -> Credential | None: ...

    async def user(self, email: str) -> User | None: ...

    async def file(self, id: str, account: str | None = None) -> File | None:
        """The account's file with this id, or that of any account (None)."""

    async def file_usage(self, account: str) -> int:
        """How many bytes of files the account has."""
        ...

    async def files(self, query: FileQuery) -> Files:
        """A page of an account's files, newest first."""
        ...

    async def account(self, id: str) -> tuple[Account, int] | None:
        """An account and its balance, or None."""

    async def prices(self, account: str | None) -> PriceVersion | None:
        """The newest price list of an account, or else the default list; None means the default list."""

    async def stored_response(self, account: str, caller: str, key: str, now: str) -> StoredResponse | None:
        """The unexpired response under an idempotency key of this caller; `account` is `""` for no account.

        None does not say that the key is free: another transaction may have claimed it (`Idempotency.claim`).
        """

    def pools(self) -> Sequence[PoolState]:
        """Its connection pools, for who watches them."""
        ...

    async def close(self) -> None: ...
