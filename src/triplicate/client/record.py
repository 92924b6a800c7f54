"""What happened to orders, as it happens, and how orders read in other dialects."""

from collections.abc import Iterator

from triplicate.client.connection import Connection
from triplicate.client.verbs import AnOrder, id_of
from triplicate.dialects.native import api
from triplicate.dialects.native.answers import Copy, CopyList, Event, EventPage

WAIT_S = 25
"""How long the server may wait for something to happen before it says that nothing has."""
AT_ONCE = 500


class Record(Connection):
    """The record: events, and copies."""

    def get_order_events(self, order: AnOrder, *, after: int = 0, limit: int = 100) -> EventPage:
        """What happened to one order, oldest first. `next` of the page is the `after` of the one that follows."""
        return self._ask(api.GET_ORDER_EVENTS, EventPage, {"orderId": id_of(order), "after": after, "limit": limit})

    def get_events(self, *, after: int = 0, limit: int = 100, wait: int = 0, latest: bool = False) -> EventPage:
        """A page of all events, oldest first; waits up to `wait` seconds (30 at most) when there is none yet.

        With `latest`, those that happened before are left out, and `next` is where the feed stands.
        """
        values = {"after": after, "limit": limit, "wait": wait, "latest": "true" if latest else None}
        return self._ask(api.GET_EVENTS, EventPage, values, waiting_s=float(wait))

    def watch(self, after: int | None = None) -> Iterator[Event]:
        """Every event after that number (None: from now on), and then each as it happens, for as long as it is iterated
        over.

        Each comes once and none is missed: whoever keeps the `seq` of the last event that was dealt with goes on after
        it, also in another process. A server that does not answer is waited for; what else goes wrong is raised.
        """
        if after is None:
            after = self._ask(api.GET_EVENTS, EventPage, {"latest": "true", "limit": 1}, for_ever=True).next
        while True:
            values = {"after": after, "limit": AT_ONCE, "wait": WAIT_S}
            page = self._ask(api.GET_EVENTS, EventPage, values, waiting_s=float(WAIT_S), for_ever=True)
            yield from page.events
            after = page.next

    def list_copies(self, order: AnOrder) -> CopyList:
        """The dialects in which the order can be read."""
        return self._ask(api.LIST_COPIES, CopyList, {"orderId": id_of(order)})

    def get_copy(self, order: AnOrder, dialect: str) -> Copy:
        """The order as a dialect would answer it, and how faithful each member of that answer is."""
        return self._ask(api.GET_COPY, Copy, {"orderId": id_of(order), "dialect": dialect})
