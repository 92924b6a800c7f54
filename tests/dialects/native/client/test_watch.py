"""Watching: every event once and in order, whatever happens to the connection, and to the server."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from tests.dialects.native.client.client_fixtures import Desk, cards
from tests.http_client.transport_fixtures import Unlucky
from triplicate.client import NotSignedIn, Patience, Triplicate

PATIENCE_S = 30


def test_what_was_and_then_what_comes(own: Triplicate) -> None:
    """A watcher that has seen everything is told of what happens next."""
    order = own.accept_order(own.place_order(cards()))
    watching = own.watch(0)
    assert [next(watching).kind for _ in range(2)] == ["placed", "accepted"]
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, watching)
        own.hold_order(order, reason="stock")
        event = coming.result(PATIENCE_S)
    assert (event.kind, event.order, event.data) == ("held", order.id, {"reason": "stock"})


def test_from_now_on(desk: Desk, own: Triplicate) -> None:
    """Without a number, what was is passed over; the stranger's feed ends where its own account's does."""
    own.place_orders([cards() for _ in range(3)])
    end = own.get_events(latest=True)
    assert (end.events, end.next) == ([], own.get_events().events[-1].seq)
    assert desk.client("other").get_events(latest=True).next == 0
    own.place_order(cards())
    assert [event.seq for event in islice(own.watch(end.next), 1)] == [end.next + 1]


def test_going_on_after_the_last_one(desk: Desk, own: Triplicate) -> None:
    own.place_orders([cards() for _ in range(5)])
    seen = [event.seq for event in islice(own.watch(0), 3)]
    rest = [event.seq for event in islice(desk.client().watch(seen[-1]), 2)]
    assert seen + rest == [event.seq for event in own.get_events().events]


def test_none_is_missed_and_none_comes_twice(desk: Desk, own: Triplicate) -> None:
    """While four write at once, and the watcher's connection breaks every other time."""
    patience = Patience(attempts=1, first_s=0.0, most_s=0.0)
    watcher = desk.client(transport=Unlucky(desk.transport, seed=7), patience=patience)

    def work(number: int) -> None:
        client = desk.client(patience=Patience(attempts=20, first_s=0.01, most_s=0.1))
        for _ in range(5):
            client.accept_order(client.place_order(cards()))

    with ThreadPoolExecutor(5) as pool:
        watched = pool.submit(lambda: list(islice(watcher.watch(0), 40)))
        list(pool.map(work, range(4)))
        seen = watched.result(PATIENCE_S)
    stored = own.get_events(limit=500).events
    assert seen == stored
    assert len({event.seq for event in seen}) == 40
    assert [event.seq for event in seen] == sorted(event.seq for event in seen)


def test_a_page_of_an_orders_own_events(own: Triplicate) -> None:
    order = own.place_order(cards())
    own.place_order(cards())
    own.accept_order(order)
    first = own.get_order_events(order, limit=1)
    second = own.get_order_events(order, after=first.next)
    assert [event.kind for event in (*first.events, *second.events)] == ["placed", "accepted"]


def test_who_may_not_watch_is_told(desk: Desk) -> None:
    with pytest.raises(NotSignedIn):
        next(desk.client("foreign").watch(0))
