"""Placing, reading, listing and amending orders, one at a time and in batches."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, TypedDict, Unpack

from triplicate.dialects.native import operations
from triplicate.dialects.native.client.actions import AnOrder, How, id_of, meant
from triplicate.dialects.native.client.connection import Connection
from triplicate.dialects.native.document.wire import Order
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.responses import Counts, OrderPage, Rows

Words = str | Iterable[str]
"""A value, or several of which any may match."""
Day = str | date
"""A date or a time: `2024-07-01`, `2024-07-01T09:26:55Z`, a date, or a datetime with a time zone."""


class Filters(TypedDict, total=False):
    """Filters for orders. All given filters must match; of several values of one filter, any.

    `q` is a prefix search, ignoring case and accents, in reference, project, number, names and e-mail addresses.
    Bounds are inclusive, and a date includes the whole day (UTC). `limit` is the page size.
    """

    stage: Words
    step: Words
    payment: Words
    ending: Words
    fulfilment: Words
    held: bool
    origin: Words
    account: str
    reference: Words
    email: Words
    sku: Words
    tracking: Words
    q: str
    created_since: Day
    created_until: Day
    changed_since: Day
    changed_until: Day
    sort: Literal["newest", "changed"]
    limit: int
    cursor: str


class Orders(Connection):
    """Operations on orders: place, read, list, count, amend, and batches."""

    def place_order(self, order: requests.NewOrder, *, idempotency_key: str | None = None) -> Order:
        """Places an order, or stores a draft. It is readable in every dialect at once. Raises InvalidInput."""
        return self._ask(operations.PLACE_ORDER, Order, body=order, key=idempotency_key)

    def get_order(self, order: AnOrder) -> Order:
        """Reads an order by any of its ids, or reads a known order again; raises NotFound."""
        return self._ask(operations.GET_ORDER, Order, {"orderId": id_of(order)})

    def list_orders(self, **filters: Unpack[Filters]) -> OrderPage:
        """One page of orders, newest or last changed first; its `next` is the `cursor` of the next page."""
        return self._ask(operations.LIST_ORDERS, OrderPage, filters)

    def iter_pages(self, **filters: Unpack[Filters]) -> Iterator[OrderPage]:
        """Iterates over pages of orders, each requested when it is needed."""
        while True:
            page = self.list_orders(**filters)
            yield page
            if page.next is None:
                return
            filters["cursor"] = page.next

    def iter_orders(self, **filters: Unpack[Filters]) -> Iterator[Order]:
        """Iterates over every matching order, through all pages."""
        for page in self.iter_pages(**filters):
            yield from page.orders

    def count_orders(self, *, account: str | None = None) -> Counts:
        """The number of orders per value of each status axis; of one account, or of all that the token may read."""
        return self._ask(operations.COUNT_ORDERS, Counts, {"account": account})

    def amend_order(self, order: AnOrder, amendment: requests.Amendment, **how: Unpack[How]) -> Order:
        """Applies an amendment as a whole, or not at all.

        It applies to the version of the given order, so that no concurrent change is lost (VersionConflict); with an id
        alone, give the `version`. Raises ActionNotPossible for what can no longer be changed.
        """
        how = meant(order, how)
        return self._ask(
            operations.AMEND_ORDER,
            Order,
            {"orderId": id_of(order)},
            amendment,
            version=how.get("version"),
            key=how.get("idempotency_key"),
        )

    def place_orders(self, orders: Iterable[requests.NewOrder], *, idempotency_key: str | None = None) -> Rows:
        """Places up to 100 orders, each independently; the reply has one row for each, in the same order."""
        return self._ask(operations.PLACE_ORDERS, Rows, body=requests.BulkOrders(list(orders)), key=idempotency_key)

    def move_orders(self, moves: Iterable[requests.Move], *, idempotency_key: str | None = None) -> Rows:
        """Applies up to 100 actions in order, each to one order, and independently."""
        return self._ask(operations.MOVE_ORDERS, Rows, body=requests.BulkMoves(list(moves)), key=idempotency_key)
