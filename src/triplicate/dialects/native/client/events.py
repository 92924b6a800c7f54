"""The event feed, and copies of orders in other dialects."""

from collections.abc import Iterator

from triplicate.dialects.native.client.actions import OrderOrId, order_id
from triplicate.dialects.native.client.connection import Connection
from triplicate.dialects.native.copies import operations as copies
from triplicate.dialects.native.copies.parameters import CopyParameters
from triplicate.dialects.native.copies.responses import Copy, CopyList
from triplicate.dialects.native.events import operations as events
from triplicate.dialects.native.events.parameters import EventsParameters
from triplicate.dialects.native.events.responses import Event, EventPage
from triplicate.dialects.native.parameters import OrderParameters

LONG_POLL_S = 25
"""The long-polling timeout of the event feed, in seconds."""
PAGE_SIZE = 500


class Events(Connection):
    """Operations on events and copies."""

    def get_order_events(self, order: OrderOrId, *, after: int | str = 0, limit: int = 100) -> EventPage:
        """The events of one order, oldest first. `next` of the page is the `after` of the next page."""
        return self._call(events.GET_ORDER_EVENTS, {"orderId": order_id(order), "after": after, "limit": limit})

    def get_events(self, *, after: int | str = 0, limit: int = 100, wait: int = 0, latest: bool = False) -> EventPage:
        """A page of all events, oldest first; waits up to `wait` seconds (at most 30) if there is none yet.

        `next` of the page is the `after` of the next one.

        With `latest`, earlier events are skipped, and `next` is the current end of the feed.
        """
        page = EventsParameters(after=str(after), limit=limit, wait=wait, latest=latest)
        return self._call(events.GET_EVENTS, page, extra_timeout_s=float(wait))

    def watch(self, after: int | str | None = None) -> Iterator[Event]:
        """Iterates without end over the events after that place (None: from now on), waiting for new ones.

        Each event comes once and none is missed: to resume, also in another process, pass the `seq` of the last event
        that was processed. A credential of all accounts resumes with the `next` of a page (`watch_pages`) instead,
        since each account counts for itself. Transient errors are retried without limit; other errors are raised.
        """
        for page in self.watch_pages(after):
            yield from page.events

    def watch_pages(self, after: int | str | None = None) -> Iterator[EventPage]:
        """Like `watch`, page by page; after a page is processed, its `next` is the place to resume from."""
        if after is None:
            after = self._call(events.GET_EVENTS, EventsParameters(latest=True, limit=1), forever=True).next
        while True:
            following = EventsParameters(after=str(after), limit=PAGE_SIZE, wait=LONG_POLL_S)
            page = self._call(events.GET_EVENTS, following, extra_timeout_s=float(LONG_POLL_S), forever=True)
            yield page
            after = page.next

    def list_copies(self, order: OrderOrId) -> CopyList:
        """The dialects in which the order can be read."""
        return self._call(copies.LIST_COPIES, OrderParameters(order_id(order)))

    def get_copy(self, order: OrderOrId, dialect: str) -> Copy:
        """The order as a dialect's GET returns it, and the fidelity of each member."""
        return self._call(copies.GET_COPY, CopyParameters(order_id(order), dialect))
