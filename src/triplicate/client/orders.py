"""Placing, reading, listing and amending orders, one by one and many at once."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, TypedDict, Unpack

from triplicate.client.connection import Connection
from triplicate.client.verbs import AnOrder, How, id_of, meant
from triplicate.dialects.native import api, bodies
from triplicate.dialects.native.answers import Counts, OrderPage, Rows
from triplicate.dialects.native.wire import Order

Words = str | Iterable[str]
"""A value, or several of which any may fit."""
Day = str | date
"""A day or a moment: `2024-07-01`, `2024-07-01T09:26:55Z`, a date, or a datetime with a time zone."""


class Filters(TypedDict, total=False):
    """Which orders. All filters that are given must fit; of several values of one, any.

    `q` searches by the beginnings of words, without regard to case and accents, in reference, project, number, names
    and e-mail addresses. Bounds are inclusive, and a day includes all of it (UTC). `limit` is the size of a page.
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
    """Orders, as they are."""

    def place_order(self, order: bodies.NewOrder, *, idempotency_key: str | None = None) -> Order:
        """Places an order, or keeps a draft. It can be read in every dialect at once. Raises InvalidInput."""
        return self._ask(api.PLACE_ORDER, Order, body=order, key=idempotency_key)

    def get_order(self, order: AnOrder) -> Order:
        """One order by any of its ids, or again; raises NotFound."""
        return self._ask(api.GET_ORDER, Order, {"orderId": id_of(order)})

    def list_orders(self, **filters: Unpack[Filters]) -> OrderPage:
        """One page of orders, newest or last changed first; its `next` is the `cursor` of the page after it."""
        return self._ask(api.LIST_ORDERS, OrderPage, filters)

    def iter_pages(self, **filters: Unpack[Filters]) -> Iterator[OrderPage]:
        """The pages of orders, one after the other, each asked for when it is needed."""
        while True:
            page = self.list_orders(**filters)
            yield page
            if page.next is None:
                return
            filters["cursor"] = page.next

    def iter_orders(self, **filters: Unpack[Filters]) -> Iterator[Order]:
        """Every order that fits, through all pages."""
        for page in self.iter_pages(**filters):
            yield from page.orders

    def count_orders(self, *, account: str | None = None) -> Counts:
        """How many orders there are at each value of each axis; of one account, or of all that the token sees."""
        return self._ask(api.COUNT_ORDERS, Counts, {"account": account})

    def amend_order(self, order: AnOrder, amendment: bodies.Amendment, **how: Unpack[How]) -> Order:
        """Changes what was agreed: all that the amendment says, or nothing.

        It is meant for the version of the order that is given, so that nobody's change is lost (NotThisVersion); with
        an id alone, name the `version`. Raises NotPossible for what can be changed no more.
        """
        how = meant(order, how)
        return self._ask(
            api.AMEND_ORDER,
            Order,
            {"orderId": id_of(order)},
            amendment,
            version=how.get("version"),
            key=how.get("idempotency_key"),
        )

    def place_orders(self, orders: Iterable[bodies.NewOrder], *, idempotency_key: str | None = None) -> Rows:
        """Places up to 100 orders, each for itself: what became of each is in its place of the answer."""
        return self._ask(api.PLACE_ORDERS, Rows, body=bodies.BulkOrders(list(orders)), key=idempotency_key)

    def move_orders(self, moves: Iterable[bodies.Move], *, idempotency_key: str | None = None) -> Rows:
        """Makes up to 100 moves in their order, each a verb for one order, and for itself."""
        return self._ask(api.MOVE_ORDERS, Rows, body=bodies.BulkMoves(list(moves)), key=idempotency_key)
