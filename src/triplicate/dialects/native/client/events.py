"""The event feed, and copies of orders in other dialects."""

from collections.abc import Iterator

from triplicate.dialects.native import operations
from triplicate.dialects.native.client.actions import OrderOrId, order_id
from triplicate.dialects.native.client.connection import Connection
from triplicate.dialects.native.responses import Copy, CopyList, Event, EventPage

LONG_POLL_S = 25
"""The long-polling timeout of the event feed, in seconds."""
PAGE_SIZE = 500


class Events(Connection):
    """Operations on events and copies."""

    def get_order_events(self, order: OrderOrId, *, after: int = 0, limit: int = 100) -> EventPage:
        """The events of one order, oldest first. `next` of the page is the `after` of the next page."""
        return self._call(
            operations.GET_ORDER_EVENTS, EventPage, {"orderId": order_id(order), "after": after, "limit": limit}
        )

    def get_events(self, *, after: int = 0, limit: int = 100, wait: int = 0, latest: bool = False) -> EventPage:
        """A page of all events, oldest first; waits up to `wait` seconds (at most 30) if there is none yet.

        With `latest`, earlier events are skipped, and `next` is the current end of the feed.
        """
        values = {"after": after, "limit": limit, "wait": wait, "latest": "true" if latest else None}
        return self._call(operations.GET_EVENTS, EventPage, values, extra_timeout_s=float(wait))

    def watch(self, after: int | None = None) -> Iterator[Event]:
        """Iterates without end over the events after that number (None: from now on), waiting for new ones.

        Each event comes once and none is missed: to resume, also in another process, pass the `seq` of the last event
        that was processed. Transient errors are retried without limit; other errors are raised.
        """
        if after is None:
            after = self._call(operations.GET_EVENTS, EventPage, {"latest": "true", "limit": 1}, forever=True).next
        while True:
            values = {"after": after, "limit": PAGE_SIZE, "wait": LONG_POLL_S}
            page = self._call(
                operations.GET_EVENTS, EventPage, values, extra_timeout_s=float(LONG_POLL_S), forever=True
            )
            yield from page.events
            after = page.next

    def list_copies(self, order: OrderOrId) -> CopyList:
        """The dialects in which the order can be read."""
        return self._call(operations.LIST_COPIES, CopyList, {"orderId": order_id(order)})

    def get_copy(self, order: OrderOrId, dialect: str) -> Copy:
        """The order as a dialect's GET returns it, and the fidelity of each member."""
        return self._call(operations.GET_COPY, Copy, {"orderId": order_id(order), "dialect": dialect})
