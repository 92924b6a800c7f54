"""Orders in a transaction, and what finding and listing them takes and returns."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

from triplicate.core.access import Principal
from triplicate.core.documents.order_record import OrderRecord
from triplicate.core.order.order import Order
from triplicate.core.search.facets import Facet


class OrderName(NamedTuple):
    """A name of an order: its GUID, its 24-hex id, or its running number within an account."""

    kind: Literal["guid", "oid", "number"]
    value: str | int


class OrderVersion(NamedTuple):
    """What tells one state of an order from another: its account, its version, and the digest of what is stored."""

    account: str
    version: int
    digest: int


class StoredOrder(NamedTuple):
    """An order as stored: its account, its version, its digest (`core.documents.digest`), and its encoded document.

    The document is in the newest shape, the digest that of the one that is stored.
    In a page, `sort_key` is the keyset cursor with which a page would start after this order.
    """

    account: str
    version: int
    digest: int
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
    ) -> tuple[list[bytes], OrderCursor | None]:
        """The next orders the caller may see (of one account, if it is given), and the cursor of the next page.

        They are encoded (`core.order.order`), in the newest shape, ordered by account, and then oldest first. `after`
        is None for the first page.
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

    def add_number_alias(self, order: Order | OrderRecord, number: int) -> None:
        """Adds a further running number under which an order is found, though another order has that number."""
