"""Placing, reading, listing and amending orders, one at a time and in batches."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, TypedDict, Unpack

from triplicate.dialects.native.client.actions import ChangeOptions, OrderOrId, order_id, with_version
from triplicate.dialects.native.client.connection import Connection
from triplicate.dialects.native.document.wire import Order
from triplicate.dialects.native.orders import operations, requests
from triplicate.dialects.native.orders.parameters import CountsParameters
from triplicate.dialects.native.orders.responses import BatchResult, Counts, OrderPage
from triplicate.dialects.native.parameters import OrderParameters

OneOrMore = str | Iterable[str]
"""A value, or several of which any may match."""
DayOrTime = str | date
"""A date or a time: `2024-07-01`, `2024-07-01T09:26:55Z`, a date, or a datetime with a time zone."""


class Filters(TypedDict, total=False):
    """Filters for orders. All given filters must match; of several values of one filter, any.

    `q` is a prefix search, ignoring case and accents, in reference, project, number, names and e-mail addresses.
    Bounds are inclusive, and a date includes the whole day (UTC). `limit` is the page size.
    """

    stage: OneOrMore
    step: OneOrMore
    payment: OneOrMore
    ending: OneOrMore
    fulfilment: OneOrMore
    held: bool
    origin: OneOrMore
    account: str
    reference: OneOrMore
    email: OneOrMore
    sku: OneOrMore
    tracking: OneOrMore
    q: str
    created_since: DayOrTime
    created_until: DayOrTime
    changed_since: DayOrTime
    changed_until: DayOrTime
    sort: Literal["newest", "changed"]
    limit: int
    cursor: str


class Orders(Connection):
    """Operations on orders: place, read, list, count, amend, and batches."""

    def place_order(self, order: requests.NewOrder, *, idempotency_key: str | None = None) -> Order:
        """Places an order, or stores a draft. It is readable in every dialect at once. Raises InvalidInput."""
        return self._call(operations.PLACE_ORDER, body=order, key=idempotency_key)

    def get_order(self, order: OrderOrId) -> Order:
        """Reads an order by any of its ids, or reads a known order again; raises NotFound."""
        return self._call(operations.GET_ORDER, OrderParameters(order_id(order)))

    def list_orders(self, **filters: Unpack[Filters]) -> OrderPage:
        """One page of orders, newest or last changed first; its `next` is the `cursor` of the next page."""
        return self._call(operations.LIST_ORDERS, filters)

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
        return self._call(operations.COUNT_ORDERS, CountsParameters(account=account))

    def amend_order(self, order: OrderOrId, amendment: requests.Amendment, **options: Unpack[ChangeOptions]) -> Order:
        """Applies an amendment as a whole, or not at all.

        It applies to the version of the given order, so that no concurrent change is lost (VersionConflict); with an id
        alone, give the `version`. Raises ActionNotPossible for what can no longer be changed.
        """
        options = with_version(order, options)
        return self._call(
            operations.AMEND_ORDER,
            OrderParameters(order_id(order)),
            amendment,
            version=options.get("version"),
            key=options.get("idempotency_key"),
        )

    def place_orders(self, orders: Iterable[requests.NewOrder], *, idempotency_key: str | None = None) -> BatchResult:
        """Places up to 100 orders, each independently; the reply has one row for each, in the same order."""
        return self._call(operations.PLACE_ORDERS, body=requests.BulkOrders(list(orders)), key=idempotency_key)

    def move_orders(self, moves: Iterable[requests.Move], *, idempotency_key: str | None = None) -> BatchResult:
        """Applies up to 100 actions in order, each to one order, and independently."""
        return self._call(operations.MOVE_ORDERS, body=requests.BulkMoves(list(moves)), key=idempotency_key)
